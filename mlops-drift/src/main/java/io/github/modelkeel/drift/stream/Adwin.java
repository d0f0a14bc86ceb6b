package io.github.modelkeel.drift.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adaptive windowing: keeps a window as long as its parts have the same mean, in an exponential histogram, and alarms when
 * it must be cut. Takes any numbers; the bound assumes values in an interval of length 1. The first choice for the error of a
 * model. Memory O(log n); confined to one thread.
 *
 * @see <a href="https://doi.org/10.1137/1.9781611972771.42">A. Bifet and R. Gavalda, Learning from time-changing data with
 *     adaptive windowing, SIAM SDM 2007</a>
 */
public final class Adwin extends BaseDetector {
    static final String NAME = "ADWIN";
    private static final int MAX_ROWS = 53;
    private static final int MOST_BUCKETS = 1_000;

    private final double delta;
    private final int clock;
    private final int maxBuckets;
    private final int minWindowLength;
    private final int gracePeriod;
    private final boolean keepsWindow;
    private final double[][] sums;
    private final double[][] squares;
    private final int[] used = new int[MAX_ROWS];
    private int rows;
    private long ticks;
    private double width;
    private double total;
    private double variance;

    Adwin(double delta, int clock, int maxBuckets, int minWindowLength, int gracePeriod, boolean keepsWindow) {
        this.delta = inside("delta", delta, 0.0, 1.0);
        this.clock = atLeast("clock", clock, 1);
        this.maxBuckets = atLeast("max buckets", maxBuckets, 2);
        if (maxBuckets > MOST_BUCKETS) { // also said by stored states, before memory is taken for them
            throw new IllegalArgumentException("max buckets must be at most " + MOST_BUCKETS + ", was " + maxBuckets);
        }
        this.minWindowLength = atLeast("min window length", minWindowLength, 1);
        this.gracePeriod = atLeast("grace period", gracePeriod, 0);
        this.keepsWindow = keepsWindow;
        this.sums = new double[MAX_ROWS][maxBuckets + 1];
        this.squares = new double[MAX_ROWS][maxBuckets + 1];
        clear();
    }

    /** Returns the detector that starts empty after a drift, with delta 0.002 and a look every 32 values. */
    public static Adwin standard() {
        return of(0.002, 32, 5, 5, 10);
    }

    /**
     * Returns the detector that starts empty after a drift.
     *
     * @param delta false-alarm rate, in (0, 1)
     * @param clock values between two looks, at least 1
     * @param maxBuckets buckets of one size, from 2 to 1,000
     * @param minWindowLength values on each side of a cut, at least 1
     * @param gracePeriod values before the first look, not negative
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static Adwin of(double delta, int clock, int maxBuckets, int minWindowLength, int gracePeriod) {
        return new Adwin(delta, clock, maxBuckets, minWindowLength, gracePeriod, false);
    }

    /** Returns a new detector with these parameters that goes on with the shrunk window after a drift, as in the paper. */
    public Adwin keepingWindow() {
        return new Adwin(delta, clock, maxBuckets, minWindowLength, gracePeriod, true);
    }

    /** Returns the number of values in the window. */
    public long width() {
        return (long) width;
    }

    /** Returns the mean of the window, 0 if it is empty. */
    public double mean() {
        return width == 0 ? 0.0 : total / width;
    }

    @Override
    void check(double value) {
        checkFinite(value);
    }

    @Override
    StreamState accept(double value) {
        insert(value);
        ticks++;
        if (ticks % clock != 0 || width <= gracePeriod) {
            return StreamState.STABLE;
        }
        boolean drift = false;
        while (width > 1 && cut()) {
            dropOldest();
            drift = true;
        }
        return drift ? StreamState.DRIFT : StreamState.STABLE;
    }

    private void insert(double value) {
        width++;
        if (width > 1) {
            double deviation = value - total / (width - 1);
            variance += (width - 1) * deviation * deviation / width;
        }
        total += value;
        append(0, value, 0.0);
        for (int row = 0; used[row] > maxBuckets; row++) {
            double size = Math.scalb(1.0, row);
            double difference = sums[row][0] / size - sums[row][1] / size;
            double merged = squares[row][0] + squares[row][1] + size * size * difference * difference / (2.0 * size);
            append(row + 1, sums[row][0] + sums[row][1], merged);
            removeOldest(row, 2);
        }
    }

