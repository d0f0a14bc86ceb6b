package io.github.modelkeel.model;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Learns the curve that turns a model's probabilities into ones that are met, from rows that the model was not trained on.
 * Thread-safe: without state.
 */
public final class CalibrationFit {
    private static final int MAX_ROUNDS = 100;
    private static final double SMALLEST = 0x1p-53;

    private CalibrationFit() {}

    /**
     * Returns the rising curve with the least squared error: isotonic regression by pooling adjacent violators. Needs many
     * rows, some thousand, or it follows chance. Time O(n log n).
     *
     * @param probabilities what the model gave, in [0, 1]
     * @param labels whether the class came true; as many
     * @throws IllegalArgumentException if there are no rows, or a probability is none
     * @see <a href="https://doi.org/10.1145/775047.775151">B. Zadrozny, C. Elkan, Transforming classifier scores into accurate
     *     multiclass probability estimates, KDD 2002, 694-699</a>
     */
    public static Calibration.Isotonic isotonic(double[] probabilities, boolean[] labels) {
        check(probabilities, labels);
        Integer[] order = new Integer[probabilities.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> probabilities[i]));
        int n = order.length;
        double[] low = new double[n];
        double[] high = new double[n];
        double[] sum = new double[n];
        double[] weight = new double[n];
        int blocks = 0;
        for (int i = 0; i < n; ) {
            double x = probabilities[order[i]] + 0.0;
            double positives = 0;
            int from = i;
            for (; i < n && probabilities[order[i]] == x; i++) { // equal probabilities have one value
                positives += labels[order[i]] ? 1 : 0;
            }
            low[blocks] = x;
            high[blocks] = x;
            sum[blocks] = positives;
            weight[blocks++] = i - from;
            while (blocks > 1 && sum[blocks - 2] * weight[blocks - 1] >= sum[blocks - 1] * weight[blocks - 2]) {
                blocks--;
                high[blocks - 1] = high[blocks];
                sum[blocks - 1] += sum[blocks];
                weight[blocks - 1] += weight[blocks];
            }
        }
        double[] x = new double[2 * blocks];
        double[] y = new double[2 * blocks];
        int knots = 0;
        for (int block = 0; block < blocks; block++) {
            double value = sum[block] / weight[block];
            x[knots] = low[block];
            y[knots++] = value;
            if (high[block] > low[block]) {
                x[knots] = high[block];
                y[knots++] = value;
            }
        }
        return new Calibration.Isotonic(Arrays.copyOf(x, knots), Arrays.copyOf(y, knots));
    }

    /**
     * Returns the logistic curve of the log-odds that makes the labels most likely, with Platt's smoothed targets, by Newton's
     * method with step halving. Two numbers are learned: some hundred rows suffice.
     *
     * @param probabilities what the model gave, in [0, 1]
     * @param labels whether the class came true; as many, both kinds present
     * @throws IllegalArgumentException if a kind of label is absent, a probability is none, or higher probabilities mean
     *     fewer positives, which no calibration mends
     * @see <a href="https://doi.org/10.1007/s10994-007-5018-6">H.-T. Lin, C.-J. Lin, R. Weng, A note on Platt's probabilistic
     *     outputs for support vector machines, Machine Learning 68 (2007), 267-276</a>
     */
    public static Calibration.Platt platt(double[] probabilities, boolean[] labels) {
        check(probabilities, labels);
        int positives = 0;
        double[] odds = new double[probabilities.length];
        for (int i = 0; i < odds.length; i++) {
            double inside = Math.min(Math.max(probabilities[i], SMALLEST), 1 - SMALLEST);
            odds[i] = Math.log(inside / (1 - inside));
            positives += labels[i] ? 1 : 0;
        }
        int negatives = odds.length - positives;
        if (positives == 0 || negatives == 0) {
            throw new IllegalArgumentException("a Platt curve needs rows of both kinds, was given " + positives
                    + " positive and " + negatives + " negative ones");
        }
        double high = (positives + 1.0) / (positives + 2.0);
        double low = 1.0 / (negatives + 2.0);
        double slope = 0;
        double intercept = Math.log((positives + 1.0) / (negatives + 1.0));
        double loss = loss(odds, labels, high, low, slope, intercept);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            double g1 = 0;
            double g2 = 0;
            double h11 = 1e-12;
            double h12 = 0;
            double h22 = 1e-12;
            for (int i = 0; i < odds.length; i++) {
                double p = 1 / (1 + Math.exp(-(slope * odds[i] + intercept)));
                double difference = p - (labels[i] ? high : low);
                double curvature = p * (1 - p);
                g1 += odds[i] * difference;
                g2 += difference;
                h11 += odds[i] * odds[i] * curvature;
                h12 += odds[i] * curvature;
                h22 += curvature;
            }
            double determinant = h11 * h22 - h12 * h12;
            double stepSlope = -(h22 * g1 - h12 * g2) / determinant;
            double stepIntercept = -(h11 * g2 - h12 * g1) / determinant;
            double size = 1;
            double next = loss(odds, labels, high, low, slope + stepSlope, intercept + stepIntercept);
            while (next > loss && size > 1e-10) {
                size /= 2;
                next = loss(odds, labels, high, low, slope + size * stepSlope, intercept + size * stepIntercept);
            }
            if (!(next < loss)) {
                break;
            }
            slope += size * stepSlope;
            intercept += size * stepIntercept;
            loss = next;
        }
        if (slope < 0) {
            throw new IllegalArgumentException("the positive class is rarer where its probability is higher (slope "
                    + slope + "); the model or the labels are turned round");
        }
        return new Calibration.Platt(slope, intercept);
    }

    private static double loss(
            double[] odds, boolean[] labels, double high, double low, double slope, double intercept) {
        double loss = 0;
        for (int i = 0; i < odds.length; i++) {
            double margin = slope * odds[i] + intercept;
            double target = labels[i] ? high : low;
            double softplus = Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
            loss += softplus - target * margin;
        }
        return loss;
    }

    private static void check(double[] probabilities, boolean[] labels) {
        if (probabilities.length == 0 || probabilities.length != labels.length) {
            throw new IllegalArgumentException(
                    "calibration takes a label for each probability and at least one, was given " + probabilities.length
                            + " and " + labels.length);
        }
        for (double p : probabilities) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("a probability must lie in [0, 1], was " + p);
            }
        }
    }
}
