package io.github.modelkeel.tracking;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One value of a metric of a run. Immutable.
 *
 * @param key name of the metric
 * @param context what it was measured on, for instance {@code train} or {@code validation}; empty when nothing is said.
 *     Contexts of one metric are series of their own
 * @param value any double, {@code NaN} and infinities included; kept bit by bit
 * @param step position on the run's own scale, for instance the boosting round; may be negative
 * @param at when it was measured; kept in milliseconds
 */
public record MetricPoint(String key, String context, double value, long step, Instant at) {
    /** Checks that nothing is absent. */
    public MetricPoint {
        requireNonNull(key, "key");
        requireNonNull(context, "context");
        requireNonNull(at, "at");
    }

    /** Creates a point without a context. */
    public MetricPoint(String key, double value, long step, Instant at) {
        this(key, "", value, step, at);
    }
}
