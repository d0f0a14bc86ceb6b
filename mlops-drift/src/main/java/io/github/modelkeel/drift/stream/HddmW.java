package io.github.modelkeel.drift.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * HDDM with exponentially weighted averages: alarms when the weighted mean after the best cut differs by McDiarmid's bound.
 * Takes values in [0, 1]; quicker than {@link HddmA} on gradual changes. Confined to one thread.
 *
 * @see <a href="https://doi.org/10.1109/TKDE.2014.2345382">I. Frias-Blanco and others, Online and non-parametric drift
 *     detection methods based on Hoeffding's bounds, IEEE TKDE 27 (2015), 810-823</a>
 */
public final class HddmW extends BaseDetector {
    static final String NAME = "HDDM_W";

    private final double driftConfidence;
    private final double warningConfidence;
    private final double lambda;
    private final boolean twoSided;
    private final Average total = new Average();
    private final Average riseBefore = new Average();
    private final Average riseAfter = new Average();
    private final Average fallBefore = new Average();
    private final Average fallAfter = new Average();
    private double lowest;
    private double highest;

    HddmW(double driftConfidence, double warningConfidence, double lambda, boolean twoSided) {
        this.driftConfidence = inside("drift confidence", driftConfidence, 0.0, 1.0);
        this.warningConfidence = inside("warning confidence", warningConfidence, 0.0, 1.0);
        this.lambda = inside("lambda", lambda, 0.0, Math.nextUp(1.0));
        this.twoSided = twoSided;
        clear();
    }

    /** Returns the detector of rises with confidence 0.001 for a drift, 0.005 for a warning and weight 0.05. */
    public static HddmW standard() {
        return of(0.001, 0.005, 0.05, false);
    }

    /**
     * Returns the detector.
     *
     * @param driftConfidence false-alarm rate of a drift, in (0, 1)
     * @param warningConfidence false-alarm rate of a warning, in (0, 1)
     * @param lambda weight of the newest value, in (0, 1]
     * @param twoSided whether falls alarm as well as rises
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static HddmW of(double driftConfidence, double warningConfidence, double lambda, boolean twoSided) {
        return new HddmW(driftConfidence, warningConfidence, lambda, twoSided);
    }

    @Override
    void check(double value) {
        checkShare(value);
    }

    @Override
    StreamState accept(double value) {
        total.add(value, lambda);
        double bound = bound(total.weights, driftConfidence);
        if (total.mean + bound < lowest) {
            lowest = total.mean + bound;
            riseBefore.copy(total);
            riseAfter.clear();
        } else {
            riseAfter.add(value, lambda);
        }
        if (total.mean - bound > highest) {
            highest = total.mean - bound;
            fallBefore.copy(total);
            fallAfter.clear();
        } else {
            fallAfter.add(value, lambda);
        }
        if (changed(driftConfidence)) {
            return StreamState.DRIFT;
        }
        return changed(warningConfidence) ? StreamState.WARNING : StreamState.STABLE;
    }

    private boolean changed(double confidence) {
        return differ(riseBefore, riseAfter, 1.0, confidence)
                || (twoSided && differ(fallBefore, fallAfter, -1.0, confidence));
    }

    private static boolean differ(Average before, Average after, double sign, double confidence) {
        return before.filled
                && after.filled
                && sign * (after.mean - before.mean) > bound(before.weights + after.weights, confidence);
    }

    private static double bound(double weights, double confidence) {
        return Math.sqrt(weights * Math.log(1.0 / confidence) / 2.0);
    }

    @Override
    void clear() {
        total.clear();
        riseBefore.clear();
        riseAfter.clear();
        fallBefore.clear();
        fallAfter.clear();
        lowest = Double.POSITIVE_INFINITY;
        highest = Double.NEGATIVE_INFINITY;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("drift_confidence", driftConfidence);
        parameters.put("warning_confidence", warningConfidence);
        parameters.put("lambda", lambda);
        parameters.put("two_sided", twoSided);
        return parameters;
    }

    @Override
    double[] save() {
        double[] numbers = new double[17];
        Average[] averages = averages();
        for (int i = 0; i < averages.length; i++) {
            numbers[3 * i] = averages[i].filled ? 1 : 0;
            numbers[3 * i + 1] = averages[i].mean;
            numbers[3 * i + 2] = averages[i].weights;
        }
        numbers[15] = lowest;
        numbers[16] = highest;
        return numbers;
    }

    @Override
    void load(Numbers numbers) {
        for (Average average : averages()) {
            average.filled = numbers.whole(1) == 1;
            average.mean = numbers.atLeast(0.0);
            average.weights = numbers.atLeast(0.0);
        }
        lowest = numbers.any();
        highest = numbers.any();
    }

    private Average[] averages() {
        return new Average[] {total, riseBefore, riseAfter, fallBefore, fallAfter};
    }

    /** A weighted mean and the sum of its squared weights. */
    private static final class Average {
        private boolean filled;
        private double mean;
        private double weights = 1.0;

        void add(double value, double lambda) {
            mean = filled ? lambda * value + (1.0 - lambda) * mean : value;
            weights = lambda * lambda + (1.0 - lambda) * (1.0 - lambda) * weights;
            filled = true;
        }

        void copy(Average other) {
            filled = other.filled;
            mean = other.mean;
            weights = other.weights;
        }

        void clear() {
            filled = false;
            mean = 0.0;
            weights = 1.0;
        }
    }
}
