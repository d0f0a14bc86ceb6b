package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;

/**
 * A matrix whose columns have weighted mean 0 and deviation 1, so that one penalty and one step size suit all of them. A
 * constant column becomes zeros. Immutable after construction.
 */
final class Standardized {
    final int rows;
    final int width;
    final double[] cells;
    final double[] means;
    final double[] deviations;

    Standardized(FeatureMatrix features, float[] weights) {
        this.rows = features.rows();
        this.width = features.width();
        this.means = new double[width];
        this.deviations = new double[width];
        double[] values = features.values();
        double total = 0;
        for (int row = 0; row < rows; row++) {
            total += weights[row];
            for (int column = 0; column < width; column++) {
                means[column] += weights[row] * values[row * width + column];
            }
        }
        for (int column = 0; column < width; column++) {
            means[column] /= total;
        }
        for (int i = 0; i < values.length; i++) {
            double off = values[i] - means[i % width];
            deviations[i % width] += weights[i / width] * off * off;
        }
        for (int column = 0; column < width; column++) {
            double deviation = Math.sqrt(deviations[column] / total);
            boolean constant = deviation <= 1e-12 * Math.abs(means[column]); // rounding alone leaves this much
            deviations[column] = constant || deviation == 0 ? Double.POSITIVE_INFINITY : deviation;
        }
        this.cells = apply(features);
    }

    /** Returns the cells of any rows on the scale of the training rows, row-major. */
    double[] apply(FeatureMatrix features) {
        double[] scaled = new double[features.values().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (features.values()[i] - means[i % width]) / deviations[i % width];
        }
        return scaled;
    }

    /** Returns the weights for raw cells of {@code groups} weighted sums; {@code intercepts} are changed to match. */
    double[] unscale(double[] scaledWeights, double[] intercepts) {
        double[] raw = new double[scaledWeights.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = scaledWeights[i] / deviations[i % width];
            intercepts[i / width] -= raw[i] * means[i % width];
        }
        return raw;
    }
}