    private void append(int row, double sum, double square) {
        sums[row][used[row]] = sum;
        squares[row][used[row]] = square;
        used[row]++;
        rows = Math.max(rows, row + 1);
    }

    private void removeOldest(int row, int count) {
        used[row] -= count;
        System.arraycopy(sums[row], count, sums[row], 0, used[row]);
        System.arraycopy(squares[row], count, squares[row], 0, used[row]);
    }

    /** Returns whether some cut has means that differ by more than the bound. */
    private boolean cut() {
        double n0 = 0.0;
        double sum0 = 0.0;
        double log = Math.log(2.0 * Math.log(width) / delta);
        for (int row = rows - 1; row >= 0; row--) {
            double size = Math.scalb(1.0, row);
            for (int k = 0; k < used[row]; k++) {
                if (row == 0 && k == used[0] - 1) {
                    return false; // nothing would be left after the newest bucket
                }
                n0 += size;
                sum0 += sums[row][k];
                double n1 = width - n0;
                if (n0 >= minWindowLength && n1 >= minWindowLength) {
                    double reciprocal = 1.0 / (n0 - minWindowLength + 1) + 1.0 / (n1 - minWindowLength + 1);
                    double bound =
                            Math.sqrt(2.0 * reciprocal * (variance / width) * log) + 2.0 / 3.0 * log * reciprocal;
                    if (Math.abs(sum0 / n0 - (total - sum0) / n1) > bound) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void dropOldest() {
        int row = rows - 1;
        double size = Math.scalb(1.0, row);
        double sum = sums[row][0];
        width -= size;
        total -= sum;
        double difference = sum / size - total / width;
        variance -= squares[row][0] + size * width * difference * difference / (size + width);
        variance = Math.max(0.0, variance);
        removeOldest(row, 1);
        while (rows > 0 && used[rows - 1] == 0) {
            rows--;
        }
    }

    @Override
    void startAfterDrift() {
        if (!keepsWindow) {
            clear();
        }
    }

    @Override
    void clear() {
        java.util.Arrays.fill(used, 0);
        rows = 0;
        ticks = 0;
        width = 0.0;
        total = 0.0;
        variance = 0.0;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("delta", delta);
        parameters.put("clock", clock);
        parameters.put("max_buckets", maxBuckets);
        parameters.put("min_window_length", minWindowLength);
        parameters.put("grace_period", gracePeriod);
        parameters.put("keeps_window", keepsWindow);
        return parameters;
    }

    @Override
    double[] save() {
        int buckets = 0;
        for (int row = 0; row < rows; row++) {
            buckets += used[row];
        }
        double[] numbers = new double[5 + rows + 2 * buckets];
        numbers[0] = ticks;
        numbers[1] = width;
        numbers[2] = total;
        numbers[3] = variance;
        numbers[4] = rows;
        int at = 5;
        for (int row = 0; row < rows; row++) {
            numbers[at++] = used[row];
            for (int k = 0; k < used[row]; k++) {
                numbers[at++] = sums[row][k];
                numbers[at++] = squares[row][k];
            }
        }
        return numbers;
    }

    @Override
    void load(Numbers numbers) {
        clear();
        ticks = numbers.count();
        width = numbers.count();
        total = numbers.between(-LARGEST_SUM, LARGEST_SUM);
        variance = numbers.between(0.0, LARGEST_SUM * LARGEST_SUM);
        int saved = (int) numbers.whole(MAX_ROWS);
        double size = 0.0;
        for (int row = 0; row < saved; row++) {
            int buckets = (int) numbers.whole(maxBuckets);
            for (int k = 0; k < buckets; k++) {
                append(
                        row,
                        numbers.between(-LARGEST_SUM, LARGEST_SUM),
                        numbers.between(0.0, LARGEST_SUM * LARGEST_SUM));
                size += Math.scalb(1.0, row);
            }
        }
        if (size != width) {
            throw numbers.broken("the buckets hold " + size + " values, the window " + width);
        }
    }
}
