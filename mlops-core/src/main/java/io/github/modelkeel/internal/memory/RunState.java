package io.github.modelkeel.internal.memory;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as it grows. Guarded by the lock of its store. */
final class RunState {
    private static final Comparator<MetricPoint> LAST = Comparator.comparingLong(MetricPoint::step)
            .thenComparing(MetricPoint::at)
            .thenComparingDouble(MetricPoint::value);

    final RunCommand.Create created;
    final Map<String, String> params = new HashMap<>();
    final Map<String, String> tags = new HashMap<>();

    /** Points of each metric in the order of arrival, none twice: points are equal when their bits are. */
    final Map<String, LinkedHashSet<MetricPoint>> points = new HashMap<>();

    final Map<String, MetricPoint> last = new HashMap<>();
    RunStatus status = RunStatus.RUNNING;

    @Nullable
    Instant endedAt;

    @Nullable
    String error;

    RunState(RunCommand.Create created) {
        this.created = created;
    }

    /** Returns a point as stores keep it: its time in milliseconds. */
    static MetricPoint kept(MetricPoint point) {
        return new MetricPoint(point.key(), point.value(), point.step(), millis(point.at()));
    }

    static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    static MetricPoint later(@Nullable MetricPoint present, MetricPoint added) {
        return present == null || LAST.compare(present, added) < 0 ? added : present;
    }

    RunRecord record() {
        return new RunRecord(
                created.runId(),
                created.experimentId(),
                created.parentId(),
                created.name(),
                status,
                created.at(),
                endedAt,
                created.at(),
                null,
                created.user(),
                error,
                0,
                params,
                tags,
                last.values().stream()
                        .map(each -> new MetricSummary(each, Double.NaN, Double.NaN, Double.NaN, 1))
                        .toList(),
                List.of());
    }
}
