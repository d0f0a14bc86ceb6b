package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares the newest values of a sliding window with all older ones by the exact Kolmogorov-Smirnov test, at every value.
 * Sees changes of any kind, of shape and spread too. After a drift the newest values stay. O(window) for each value;
 * confined to one thread.
 *
 * <p>This is KSWIN without its random subsample: the result depends on the stream alone.
 *
 * @see <a href="https://doi.org/10.1016/j.neucom.2019.11.111">C. Raab, M. Heusinger and F.-M. Schleif, Reactive soft
 *     prototype computing for concept drift streams, Neurocomputing 416 (2020), 340-351</a>
 */
public final class Kswin extends BaseDetector {
    static final String NAME = "KSWIN_FULL";
    private static final int LARGEST_WINDOW = 20_000;

    private final double alpha;
    private final int windowSize;
    private final int statSize;
    private final long critical;
    private final double[] ring;
    private final double[] old;
    private final double[] recent;
    private int start;
    private int filled;

    Kswin(double alpha, int windowSize, int statSize) {
        this.alpha = inside("alpha", alpha, 0.0, 1.0);
        this.statSize = atLeast("stat size", statSize, 1);
        this.windowSize = atLeast("window size", windowSize, statSize + 1);
        if (windowSize > LARGEST_WINDOW) {
            throw new IllegalArgumentException("window size must be at most " + LARGEST_WINDOW + ", was " + windowSize);
        }
        this.critical = KolmogorovSmirnov.criticalWholeDistance(windowSize - statSize, statSize, alpha);
        this.ring = new double[windowSize];
        this.old = new double[windowSize - statSize];
        this.recent = new double[statSize];
    }

    /** Returns the detector with a window of 100 values, the newest 30 of them against the others, at level 0.0001. */
    public static Kswin standard() {
        return of(0.0001, 100, 30);
    }

    /**
     * Returns the detector.
     *
     * @param alpha p-value at or below which it alarms, in (0, 1)
     * @param windowSize values in the window, above {@code statSize}, at most 20,000
     * @param statSize newest values that are compared with the others, at least 1
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static Kswin of(double alpha, int windowSize, int statSize) {
        return new Kswin(alpha, windowSize, statSize);
    }

    @Override
    void check(double value) {
        // every number can be ordered
    }

    @Override
    StreamState accept(double value) {
        double x = value + 0.0;
        if (filled < windowSize) {
            ring[filled++] = x;
            if (filled < windowSize) {
                return StreamState.STABLE;
            }
            sortBoth();
        } else {
            double leaves = ring[start];
            int boundary = start + old.length;
            double ages = ring[boundary < windowSize ? boundary : boundary - windowSize];
            replace(old, leaves, ages);
            replace(recent, ages, x);
            ring[start] = x;
            start = start + 1 == windowSize ? 0 : start + 1;
        }
        return distance() >= critical ? StreamState.DRIFT : StreamState.STABLE;
    }

    private void sortBoth() {
        for (int i = 0; i < windowSize; i++) {
            double x = ring[(start + i) % windowSize];
            if (i < old.length) {
                old[i] = x;
            } else {
                recent[i - old.length] = x;
            }
        }
        Arrays.sort(old);
        Arrays.sort(recent);
    }

    /** Puts {@code in} in the place of {@code out} and keeps the order. */
    private static void replace(double[] sorted, double out, double in) {
        int from = Arrays.binarySearch(sorted, out);
        int found = Arrays.binarySearch(sorted, in);
        int to = found >= 0 ? found : -found - 1;
        if (to > from) {
            System.arraycopy(sorted, from + 1, sorted, from, to - from - 1);
            sorted[to - 1] = in;
        } else {
            System.arraycopy(sorted, to, sorted, to + 1, from - to);
            sorted[to] = in;
        }
    }

    /** The largest gap of the distribution functions times both sizes. */
    private long distance() {
        long largest = 0;
        int i = 0;
        int j = 0;
        while (i < old.length && j < recent.length) {
            double v = Math.min(old[i], recent[j]);
            while (i < old.length && old[i] == v) {
                i++;
            }
            while (j < recent.length && recent[j] == v) {
                j++;
            }
            largest = Math.max(largest, Math.abs((long) i * recent.length - (long) j * old.length));
        }
        return largest;
    }

    @Override
    void startAfterDrift() {
        for (int i = 0; i < statSize; i++) {
            recent[i] = ring[(start + old.length + i) % windowSize]; // sorted anew when the window is full again
        }
        System.arraycopy(recent, 0, ring, 0, statSize);
        start = 0;
        filled = statSize;
    }

    @Override
    void clear() {
        start = 0;
        filled = 0;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("alpha", alpha);
        parameters.put("window_size", windowSize);
        parameters.put("stat_size", statSize);
        return parameters;
    }

    @Override
    double[] save() {
        double[] numbers = new double[filled + 1];
        numbers[0] = filled;
        for (int i = 0; i < filled; i++) {
            numbers[i + 1] = ring[(start + i) % windowSize];
        }
        return numbers;
    }

    @Override
    void load(Numbers numbers) {
        start = 0;
        filled = (int) numbers.whole(windowSize);
        for (int i = 0; i < filled; i++) {
            ring[i] = numbers.any();
        }
        if (filled == windowSize) {
            sortBoth();
        }
    }
}
