package io.github.modelkeel.drift.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The early drift detection method: alarms when errors come closer together than at their best. Takes errors as 1 and hits
 * as 0. Early on gradual changes, at the price of false alarms. Confined to one thread.
 *
 * @see <a href="https://www.cs.upc.edu/~abifet/EDDM.pdf">M. Baena-Garcia and others, Early drift detection method, Fourth
 *     International Workshop on Knowledge Discovery from Data Streams (2006)</a>
 */
public final class Eddm extends BaseDetector {
    static final String NAME = "EDDM";

    private final int warmStart;
    private final double alpha;
    private final double beta;
    private long n;
    private long errors;
    private long lastError;
    private double mean;
    private double squares;
    private double largest;
    private boolean warned;

    Eddm(int warmStart, double alpha, double beta) {
        this.warmStart = atLeast("warm start", warmStart, 1);
        this.alpha = inside("alpha", alpha, 0.0, 1e6);
        this.beta = inside("beta", beta, 0.0, 1e6);
    }

    /** Returns the detector with a warm start of 30 errors, warning below 0.95 and drift below 0.9 of the best distance. */
    public static Eddm standard() {
        return of(30, 0.95, 0.9);
    }

    /**
     * Returns the detector.
     *
     * @param warmStart values and errors before the first verdict, at least 1
     * @param alpha share of the best distance below which it warns, above 0
     * @param beta share of the best distance below which it drifts, above 0
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static Eddm of(int warmStart, double alpha, double beta) {
        return new Eddm(warmStart, alpha, beta);
    }

    @Override
    void check(double value) {
        checkShare(value);
    }

    @Override
    StreamState accept(double value) {
        n++;
        if (value != 1.0) {
            return warned ? StreamState.WARNING : StreamState.STABLE;
        }
        errors++;
        double distance = n - lastError;
        lastError = n;
        double before = mean;
        mean += (distance - mean) / errors;
        squares += (distance - before) * (distance - mean);
        if (n <= warmStart) {
            return StreamState.STABLE;
        }
        double deviation = errors < 2 ? 0.0 : Math.sqrt(squares / (errors - 1));
        double quantile = mean + 2.0 * deviation;
        if (quantile > largest) {
            largest = quantile; // a warning stays: it was not judged anew
        } else if (errors > warmStart) {
            double share = quantile / largest;
            if (share < beta) {
                return StreamState.DRIFT;
            }
            warned = share < alpha;
        }
        return warned ? StreamState.WARNING : StreamState.STABLE;
    }

    @Override
    void clear() {
        n = 0;
        errors = 0;
        lastError = 0;
        mean = 0.0;
        squares = 0.0;
        largest = 0.0;
        warned = false;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("warm_start", warmStart);
        parameters.put("alpha", alpha);
        parameters.put("beta", beta);
        return parameters;
    }

    @Override
    double[] save() {
        return new double[] {n, errors, lastError, mean, squares, largest, warned ? 1 : 0};
    }

    @Override
    void load(Numbers numbers) {
        n = numbers.count();
        errors = numbers.whole(n);
        lastError = numbers.whole(n);
        mean = numbers.atLeast(0.0);
        squares = numbers.atLeast(0.0);
        largest = numbers.atLeast(0.0);
        warned = numbers.whole(1) == 1;
    }
}
