package io.github.modelkeel.internal.evaluation;

/** Averages over counted rows. */
final class Means {
    private Means() {}

    /** Returns the mean of the values, value {@code i} taken {@code counts[i]} times; {@code NaN} without rows. */
    static double mean(double[] values, int[] counts) {
        Sum sum = new Sum();
        long total = 0;
        for (int row = 0; row < counts.length; row++) {
            if (counts[row] > 0) {
                sum.add(values[row] * counts[row]);
                total += counts[row];
            }
        }
        return sum.value() / total;
    }

    /** Returns the median of ranked values, the mean of the middle two when their number is even. */
    static double median(Ranks ranks, int[] counts) {
        long[] perRank = new long[ranks.count()];
        long total = 0;
        for (int row = 0; row < counts.length; row++) {
            perRank[ranks.of(row)] += counts[row];
            total += counts[row];
        }
        double low = at(ranks, perRank, (total - 1) / 2);
        double high = at(ranks, perRank, total / 2);
        return low + (high - low) / 2;
    }

    private static double at(Ranks ranks, long[] perRank, long position) {
        long seen = 0;
        for (int rank = 0; rank < perRank.length; rank++) {
            seen += perRank[rank];
            if (seen > position) {
                return ranks.value(rank);
            }
        }
        return Double.NaN;
    }
}
