package io.github.modelkeel.drift.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The drift detection method: alarms when the error rate leaves its best by so many standard deviations. Takes errors as 1
 * and hits as 0; sees rises only, best sudden ones. Confined to one thread.
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-28645-5_29">J. Gama, P. Medas, G. Castillo and P. Rodrigues, Learning with
 *     drift detection, SBIA 2004</a>
 */
public final class Ddm extends BaseDetector {
    static final String NAME = "DDM";

    private final int warmStart;
    private final double warning;
    private final double drift;
    private long n;
    private double mean;
    private double bestMean;
    private double bestDeviation;
    private double best;

    Ddm(int warmStart, double warning, double drift) {
        this.warmStart = atLeast("warm start", warmStart, 1);
        this.warning = inside("warning threshold", warning, 0.0, 1e6);
        this.drift = inside("drift threshold", drift, 0.0, 1e6);
        clear();
    }

    /** Returns the detector with a warm start of 30 values, warning at 2 and drift at 3 standard deviations. */
    public static Ddm standard() {
        return of(30, 2.0, 3.0);
    }

    /**
     * Returns the detector.
     *
     * @param warmStart values before the first verdict, at least 1
     * @param warning standard deviations for a warning, above 0
     * @param drift standard deviations for a drift, above 0
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static Ddm of(int warmStart, double warning, double drift) {
        return new Ddm(warmStart, warning, drift);
    }

    @Override
    void check(double value) {
        checkShare(value);
    }

    @Override
    StreamState accept(double value) {
        n++;
        mean += (value - mean) / n;
        if (n <= warmStart) {
            return StreamState.STABLE;
        }
        double deviation = Math.sqrt(Math.max(0.0, mean * (1.0 - mean)) / n);
        if (mean + deviation <= best) {
            bestMean = mean;
            bestDeviation = deviation;
            best = mean + deviation;
        }
        if (mean + deviation > bestMean + drift * bestDeviation) {
            return StreamState.DRIFT;
        }
        return mean + deviation > bestMean + warning * bestDeviation ? StreamState.WARNING : StreamState.STABLE;
    }

    @Override
    void clear() {
        n = 0;
        mean = 0.0;
        bestMean = 0.0;
        bestDeviation = 0.0;
        best = Double.POSITIVE_INFINITY;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("warm_start", warmStart);
        parameters.put("warning_threshold", warning);
        parameters.put("drift_threshold", drift);
        return parameters;
    }

    @Override
    double[] save() {
        return new double[] {n, mean, bestMean, bestDeviation, best};
    }

    @Override
    void load(Numbers numbers) {
        n = numbers.count();
        mean = numbers.atLeast(0.0);
        bestMean = numbers.atLeast(0.0);
        bestDeviation = numbers.atLeast(0.0);
        best = numbers.any();
    }
}
