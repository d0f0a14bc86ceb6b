package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;

/**
 * Fisher's exact test of a two by two table, two-sided: the probability of all tables with the same margins that are no
 * likelier than the one seen. Stateless.
 *
 * @see <a href="https://doi.org/10.2307/2340521">R. A. Fisher, On the interpretation of chi-squared from contingency
 *     tables, and the calculation of P, Journal of the Royal Statistical Society 85 (1922), 87-94</a>
 */
public final class FisherExact {
    /** Two probabilities closer than this share are the same one, computed along two ways. */
    private static final double SAME = 1.0 + 1e-9;

    /** Standard deviations of the first cell above this take seconds to sum over. */
    private static final double WIDEST = 1e6;

    private FisherExact() {}

    /**
     * Returns the p-value of the table with rows (a, b) and (c, d), in [0, 1]. O(a + b + c + d) at most, in practice a few
     * standard deviations of the first cell.
     *
     * @throws DriftInputException if a count is negative, or the counts are so large that the sum would take seconds
     */
    public static double pValue(long a, long b, long c, long d) {
        if (a < 0 || b < 0 || c < 0 || d < 0) {
            throw new DriftInputException(
                    Kind.NEGATIVE_COUNT,
                    "counts must not be negative, the table was " + a + ", " + b + " over " + c + ", " + d);
        }
        double all = (double) a + b + c + d;
        double spread = Math.sqrt(((double) a + b)
                / all
                * (((double) c + d) / all)
                * (((double) a + c) / all)
                * (((double) b + d) / all)
                * all);
        if (all >= Long.MAX_VALUE / 2.0 || spread > WIDEST) {
            throw new DriftInputException(
                    Kind.TOO_LARGE,
                    "an exact p-value of the table " + a + ", " + b + " over " + c + ", " + d
                            + " would take too long; compare the shares by Proportions, which is as good there");
        }
        long row = a + b;
        long column = a + c;
        long total = row + c + d;
        long low = Math.max(0, row + column - total);
        long high = Math.min(row, column);
        if (low == high) {
            return 1.0;
        }
        long mode = Math.min(high, Math.max(low, (long) ((row + 1.0) * ((column + 1.0) / (total + 2.0)))));
        double seen = weight(a, mode, row, column, total);
        if (seen < Double.MIN_NORMAL) {
            return 0.0; // a denormal weight would stay where it is, multiplied by a ratio near 1
        }
        double sum = 0.0;
        double tail = 0.0;
        double w = 1.0;
        for (long x = mode; x <= high && w >= Double.MIN_NORMAL; x++) {
            sum += w;
            tail += w <= seen * SAME ? w : 0.0;
            w *= ratio(x, row, column, total);
        }
        w = 1.0;
        for (long x = mode - 1; x >= low && w >= Double.MIN_NORMAL; x--) {
            w /= ratio(x, row, column, total);
            sum += w;
            tail += w <= seen * SAME ? w : 0.0;
        }
        return Math.min(1.0, tail / sum);
    }

    /** Returns the probability of x relative to that of the mode, by the same products as the sums use. */
    private static double weight(long x, long mode, long row, long column, long total) {
        double w = 1.0;
        for (long y = mode; y < x && w >= Double.MIN_NORMAL; y++) {
            w *= ratio(y, row, column, total);
        }
        for (long y = mode - 1; y >= x && w >= Double.MIN_NORMAL; y--) {
            w /= ratio(y, row, column, total);
        }
        return w;
    }

    private static double ratio(long x, long row, long column, long total) {
        return ((double) (row - x) * (double) (column - x)) / ((x + 1.0) * (double) (total - row - column + x + 1));
    }
}
