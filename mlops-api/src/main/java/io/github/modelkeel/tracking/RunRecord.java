package io.github.modelkeel.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run as stored, read at one moment. Immutable.
 *
 * @param id 32 characters {@code [a-z0-9]}
 * @param experimentId id of its experiment
 * @param parentId id of the run it is nested in, or {@code null}
 * @param name name for people, not unique
 * @param status where it is in its life
 * @param startedAt when it started
 * @param endedAt when it ended, or {@code null}
 * @param user who started it
 * @param error text of the error that ended it, or {@code null}
 * @param params parameters by name
 * @param tags tags by name
 * @param metrics last value of each metric: the one of greatest (step, time)
 */
public record RunRecord(
        String id,
        String experimentId,
        @Nullable String parentId,
        String name,
        RunStatus status,
        Instant startedAt,
        @Nullable Instant endedAt,
        String user,
        @Nullable String error,
        Map<String, String> params,
        Map<String, String> tags,
        Map<String, MetricPoint> metrics) {
    /** Copies the maps in the order of their keys. */
    public RunRecord {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /** Returns the last value of a metric, or empty when it was never logged. */
    public Optional<Double> metric(String key) {
        return Optional.ofNullable(metrics.get(key)).map(MetricPoint::value);
    }
}
