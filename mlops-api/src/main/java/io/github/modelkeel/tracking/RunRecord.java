package io.github.modelkeel.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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
 * @param heartbeatAt when its process last said that it lives; its start when it never did
 * @param deletedAt when it was deleted, or {@code null}
 * @param user who started it
 * @param error text of the error that ended it, or {@code null}
 * @param revision counts the changes of its life: 0 as made; ending, resuming, renaming, deleting and restoring add 1
 * @param params parameters by name
 * @param tags tags by name
 * @param summaries what is known of each series, by metric and context in the order of their names
 * @param inputs datasets it read, in the order they were named
 */
public record RunRecord(
        String id,
        String experimentId,
        @Nullable String parentId,
        String name,
        RunStatus status,
        Instant startedAt,
        @Nullable Instant endedAt,
        Instant heartbeatAt,
        @Nullable Instant deletedAt,
        String user,
        @Nullable String error,
        int revision,
        Map<String, String> params,
        Map<String, String> tags,
        List<MetricSummary> summaries,
        List<DatasetInput> inputs) {
    private static final Comparator<MetricSummary> BY_NAME =
            Comparator.comparing(MetricSummary::key).thenComparing(MetricSummary::context);

    /** Copies the maps in the order of their keys, and the lists. */
    public RunRecord {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        summaries = summaries.stream().sorted(BY_NAME).toList();
        inputs = List.copyOf(inputs);
    }

    /** Returns the last point of each metric that was logged without a context, by name. */
    public Map<String, MetricPoint> metrics() {
        Map<String, MetricPoint> last = new TreeMap<>();
        for (MetricSummary summary : summaries) {
            if (summary.context().isEmpty()) {
                last.put(summary.key(), summary.last());
            }
        }
        return Collections.unmodifiableMap(last);
    }

    /** Returns the last value of a metric, or empty when it was never logged without a context. */
    public Optional<Double> metric(String key) {
        return summary(key, "").map(summary -> summary.last().value());
    }

    /** Returns what is known of a metric in a context, or empty when it was never logged there. */
    public Optional<MetricSummary> summary(String key, String context) {
        return summaries.stream()
                .filter(each -> each.key().equals(key) && each.context().equals(context))
                .findFirst();
    }
}
