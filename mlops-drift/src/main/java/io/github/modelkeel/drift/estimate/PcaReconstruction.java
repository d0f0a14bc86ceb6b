package io.github.modelkeel.drift.estimate;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.special.Erf;

/**
 * Sees when columns stop belonging together although each looks as before: learns the main directions of the reference and
 * measures how far rows lie from them. Immutable and thread-safe.
 *
 * <p>Columns of numbers are standardised with mean and population deviation of the reference; a missing cell counts as the
 * mean, a constant column takes no part. As many directions are kept as explain more than the asked share of the variance.
 */
public final class PcaReconstruction {
    /** Share of the variance that is kept unless set. */
    public static final double DEFAULT_SHARE = 0.65;

    /** Squares of this, and their sums, are finite. */
    private static final double LARGEST = 1e100;

    private final List<String> columns;
    private final double[] means;
    private final double[] deviations;
    private final double[][] directions;
    private final double[] explained;
    private final Errors reference;

    private PcaReconstruction(
            List<String> columns,
            double[] means,
            double[] deviations,
            double[][] directions,
            double[] explained,
            Errors reference) {
        this.columns = columns;
        this.means = means;
        this.deviations = deviations;
        this.directions = directions;
        this.explained = explained;
        this.reference = reference;
    }

    /** Returns what was learned from the columns of numbers of the reference, keeping 0.65 of the variance. */
    public static PcaReconstruction fit(Dataset reference) {
        return fit(reference, DEFAULT_SHARE);
    }

