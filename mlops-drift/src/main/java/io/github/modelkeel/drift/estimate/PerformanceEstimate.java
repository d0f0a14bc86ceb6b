package io.github.modelkeel.drift.estimate;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.Arrays;

/**
 * The performance to be expected of a binary classifier on rows without labels, from calibrated probabilities
 * (confidence-based performance estimation). Right as long as the probabilities are: it sees the inputs move to easier or
 * harder rows, and is blind to a changed relation between inputs and label. A ratio without a case is 0, never {@code NaN}.
 *
 * @param rows number of rows
 * @param truePositives expected number of positive rows predicted positive
 * @param falsePositives expected number of negative rows predicted positive
 * @param falseNegatives expected number of positive rows predicted negative
 * @param trueNegatives expected number of negative rows predicted negative
 * @param rocAuc expected area under the receiver operating characteristic, 0.5 where every row is of one class
 * @param brier expected Brier score
 * @param logLoss expected log loss, in nats
 * @param accuracyError standard error of the accuracy by the draw of the labels alone
 */
public record PerformanceEstimate(
        int rows,
        double truePositives,
        double falsePositives,
        double falseNegatives,
        double trueNegatives,
        double rocAuc,
        double brier,
        double logLoss,
        double accuracyError) {
    /**
     * Returns the expected performance.
     *
     * @param probabilities calibrated probabilities of the positive class
     * @param threshold probability from which on a row is predicted positive
     * @throws DriftInputException if there is no row, or a probability is outside [0, 1]
     * @throws IllegalArgumentException if the threshold is {@code NaN}
     */
    public static PerformanceEstimate of(double[] probabilities, double threshold) {
        if (probabilities.length == 0) {
            throw new DriftInputException(Kind.EMPTY_SAMPLE, "an estimate needs at least one probability");
        }
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("threshold must be a number, was NaN");
        }
        double tp = 0.0;
        double fp = 0.0;
        double fn = 0.0;
        double tn = 0.0;
        double brier = 0.0;
        double loss = 0.0;
        for (double p : probabilities) {
            if (!(p >= 0 && p <= 1)) {
                throw new DriftInputException(
                        Kind.VALUE_OUT_OF_RANGE,
                        "a probability must lie in [0, 1], was " + p + "; calibrate the scores first");
            }
            if (p >= threshold) {
                tp += p;
                fp += 1.0 - p;
            } else {
                fn += p;
                tn += 1.0 - p;
            }
            brier += p * (1.0 - p);
            loss -= entropy(p) + entropy(1.0 - p);
        }
        int rows = probabilities.length;
        return new PerformanceEstimate(
                rows, tp, fp, fn, tn, area(probabilities), brier / rows, loss / rows, Math.sqrt(brier) / rows);
    }

    private static double entropy(double p) {
        return p == 0.0 ? 0.0 : p * Math.log(p);
    }

    /** The area below cumulated p over cumulated 1 - p, from the largest p on, equal ones in one step. */
    private static double area(double[] probabilities) {
        double[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        double hits = 0.0;
        double misses = 0.0;
        double area = 0.0;
        for (int i = sorted.length - 1; i >= 0; ) {
            double p = sorted[i];
            double step = 0.0;
            double fall = 0.0;
            while (i >= 0 && sorted[i] == p) {
                step += p;
                fall += 1.0 - p;
                i--;
            }
            area += fall * (hits + step / 2.0);
            hits += step;
            misses += fall;
        }
        return hits == 0.0 || misses == 0.0 ? 0.5 : area / (hits * misses);
    }

    /** Returns the expected share of right predictions. */
    public double accuracy() {
        return (truePositives + trueNegatives) / rows;
    }

    /** Returns the expected share of positive rows among those predicted positive. */
    public double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /** Returns the expected share of positive rows that are predicted positive. */
    public double recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    /** Returns the expected share of negative rows that are predicted negative. */
    public double specificity() {
        return ratio(trueNegatives, trueNegatives + falsePositives);
    }

    /** Returns the expected harmonic mean of precision and recall. */
    public double f1() {
        return ratio(truePositives, truePositives + (falsePositives + falseNegatives) / 2.0);
    }

    private static double ratio(double part, double whole) {
        return whole == 0.0 ? 0.0 : part / whole;
    }
}
