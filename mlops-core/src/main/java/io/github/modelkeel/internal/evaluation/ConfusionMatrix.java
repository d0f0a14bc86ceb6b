package io.github.modelkeel.internal.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Counts of true against predicted classes and the metrics that follow from them, with scikit-learn's conventions: what
 * would divide by zero is 0, and means over classes leave out those that are neither true nor predicted in any row.
 * Immutable.
 */
final class ConfusionMatrix {
    private final long[][] cells;
    private final long[] trueTotals;
    private final long[] predictedTotals;
    private final long total;

    ConfusionMatrix(int classes, int[] truth, int[] predicted, int[] counts) {
        cells = new long[classes][classes];
        trueTotals = new long[classes];
        predictedTotals = new long[classes];
        long rows = 0;
        for (int row = 0; row < counts.length; row++) {
            cells[truth[row]][predicted[row]] += counts[row];
            trueTotals[truth[row]] += counts[row];
            predictedTotals[predicted[row]] += counts[row];
            rows += counts[row];
        }
        total = rows;
    }

    /** Returns the counts, a row for each true class. */
    List<List<Integer>> rows() {
        List<List<Integer>> rows = new ArrayList<>();
        for (long[] row : cells) {
            List<Integer> copy = new ArrayList<>();
            for (long cell : row) {
                copy.add(Math.toIntExact(cell));
            }
            rows.add(copy);
        }
        return rows;
    }

    double accuracy() {
        return ratio(right(), total);
    }

    double precision(int of) {
        return ratio(cells[of][of], predictedTotals[of]);
    }

    double recall(int of) {
        return ratio(cells[of][of], trueTotals[of]);
    }

    double f1(int of) {
        return ratio(2 * cells[of][of], trueTotals[of] + predictedTotals[of]);
    }

    /** Returns the mean over the classes that occur. */
    double macro(IntToDoubleFunction metric) {
        Sum sum = new Sum();
        int occurring = 0;
        for (int c = 0; c < cells.length; c++) {
            if (trueTotals[c] + predictedTotals[c] > 0) {
                sum.add(metric.applyAsDouble(c));
                occurring++;
            }
        }
        return sum.value() / occurring;
    }

    /** Returns the mean over the classes, each weighted by its true rows. */
    double weighted(IntToDoubleFunction metric) {
        Sum sum = new Sum();
        for (int c = 0; c < cells.length; c++) {
            if (trueTotals[c] > 0) {
                sum.add(metric.applyAsDouble(c) * trueTotals[c]);
            }
        }
        return sum.value() / total;
    }

    /** Returns the mean recall over the classes that truly occur. */
    double balancedAccuracy() {
        Sum sum = new Sum();
        int occurring = 0;
        for (int c = 0; c < cells.length; c++) {
            if (trueTotals[c] > 0) {
                sum.add(recall(c));
                occurring++;
            }
        }
        return sum.value() / occurring;
    }

    /**
     * Returns Matthews' correlation for any number of classes; 0 if all rows have one true or one predicted class.
     *
     * @see <a href="https://doi.org/10.1016/j.compbiolchem.2004.09.006">J. Gorodkin, Comparing two K-category
     *     assignments by a K-category correlation coefficient (2004)</a>
     */
    double matthews() {
        double n = total;
        double both = 0;
        double truths = 0;
        double predictions = 0;
        for (int c = 0; c < cells.length; c++) {
            both += (double) trueTotals[c] * predictedTotals[c];
            truths += (double) trueTotals[c] * trueTotals[c];
            predictions += (double) predictedTotals[c] * predictedTotals[c];
        }
        double scale = Math.sqrt(n * n - truths) * Math.sqrt(n * n - predictions);
        return scale == 0 ? 0 : (right() * n - both) / scale;
    }

    /** Returns Cohen's kappa without weights; {@code NaN} if chance alone agrees on every row. */
    double cohenKappa() {
        double n = total;
        double chance = 0;
        for (int c = 0; c < cells.length; c++) {
            chance += trueTotals[c] / n * (predictedTotals[c] / n);
        }
        return chance == 1 ? Double.NaN : (right() / n - chance) / (1 - chance);
    }

    private long right() {
        long right = 0;
        for (int c = 0; c < cells.length; c++) {
            right += cells[c][c];
        }
        return right;
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
