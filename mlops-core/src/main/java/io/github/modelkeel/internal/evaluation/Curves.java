package io.github.modelkeel.internal.evaluation;

import java.util.function.IntPredicate;

/** Areas under curves of a ranking, rows counted by rank. */
final class Curves {
    private final long[] positives;
    private final long[] negatives;
    private long positiveTotal;
    private long negativeTotal;

    private Curves(int ranks) {
        positives = new long[ranks];
        negatives = new long[ranks];
    }

    /** Counts the rows of both sides at each rank; rows on neither side are left out. */
    static Curves count(Ranks ranks, int[] counts, IntPredicate positive, IntPredicate negative) {
        Curves curves = new Curves(ranks.count());
        for (int row = 0; row < counts.length; row++) {
            int times = counts[row];
            if (times == 0) {
                continue;
            }
            if (positive.test(row)) {
                curves.positives[ranks.of(row)] += times;
                curves.positiveTotal += times;
            } else if (negative.test(row)) {
                curves.negatives[ranks.of(row)] += times;
                curves.negativeTotal += times;
            }
        }
        return curves;
    }

    /**
     * Returns the area under the ROC curve: the share of pairs of a positive and a negative row in which the positive
     * one ranks higher, ties counting half. {@code NaN} without such a pair.
     */
    double rocAuc() {
        if (positiveTotal == 0 || negativeTotal == 0) {
            return Double.NaN;
        }
        double wins = 0; // whole and half numbers below 2^53: exact
        long below = 0;
        for (int rank = 0; rank < positives.length; rank++) {
            wins += positives[rank] * (below + negatives[rank] / 2.0);
            below += negatives[rank];
        }
        return wins / ((double) positiveTotal * negativeTotal);
    }

    /**
     * Returns the average precision: precision at each threshold weighted by the gain in recall. {@code NaN} without a
     * positive row.
     */
    double averagePrecision() {
        if (positiveTotal == 0) {
            return Double.NaN;
        }
        Sum area = new Sum();
        long hits = 0;
        long taken = 0;
        for (int rank = positives.length - 1; rank >= 0; rank--) {
            hits += positives[rank];
            taken += positives[rank] + negatives[rank];
            if (positives[rank] > 0) {
                area.add((double) positives[rank] / positiveTotal * ((double) hits / taken));
            }
        }
        return area.value();
    }
}
