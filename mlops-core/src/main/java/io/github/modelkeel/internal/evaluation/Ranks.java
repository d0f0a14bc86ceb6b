package io.github.modelkeel.internal.evaluation;

import java.util.Arrays;

/**
 * The rank of every value among the distinct ones, equal values sharing a rank. Sorted once; every resample of the rows
 * is then counted per rank in linear time. Immutable.
 */
final class Ranks {
    private final int[] rank;
    private final double[] distinct;

    private Ranks(int[] rank, double[] distinct) {
        this.rank = rank;
        this.distinct = distinct;
    }

    /** Ranks values without NaN; -0.0 and 0.0 are one value. */
    static Ranks of(double[] values) {
        double[] sorted = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            sorted[i] = values[i] + 0.0; // turns -0.0 into 0.0, which sort and search tell apart
        }
        Arrays.sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        double[] distinct = Arrays.copyOf(sorted, count);
        int[] rank = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            rank[i] = Arrays.binarySearch(distinct, values[i] + 0.0);
        }
        return new Ranks(rank, distinct);
    }

    int of(int row) {
        return rank[row];
    }

    /** Returns the number of distinct values. */
    int count() {
        return distinct.length;
    }

    double value(int rankOfValue) {
        return distinct[rankOfValue];
    }
}
