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
    private final Moments moments;
    private final double resolution;

    NumericProfile(double[] values, long[] cumulative, long missing, Moments moments, double resolution) {
        this.values = values;
        this.cumulative = cumulative;
        this.missing = missing;
        this.moments = moments;
        this.resolution = resolution;
        Counts.add(count(), missing); // rows
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
        long[] cumulative = new long[size];
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i + 1 == size || sorted[i] != sorted[i + 1]) {
                sorted[distinct] = sorted[i];
                cumulative[distinct++] = i + 1L;
            }
        }
        double[] values = distinct == sorted.length ? sorted : Arrays.copyOf(sorted, distinct);
        if (distinct < size) {
            cumulative = Arrays.copyOf(cumulative, distinct);
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
            total = Counts.add(total, counts[i]);
            sums[i] = total;
        }
        return exact(copy, sums, missing);
    }

    static NumericProfile exact(double[] values, long[] cumulative, long missing) {
        return new NumericProfile(values, cumulative, missing, Moments.of(values, cumulative), 0.0);
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
        return moments.mean();
    }

    /** Returns the standard deviation of the finite values with divisor n (population), 0 if there is none. */
    public double standardDeviation() {
        long finite = finiteCount();
        return finite == 0 ? 0.0 : Math.sqrt(moments.squares() / finite);
    }

    /** Returns the variance of the finite values with divisor n - 1 (sample), 0 for fewer than two. */
    public double sampleVariance() {
        long finite = finiteCount();
        return finite < 2 ? 0.0 : moments.squares() / (finite - 1);
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
        return values[position(rank)];
    }

    /**
     * Returns the quantile by linear interpolation at (n - 1) q, the default of NumPy and R. Between infinities of both signs
     * there is nothing to interpolate; the lower one is returned there.
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
        double between = low == high ? low : low * (1.0 - share) + high * share;
        return Double.isNaN(between) ? low : between;
    }

    /**
     * Returns this distribution with the rows of another added. Exact if both are.
     *
     * <p>Two compressed profiles keep the knots of both; the bound {@link #resolution()} adds up, weighted by rows.
     */
    public NumericProfile merge(NumericProfile other) {
        return Knots.combine(this, other, 1);
    }

    /**
     * Returns this distribution with the rows of another taken away, as after {@link #merge}.
     *
     * @throws DriftInputException if the other holds rows that are not in this one
     */
    public NumericProfile subtract(NumericProfile other) {
        return Knots.combine(this, other, -1);
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
        return Knots.compress(this, maxKnots);
    }

    /**
     * Returns this distribution counted at the knots of another: a value between two knots moves up to the next, values
     * outside stay. Both sides of a test treated alike, its p-value stays right although the reference is compressed.
     */
    public NumericProfile countedAt(NumericProfile grid) {
        if (grid.exact() || grid.values.length == 0) {
            return this;
        }
        return Knots.count(this, grid);
    }

    @Override
    public Map<String, Object> toDocument() {
        return ProfileDocuments.write(this);
    }

    static NumericProfile restore(
            double[] values, long[] cumulative, long missing, double mean, double squares, double resolution) {
        return resolution == 0.0
                ? exact(values, cumulative, missing)
                : new NumericProfile(values, cumulative, missing, new Moments(mean, squares), resolution);
    }

    Moments moments() {
        return moments;
    }

    /** Returns the 0-based position of the knot that holds this rank, from 1 to {@link #count()}. */
    int position(long rank) {
        int found = Arrays.binarySearch(cumulative, rank);
        return found >= 0 ? found : -found - 1;
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
                && moments.equals(that.moments)
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
        shown.put("mean", mean());
        return "NumericProfile" + shown;
    }
}
