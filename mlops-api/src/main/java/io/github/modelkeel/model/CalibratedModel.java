package io.github.modelkeel.model;

import java.util.List;

/**
 * A classifier whose probabilities go through a curve. With two scores and one curve, the curve takes the second, p, and the
 * scores are 1 - c(p) and c(p). Otherwise each score has a curve, and the results are divided by their sum, or left at equal
 * shares if all are 0.
 *
 * @param body the classifier: its scores are probabilities
 * @param curves one curve for a binary classifier, otherwise one for each score
 */
public record CalibratedModel(ModelBody body, List<Calibration> curves) implements ModelBody {
    /** Checks that there is a curve for each score. */
    public CalibratedModel {
        curves = List.copyOf(curves);
        if (body instanceof CalibratedModel) {
            throw new IllegalArgumentException("the model is calibrated already; calibrate its body instead");
        }
        if (body.outputs() < 2 || body.link() == Link.EXP) {
            throw new IllegalArgumentException("only a classifier can be calibrated, this model gives " + body.outputs()
                    + " scores with link " + body.link());
        }
        int needed = body.outputs() == 2 ? 1 : body.outputs();
        if (curves.size() != needed) {
            throw new IllegalArgumentException("a model of " + body.outputs() + " scores has " + needed
                    + " calibration curves, was given " + curves.size());
        }
    }

    @Override
    public int width() {
        return body.width();
    }

    @Override
    public int groups() {
        return body.groups();
    }

    @Override
    public Link link() {
        return body.link();
    }

    /** Calibrates the scores of one row in place. */
    public void apply(double[] scores, int offset) {
        if (curves.size() == 1) {
            double p = curves.get(0).apply(scores[offset + 1]);
            scores[offset] = 1 - p;
            scores[offset + 1] = p;
            return;
        }
        double sum = 0;
        for (int i = 0; i < curves.size(); i++) {
            scores[offset + i] = curves.get(i).apply(scores[offset + i]);
            sum += scores[offset + i];
        }
        for (int i = 0; i < curves.size(); i++) {
            scores[offset + i] = sum == 0 ? 1.0 / curves.size() : scores[offset + i] / sum;
        }
    }
}
