package io.github.modelkeel.drift;

import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The distribution of a column of numbers: distinct values in ascending order with how many rows are at or below each.
 * Immutable and thread-safe. The order of the rows it was made from leaves no trace, not even in the last bit of the mean.
 *
 * <p>{@code NaN} is a missing value. -0.0 and 0.0 are one value. Infinities are ordinary values, left out of mean and
 * deviation only. A profile is exact, or it was {@linkplain #compressed compressed} to knots: then the count at each knot
 * is still exact, and between two knots the distribution function is known to within {@link #resolution()}.
 */
public final class NumericProfile implements ColumnProfile {
    /** Largest number of values that {@link Profile} stores of one column. */
    public static final int MAX_STORED_KNOTS = 4_096;

    private final double[] values;
    private final long[] cumulative;
    private final long missing;
    private final double mean;
    private final double squares;
    private final double resolution;

    private NumericProfile(
            double[] values, long[] cumulative, long missing, double mean, double squares, double resolution) {
        this.values = values;
        this.cumulative = cumulative;
        this.missing = missing;
        this.mean = mean;
        this.squares = squares;
        this.resolution = resolution;
    }

    /** Returns the exact distribution of these values, {@code NaN} being missing. The array is not modified. O(n). */
    public static NumericProfile of(double... sample) {
        double[] sorted = new double[sample.length];
        int size = 0;
        for (double x : sample) {
            if (!Double.isNaN(x)) {
                sorted[size++] = x + 0.0; // turns -0.0 into 0.0
            }
        }
        DoubleSort.sort(sorted, size);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i + 1 == size || sorted[i] != sorted[i + 1]) {
                distinct++;
            }
        }
        double[] values = new double[distinct];
        long[] cumulative = new long[distinct];
        int at = 0;
        for (int i = 0; i < size; i++) {
            if (i + 1 == size || sorted[i] != sorted[i + 1]) {
                values[at] = sorted[i];
                cumulative[at++] = i + 1L;
            }
        }
        return exact(values, cumulative, sample.length - (long) size);
    }

    /**
     * Returns the exact distribution with these distinct values and counts. The arrays are copied.
     *
     * @param values ascending, none {@code NaN}
     * @param counts rows of each value, at least 1
     * @param missing rows without a value
     * @throws DriftInputException if values do not ascend, or a count is too small
     */
    public static NumericProfile ofCounts(double[] values, long[] counts, long missing) {
        if (values.length != counts.length) {
            throw new IllegalArgumentException(values.length + " values but " + counts.length + " counts");
        }
        double[] copy = new double[values.length];
        long[] sums = new long[values.length];
        long total = 0;
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i] + 0.0;
            if (Double.isNaN(copy[i]) || (i > 0 && copy[i - 1] >= copy[i])) {
                throw new DriftInputException(
                        Kind.INVALID_PROFILE, "values must ascend, not so at position " + i + ": " + values[i]);
            }
            if (counts[i] < 1 || missing < 0) {
                throw new DriftInputException(
                        Kind.NEGATIVE_COUNT,
                        "counts must be at least 1, was " + counts[i] + " of " + values[i] + ", " + missing
                                + " missing");
            }
            total = Math.addExact(total, counts[i]);
            sums[i] = total;
        }
        return exact(copy, sums, missing);
    }

    private static NumericProfile exact(double[] values, long[] cumulative, long missing) {
        double sum = 0.0;
        double lost = 0.0; // Neumaier's compensation
        long finite = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                long count = cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
                double term = values[i] * count;
                double next = sum + term;
                lost += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
                sum = next;
                finite += count;
            }
        }
        double mean = finite == 0 ? 0.0 : (sum + lost) / finite;
        if (!Double.isFinite(mean)) { // the sum overflowed: average without forming it
            mean = 0.0;
            for (int i = 0; i < values.length; i++) {
                if (Double.isFinite(values[i])) {
                    long count = cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
                    mean += values[i] * ((double) count / finite);
                }
            }
        }
        double squares = 0.0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                double deviation = values[i] - mean;
                squares += deviation * deviation * (cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]));
            }
        }
        return new NumericProfile(values, cumulative, missing, mean, squares, 0.0);
    }

    @Override
    public long count() {
        return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
    }

    @Override
    public long missing() {
        return missing;
    }

    /** Returns whether every distinct value is held. */
    public boolean exact() {
        return resolution == 0.0;
    }

    /** Returns the largest share of rows strictly between two neighbouring knots, 0 if exact. */
    public double resolution() {
        return resolution;
    }

    /** Returns the number of distinct values, or of knots. */
    public int knots() {
        return values.length;
    }

    /** Returns the knot at this 0-based position, ascending. */
    public double value(int position) {
        return values[position];
    }

    /** Returns how many rows are at or below the knot at this 0-based position. */
    public long cumulative(int position) {
        return cumulative[position];
    }

    /** Returns how many rows have the value at this position, or for knots lie above the one before and not above this. */
    public long countAt(int position) {
        return cumulative[position] - (position == 0 ? 0 : cumulative[position - 1]);
    }

    /** Returns how many rows are at or below {@code x}; for a compressed profile, at or below the last knot not above it. */
    public long countUpTo(double x) {
        int found = Arrays.binarySearch(values, x + 0.0);
        int position = found >= 0 ? found : -found - 2;
        return position < 0 ? 0 : cumulative[position];
    }

    /** Returns the smallest value. */
    public double min() {
        return values[notEmpty(0)];
    }

    /** Returns the largest value. */
    public double max() {
        return values[notEmpty(values.length - 1)];
    }

    /** Returns the mean of the finite values, 0 if there is none. */
    public double mean() {
        return mean;
    }

    /** Returns the standard deviation of the finite values with divisor n (population), 0 if there is none. */
    public double standardDeviation() {
        long finite = finiteCount();
        return finite == 0 ? 0.0 : Math.sqrt(squares / finite);
    }

    /** Returns the variance of the finite values with divisor n - 1 (sample), 0 for fewer than two. */
    public double sampleVariance() {
        long finite = finiteCount();
        return finite < 2 ? 0.0 : squares / (finite - 1);
    }

    /** Returns the number of values that are not infinite. */
    public long finiteCount() {
        long count = count();
        if (count > 0 && values[0] == Double.NEGATIVE_INFINITY) {
            count -= cumulative[0];
        }
        if (values.length > 0 && values[values.length - 1] == Double.POSITIVE_INFINITY) {
            count -= countAt(values.length - 1);
        }
        return count;
    }

    /**
     * Returns the value at this place in ascending order, without interpolation.
     *
     * @param rank 1 for the smallest, {@link #count()} for the largest
     * @throws IndexOutOfBoundsException if the rank is outside
     */
    public double orderStatistic(long rank) {
        if (rank < 1 || rank > count()) {
            throw new IndexOutOfBoundsException("rank " + rank + " of " + count());
        }
        int found = Arrays.binarySearch(cumulative, rank);
        return values[found >= 0 ? found : -found - 1];
    }

    /**
     * Returns the quantile by linear interpolation at (n - 1) q, the default of NumPy and R.
     *
     * @param q in [0, 1]
     * @throws DriftInputException if there is no value
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("q must lie between 0 and 1, was " + q);
        }
        notEmpty(0);
        double place = (count() - 1) * q;
        long below = (long) Math.floor(place);
        double low = orderStatistic(below + 1);
        double share = place - below;
        if (share == 0.0) {
            return low;
        }
        double high = orderStatistic(below + 2);
        return low == high ? low : low * (1.0 - share) + high * share;
    }

    /**
     * Returns this distribution with the rows of another added. Exact if both are.
     *
     * <p>Two compressed profiles keep the knots of both; the bound {@link #resolution()} adds up, weighted by rows.
     */
    public NumericProfile merge(NumericProfile other) {
        return combine(other, 1);
    }

    /**
     * Returns this distribution with the rows of another taken away, as after {@link #merge}.
     *
     * @throws DriftInputException if the other holds rows that are not in this one
     */
    public NumericProfile subtract(NumericProfile other) {
        return combine(other, -1);
    }

    private NumericProfile combine(NumericProfile other, int sign) {
        double[] union = new double[values.length + other.values.length];
        long[] sums = new long[union.length];
        int size = 0;
        int i = 0;
        int j = 0;
        long total = 0;
        while (i < values.length || j < other.values.length) {
            double v = j == other.values.length || (i < values.length && values[i] <= other.values[j])
                    ? values[i]
                    : other.values[j];
            long count = 0;
            if (i < values.length && values[i] == v) {
                count += countAt(i++);
            }
            if (j < other.values.length && other.values[j] == v) {
                count += sign * other.countAt(j++);
            }
            if (count < 0) {
                throw notContained(v);
            }
            if (count > 0) {
                total = Math.addExact(total, count);
                union[size] = v;
                sums[size++] = total;
            }
        }
        if (missing + sign * other.missing < 0) {
            throw notContained(Double.NaN);
        }
        NumericProfile exact =
                exact(Arrays.copyOf(union, size), Arrays.copyOf(sums, size), missing + sign * other.missing);
        if (exact() && other.exact()) {
            return exact;
        }
        long rows = Math.max(1, exact.count());
        double bound = Math.min(1.0, (resolution * count() + other.resolution * other.count()) / rows);
        double m = finiteCount();
        double k = sign * (double) other.finiteCount();
        double delta = other.mean - mean;
        double bothMean = m + k == 0 ? 0.0 : mean + delta * k / (m + k);
        double bothSquares =
                m + k == 0 ? 0.0 : Math.max(0.0, squares + sign * other.squares + delta * delta * m * k / (m + k));
        return new NumericProfile(exact.values, exact.cumulative, exact.missing, bothMean, bothSquares, bound);
    }

    private static DriftInputException notContained(double value) {
        return new DriftInputException(
                Kind.NEGATIVE_COUNT,
                "cannot subtract: more rows with value " + value + " are taken away than there are; subtract only what"
                        + " was merged before");
    }

    /**
     * Returns this distribution with at most so many knots: the smallest value and order statistics at equal steps of
     * rank. Returns this if it has no more.
     *
     * @param maxKnots at least 2
     */
    public NumericProfile compressed(int maxKnots) {
        if (maxKnots < 2) {
            throw new IllegalArgumentException("a profile needs at least 2 knots, was " + maxKnots);
        }
        if (values.length <= maxKnots) {
            return this;
        }
        long n = count();
        int steps = maxKnots - 1;
        double[] knots = new double[maxKnots];
        long[] sums = new long[maxKnots];
        knots[0] = values[0];
        sums[0] = cumulative[0];
        int size = 1;
        int from = 0;
        double gap = 0.0;
        for (int k = 1; k <= steps; k++) {
            long rank = (long) Math.ceil((double) n * k / steps);
            int found = Arrays.binarySearch(cumulative, Math.min(rank, n));
            int position = found >= 0 ? found : -found - 1;
            if (position > from) {
                gap = Math.max(gap, (double) (cumulative[position - 1] - cumulative[from]) / n);
                knots[size] = values[position];
                sums[size++] = cumulative[position];
                from = position;
            }
        }
        return new NumericProfile(
                Arrays.copyOf(knots, size), Arrays.copyOf(sums, size), missing, mean, squares, resolution + gap);
    }

    /**
     * Returns this distribution counted at the knots of another: a value between two knots moves up to the next, values
     * outside stay. Both sides of a test treated alike, its p-value stays right although the reference is compressed.
     */
    public NumericProfile countedAt(NumericProfile grid) {
        if (grid.exact() || grid.values.length == 0) {
            return this;
        }
        double[] moved = new double[values.length];
        long[] sums = new long[values.length];
        int size = 0;
        for (int i = 0; i < values.length; i++) {
            double v = values[i];
            if (v > grid.values[0] && v < grid.values[grid.values.length - 1]) {
                int found = Arrays.binarySearch(grid.values, v);
                v = grid.values[found >= 0 ? found : -found - 1];
            }
            if (size > 0 && moved[size - 1] == v) {
                sums[size - 1] = cumulative[i];
            } else {
                moved[size] = v;
                sums[size++] = cumulative[i];
            }
        }
        return new NumericProfile(
                Arrays.copyOf(moved, size), Arrays.copyOf(sums, size), missing, mean, squares, grid.resolution);
    }

    @Override
    public Map<String, Object> toDocument() {
        return ProfileDocuments.write(this);
    }

    static NumericProfile restore(
            double[] values, long[] cumulative, long missing, double mean, double squares, double resolution) {
        return resolution == 0.0
                ? exact(values, cumulative, missing)
                : new NumericProfile(values, cumulative, missing, mean, squares, resolution);
    }

    double squares() {
        return squares;
    }

    private int notEmpty(int position) {
        if (values.length == 0) {
            throw new DriftInputException(
                    Kind.EMPTY_SAMPLE, "the column has no value (" + missing + " missing): leave it out or fill it");
        }
        return position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericProfile that
                && Arrays.equals(values, that.values)
                && Arrays.equals(cumulative, that.cumulative)
                && missing == that.missing
                && Double.compare(mean, that.mean) == 0
                && Double.compare(squares, that.squares) == 0
                && Double.compare(resolution, that.resolution) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(values) + Arrays.hashCode(cumulative);
    }

    @Override
    public String toString() {
        LinkedHashMap<String, Object> shown = new LinkedHashMap<>();
        shown.put("count", count());
        shown.put("missing", missing);
        shown.put("knots", values.length);
        shown.put("mean", mean);
        return "NumericProfile" + shown;
    }
}
