package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.NumericProfile;
import java.util.Arrays;

/**
 * Bins frozen from a reference alone: one for each of few distinct values and one for all others, or else bins of about
 * equally many rows whose edges are order statistics. A window never moves them.
 *
 * @param discrete whether {@code points} are the values themselves; otherwise they are upper edges, each bin open below and
 *     closed above, the first and last without limit
 * @param points values or upper edges, ascending
 */
record Binning(boolean discrete, double[] points) {
    /** Freezes the bins. */
    static Binning of(NumericProfile reference, int bins) {
        if (reference.exact() && reference.knots() <= bins) {
            double[] values = new double[reference.knots()];
            for (int i = 0; i < values.length; i++) {
                values[i] = reference.value(i);
            }
            return new Binning(true, values);
        }
        long n = reference.count();
        double[] edges = new double[bins - 1];
        int size = 0;
        for (int k = 1; k < bins; k++) {
            double edge = reference.orderStatistic(ceilDivide(n, k, bins));
            if (edge != reference.max() && (size == 0 || edges[size - 1] != edge)) {
                edges[size++] = edge;
            }
        }
        return new Binning(false, Arrays.copyOf(edges, size));
    }

    /** Returns k n / bins rounded up, without overflow. */
    private static long ceilDivide(long n, long k, long bins) {
        return n / bins * k + (n % bins * k + bins - 1) / bins;
    }

    int size() {
        return points.length + 1;
    }

    /** Counts the values of a profile in each bin. */
    long[] count(NumericProfile profile) {
        long[] counts = new long[size()];
        if (discrete) {
            long rest = profile.count();
            for (int i = 0; i < points.length; i++) {
                counts[i] = profile.countUpTo(points[i]) - profile.countUpTo(Math.nextDown(points[i]));
                rest -= counts[i];
            }
            counts[points.length] = rest;
            return counts;
        }
        long before = 0;
        for (int i = 0; i < points.length; i++) {
            long upTo = profile.countUpTo(points[i]);
            counts[i] = upTo - before;
            before = upTo;
        }
        counts[points.length] = profile.count() - before;
        return counts;
    }
}
