package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody;
import java.util.Map;
import org.tribuo.Tribuo;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;

/** A linear model: raw weights for serving, and the standardised ones it was trained with for scores of its own. */
final class LinearTrained extends NeutralModel {
    private final String algorithm;
    private final Standardized scale;
    private final DenseMatrix weights;
    private final double[] intercepts;

    private LinearTrained(
            String algorithm,
            LinearModel body,
            Standardized scale,
            DenseMatrix weights,
            double[] intercepts,
            double size) {
        super(body, 1e-9 * Math.max(1, size));
        this.algorithm = algorithm;
        this.scale = scale;
        this.weights = weights;
        this.intercepts = intercepts;
    }

    /**
     * Makes the model.
     *
     * @param weights for standardised cells, row-major, one row for each margin
     * @param intercepts one for each margin
     * @param size largest margin to expect, for the tolerance
     */
    static LinearTrained of(
            String algorithm,
            ModelBody.Link link,
            Standardized scale,
            double[] weights,
            double[] intercepts,
            double size) {
        double[] rawIntercepts = intercepts.clone();
        double[] raw = scale.unscale(weights, rawIntercepts);
        double[][] rows = new double[intercepts.length][];
        for (int g = 0; g < rows.length; g++) {
            rows[g] = java.util.Arrays.copyOfRange(weights, g * scale.width, (g + 1) * scale.width);
        }
        return new LinearTrained(
                algorithm,
                new LinearModel(scale.width, intercepts.length, link, raw, rawIntercepts),
                scale,
                DenseMatrix.createDenseMatrix(rows),
                intercepts.clone(),
                size);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("tribuo", Tribuo.VERSION);
    }

    @Override
    double[] score(FeatureMatrix features) {
        Inputs.check(algorithm, features, Inputs.Missing.REFUSED);
        double[] cells = scale.apply(features);
        boolean binary = body().link() == ModelBody.Link.SIGMOID;
        int outputs = binary ? 2 : intercepts.length;
        double[] scores = new double[features.rows() * outputs];
        for (int row = 0; row < features.rows(); row++) {
            double[] cell = java.util.Arrays.copyOfRange(cells, row * scale.width, (row + 1) * scale.width);
            double[] margins =
                    weights.leftMultiply(DenseVector.createDenseVector(cell)).toArray();
            for (int g = 0; g < margins.length; g++) {
                margins[g] += intercepts[g];
            }
            link(margins, scores, row * outputs);
        }
        return scores;
    }

    private void link(double[] margins, double[] scores, int at) {
        switch (body().link()) {
            case IDENTITY -> System.arraycopy(margins, 0, scores, at, margins.length);
            case SIGMOID -> {
                scores[at + 1] = 1 / (1 + Math.exp(-margins[0]));
                scores[at] = 1 - scores[at + 1];
            }
            case SOFTMAX -> {
                double[] shares = SoftmaxLoss.softmax(margins);
                System.arraycopy(shares, 0, scores, at, shares.length);
            }
            default -> throw new IllegalStateException("no linear model of this module has the link " + body().link());
        }
    }
}
