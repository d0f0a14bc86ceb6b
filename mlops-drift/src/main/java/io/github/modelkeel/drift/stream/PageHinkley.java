package io.github.modelkeel.drift.stream;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The Page-Hinkley test: alarms when the summed deviations from the running mean have moved away from their extreme. Takes
 * any numbers; the threshold is in their unit. Confined to one thread.
 *
 * @see <a href="https://doi.org/10.1093/biomet/41.1-2.100">E. S. Page, Continuous inspection schemes, Biometrika 41 (1954),
 *     100-115</a>
 */
public final class PageHinkley extends BaseDetector {
    static final String NAME = "PageHinkley";

    private final int minInstances;
    private final double delta;
    private final double threshold;
    private final double alpha;
    private final Mode mode;
    private long n;
    private double mean;
    private double up;
    private double down;
    private double lowest;
    private double highest;

    PageHinkley(int minInstances, double delta, double threshold, double alpha, Mode mode) {
        this.minInstances = atLeast("min instances", minInstances, 1);
        this.delta = inside("delta", delta, -1e300, 1e300);
        this.threshold = inside("threshold", threshold, 0.0, 1e300);
        this.alpha = inside("alpha", alpha, 0.0, Math.nextUp(1.0));
        this.mode = requireNonNull(mode, "mode");
        clear();
    }

    /** Which changes alarm. Closed. */
    public enum Mode {
        /** A rise of the mean. */
        UP,
        /** A fall of the mean. */
        DOWN,
        /** Either. */
        BOTH
    }

    /** Returns the detector of changes in both directions with 30 values before the first verdict and threshold 50. */
    public static PageHinkley standard() {
        return of(30, 0.005, 50.0, 0.9999, Mode.BOTH);
    }

    /**
     * Returns the detector.
     *
     * @param minInstances values before the first verdict, at least 1
     * @param delta deviation that is tolerated at each value, in the unit of the stream
     * @param threshold summed deviation that alarms, above 0, in the unit of the stream
     * @param alpha share of the sum that is kept at each value, in (0, 1]
     * @param mode which changes alarm
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static PageHinkley of(int minInstances, double delta, double threshold, double alpha, Mode mode) {
        return new PageHinkley(minInstances, delta, threshold, alpha, mode);
    }

    @Override
    void check(double value) {
        checkFinite(value);
    }

    @Override
    StreamState accept(double value) {
        n++;
        mean += (value - mean) / n;
        double deviation = value - mean;
        up = alpha * up + deviation - delta;
        down = alpha * down + deviation + delta;
        lowest = Math.min(lowest, up);
        highest = Math.max(highest, down);
        if (n < minInstances) {
            return StreamState.STABLE;
        }
        boolean risen = mode != Mode.DOWN && up - lowest > threshold;
        boolean fallen = mode != Mode.UP && highest - down > threshold;
        return risen || fallen ? StreamState.DRIFT : StreamState.STABLE;
    }

    @Override
    void clear() {
        n = 0;
        mean = 0.0;
        up = 0.0;
        down = 0.0;
        lowest = Double.POSITIVE_INFINITY;
        highest = -1.0;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("min_instances", minInstances);
        parameters.put("delta", delta);
        parameters.put("threshold", threshold);
        parameters.put("alpha", alpha);
        parameters.put("mode", mode.name().toLowerCase(Locale.ROOT));
        return parameters;
    }

    @Override
    double[] save() {
        return new double[] {n, mean, up, down, lowest, highest};
    }

    @Override
    void load(Numbers numbers) {
        n = numbers.count();
        mean = numbers.between(-LARGEST, LARGEST);
        up = numbers.between(-LARGEST_SUM, LARGEST_SUM);
        down = numbers.between(-LARGEST_SUM, LARGEST_SUM);
        lowest = numbers.any();
        highest = numbers.any();
    }
}