    /**
     * Returns what was learned from the columns of numbers of the reference. O(rows columns^2 + columns^3).
     *
     * @param share of the variance that the kept directions must exceed, in (0, 1)
     * @throws DriftInputException if there are fewer than two rows or no column of numbers, or a number is infinite
     */
    public static PcaReconstruction fit(Dataset reference, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must lie between 0 and 1, was " + share);
        }
        List<String> columns = reference.columns().stream()
                .filter(column -> column.type() == ColumnType.NUMBER)
                .map(Column::name)
                .toList();
        if (columns.isEmpty() || reference.rowCount() < 2) {
            throw new DriftInputException(
                    Kind.EMPTY_SAMPLE,
                    "a reconstruction needs two rows and a column of numbers, the reference has " + reference);
        }
        double[][] cells = cells(reference, columns);
        int width = columns.size();
        double[] means = new double[width];
        double[] deviations = new double[width];
        for (int c = 0; c < width; c++) {
            means[c] = mean(cells[c]);
            deviations[c] = deviation(cells[c], means[c]);
        }
        standardise(cells, means, deviations, columns);
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance(cells), false));
        double[] values = eigen.getRealEigenvalues(); // in falling order for a symmetric matrix
        double total = 0.0;
        for (double value : values) {
            total += Math.max(0.0, value);
        }
        double[] explained = new double[width];
        int kept = 0;
        double sum = 0.0;
        for (int i = 0; i < width; i++) {
            explained[i] = total == 0.0 ? 0.0 : Math.max(0.0, values[i]) / total;
            if (sum <= share) {
                sum += explained[i];
                kept++;
            }
        }
        double[][] directions = new double[kept][];
        for (int i = 0; i < kept; i++) {
            directions[i] = eigen.getEigenvector(i).toArray();
        }
        return new PcaReconstruction(columns, means, deviations, directions, explained, errors(cells, directions));
    }

    /**
     * Compares the mean reconstruction error of a window with that of the reference.
     *
     * @throws DriftInputException if the window has no row or an infinite number
     * @throws io.github.modelkeel.error.NotFoundException if the window lacks a column
     */
    public Comparison compare(Dataset window) {
        if (window.rowCount() == 0) {
            throw new DriftInputException(Kind.EMPTY_SAMPLE, "the window has no row");
        }
        double[][] cells = cells(window, columns);
        standardise(cells, means, deviations, columns);
        Errors errors = errors(cells, directions);
        double spread = Math.sqrt(reference.variance() / reference.rows() + errors.variance() / errors.rows());
        double difference = errors.mean() - reference.mean();
        double z = difference == 0.0 ? 0.0 : difference / spread;
        double p = Math.min(1.0, Erf.erfc(Math.abs(z) / Math.sqrt(2.0)));
        double effect = difference == 0.0 ? 0.0 : Math.abs(difference) / Math.sqrt(reference.variance());
        return new Comparison(reference.mean(), errors.mean(), z, p, effect, reference.rows(), errors.rows());
    }

    /** Returns how many directions are kept. */
    public int components() {
        return directions.length;
    }

    /** Returns the share of the variance that each direction explains, in falling order, all directions. */
    public double[] explainedVariance() {
        return explained.clone();
    }

    /**
     * What a comparison found.
     *
     * @param referenceError mean distance of the reference rows from their reconstruction, in deviations
     * @param windowError mean distance of the window rows from theirs
     * @param z their difference over its standard error
     * @param pValue probability of a |z| at least this large if nothing changed, in [0, 1], by the normal law
     * @param effect the difference in standard deviations of the error of a reference row; not below 0
     * @param referenceRows rows of the reference
     * @param windowRows rows of the window
     */
    public record Comparison(
            double referenceError,
            double windowError,
            double z,
            double pValue,
            double effect,
            long referenceRows,
            long windowRows) {}

    private record Errors(long rows, double mean, double variance) {}

    private static double[][] cells(Dataset data, List<String> columns) {
        double[][] cells = new double[columns.size()][];
        for (int c = 0; c < cells.length; c++) {
            cells[c] = data.column(columns.get(c)).toDoubles();
            for (int row = 0; row < cells[c].length; row++) {
                if (Math.abs(cells[c][row]) > LARGEST) {
                    throw new DriftInputException(
                            Kind.VALUE_OUT_OF_RANGE,
                            "column '" + columns.get(c) + "' row " + row + " is infinite or beyond 1e100, "
                                    + cells[c][row] + "; clean it or leave it out");
                }
            }
        }
        return cells;
    }

    private static double mean(double[] values) {
        double sum = 0.0;
        long present = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += value;
                present++;
            }
        }
        return present == 0 ? 0.0 : sum / present;
    }

    private static double deviation(double[] values, double mean) {
        double sum = 0.0;
        long present = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += (value - mean) * (value - mean);
                present++;
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        return least >= most
                ? 0.0
                : Math.sqrt(sum / present); // the mean of equal values may differ from them in the last bit
    }

    private static void standardise(double[][] cells, double[] means, double[] deviations, List<String> columns) {
        for (int c = 0; c < cells.length; c++) {
            for (int row = 0; row < cells[c].length; row++) {
                boolean without = Double.isNaN(cells[c][row]) || !(deviations[c] > 0.0);
                double value = cells[c][row];
                cells[c][row] = without ? 0.0 : (value - means[c]) / deviations[c];
                if (Math.abs(cells[c][row]) > LARGEST) {
                    throw new DriftInputException(
                            Kind.VALUE_OUT_OF_RANGE,
                            "column '" + columns.get(c) + "' row " + row + " is " + value
                                    + ", more than 1e100 deviations of " + deviations[c]
                                    + " from the mean of the reference; leave the column out");
                }
            }
        }
    }

    private static double[][] covariance(double[][] cells) {
        double[][] matrix = new double[cells.length][cells.length];
        for (int a = 0; a < cells.length; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0.0;
                for (int row = 0; row < cells[a].length; row++) {
                    sum += cells[a][row] * cells[b][row];
                }
                matrix[a][b] = sum / (cells[a].length - 1.0);
                matrix[b][a] = matrix[a][b];
            }
        }
        return matrix;
    }

    /** Mean and variance of the distance of each row from its projection on the directions. */
    private static Errors errors(double[][] cells, double[][] directions) {
        int rows = cells[0].length;
        double mean = 0.0;
        double squares = 0.0;
        double[] rest = new double[cells.length];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < rest.length; c++) {
                rest[c] = cells[c][row];
            }
            for (double[] direction : directions) {
                double along = 0.0;
                for (int c = 0; c < rest.length; c++) {
                    along += cells[c][row] * direction[c];
                }
                for (int c = 0; c < rest.length; c++) {
                    rest[c] -= along * direction[c];
                }
            }
            double square = 0.0;
            for (double r : rest) {
                square += r * r;
            }
            double before = mean;
            double error = Math.sqrt(square);
            mean += (error - mean) / (row + 1);
            squares += (error - before) * (error - mean);
        }
        return new Errors(rows, mean, rows < 2 ? 0.0 : squares / (rows - 1));
    }
}
