package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.Labels;

/**
 * Penalised negative log-likelihood of a logistic model and its gradient: {@code sum of weight * -log p + l2 / 2 * |w|^2}
 * over the total weight. Two classes have one margin, more have one each. Parameters are, for each margin, the weights of
 * the standardised columns and then the intercept, which is not penalised. Confined to one thread.
 */
final class SoftmaxLoss {
    private final Standardized data;
    private final Labels labels;
    private final float[] weights;
    private final double l2;
    private final double total;
    private final int margins;

    SoftmaxLoss(Standardized data, Labels labels, float[] weights, double l2) {
        this.data = data;
        this.labels = labels;
        this.weights = weights;
        this.l2 = l2;
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        this.total = sum;
        this.margins = labels.classes().size() == 2 ? 1 : labels.classes().size();
    }

    int margins() {
        return margins;
    }

    int parameters() {
        return margins * (data.width + 1);
    }

    /** Returns the loss at {@code at} and puts its gradient into {@code gradient}. */
    double of(double[] at, double[] gradient) {
        int stride = data.width + 1;
        java.util.Arrays.fill(gradient, 0);
        double[] margin = new double[margins];
        double loss = 0;
        for (int row = 0; row < data.rows; row++) {
            for (int g = 0; g < margins; g++) {
                double sum = at[g * stride + data.width];
                for (int column = 0; column < data.width; column++) {
                    sum += at[g * stride + column] * data.cells[row * data.width + column];
                }
                margin[g] = sum;
            }
            double weight = weights[row];
            loss += weight * residuals(margin, labels.code(row)); // margin now holds the derivative
            for (int g = 0; g < margins; g++) {
                double slope = weight * margin[g];
                for (int column = 0; column < data.width; column++) {
                    gradient[g * stride + column] += slope * data.cells[row * data.width + column];
                }
                gradient[g * stride + data.width] += slope;
            }
        }
        for (int i = 0; i < at.length; i++) {
            if (i % stride != data.width) {
                loss += l2 / 2 * at[i] * at[i];
                gradient[i] += l2 * at[i];
            }
            gradient[i] /= total;
        }
        return loss / total;
    }

    /** Returns the loss of one row and replaces its margins by the derivatives of the loss. */
    private static double residuals(double[] margin, int code) {
        if (margin.length == 1) {
            double m = code == 1 ? margin[0] : -margin[0];
            double loss = m > 0 ? Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m)) - m;
            margin[0] = 1 / (1 + Math.exp(-margin[0])) - code;
            return loss;
        }
        double[] shares = softmax(margin);
        double loss = -Math.log(Math.max(shares[code], Double.MIN_NORMAL));
        System.arraycopy(shares, 0, margin, 0, shares.length);
        margin[code] -= 1;
        return loss;
    }

    /** Returns {@code exp(m) / sum of exp(m)}, without overflow. */
    static double[] softmax(double[] margins) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double margin : margins) {
            largest = Math.max(largest, margin);
        }
        double[] shares = new double[margins.length];
        double sum = 0;
        for (int g = 0; g < shares.length; g++) {
            shares[g] = Math.exp(margins[g] - largest);
            sum += shares[g];
        }
        for (int g = 0; g < shares.length; g++) {
            shares[g] /= sum;
        }
        return shares;
    }
}
