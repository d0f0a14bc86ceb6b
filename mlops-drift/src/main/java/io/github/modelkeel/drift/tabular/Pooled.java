package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.NumericProfile;
import java.util.Arrays;

/**
 * Both samples merged: distinct values in ascending order with how often each side has them. Rank statistics, distances
 * and tests of moments all follow from it.
 */
record Pooled(double[] values, long[] reference, long[] window, long n, long m) {
    static Pooled of(NumericProfile reference, NumericProfile window) {
        double[] values = new double[reference.knots() + window.knots()];
        long[] left = new long[values.length];
        long[] right = new long[values.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < reference.knots() || j < window.knots()) {
            double v = j == window.knots() || (i < reference.knots() && reference.value(i) <= window.value(j))
                    ? reference.value(i)
                    : window.value(j);
            if (i < reference.knots() && reference.value(i) == v) {
                left[size] = reference.countAt(i++);
            }
            if (j < window.knots() && window.value(j) == v) {
                right[size] = window.countAt(j++);
            }
            values[size++] = v;
        }
        return new Pooled(
                Arrays.copyOf(values, size),
                Arrays.copyOf(left, size),
                Arrays.copyOf(right, size),
                reference.count(),
                window.count());
    }

    int size() {
        return values.length;
    }

    double total() {
        return (double) n + m;
    }

    /** Returns whether some value occurs more than once in both samples together. */
    boolean ties() {
        return size() < total();
    }

    /**
     * Returns the root mean square of F - G over the pooled values, each counted after all equal ones: 0 for equal samples,
     * below 1.
     */
    double rootMeanSquareGap() {
        double sum = 0.0;
        long f = 0;
        long g = 0;
        for (int i = 0; i < size(); i++) {
            f += reference[i];
            g += window[i];
            double gap = (double) f / n - (double) g / m;
            sum += gap * gap * (reference[i] + window[i]);
        }
        return Math.sqrt(sum / total());
    }

    /** Returns +1 where the window tends to the larger values, -1 to the smaller, 0 neither. */
    int direction() {
        return Long.signum(n * m - 2 * dominatedPairs() + pairsTied());
    }

    /** Returns the number of pairs in which the reference is not below the window. */
    private long dominatedPairs() {
        long pairs = 0;
        long g = 0;
        for (int i = 0; i < size(); i++) {
            g += window[i];
            pairs += reference[i] * g;
        }
        return pairs;
    }

    private long pairsTied() {
        long pairs = 0;
        for (int i = 0; i < size(); i++) {
            pairs += reference[i] * window[i];
        }
        return pairs;
    }

    /** Returns twice the number of pairs in which the reference is larger, equal pairs counting one. */
    long twiceU() {
        return 2 * dominatedPairs() - pairsTied();
    }
}
