package io.github.modelkeel.internal.memory;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run as it grows. Guarded by the lock of its store. */
final class RunState {
    final RunCommand.Create created;
    final long sequence;
    final Map<String, String> params = new HashMap<>();
    final Map<String, String> tags = new HashMap<>();
    final Map<Series.Key, Series> series = new HashMap<>();
    final Set<DatasetInput> inputs = new LinkedHashSet<>();
    private Life life;
    private final Runnable onChange;
    private @Nullable RunRecord record; // as last read, until something changes

    /**
     * What changes in the life of a run.
     *
     * @param deletedWith id of what was deleted by name: the run itself, one it is nested in, or its experiment
     */
    record Life(
            String name,
            RunStatus status,
            @Nullable Instant endedAt,
            Instant heartbeatAt,
            @Nullable Instant deletedAt,
            @Nullable String deletedWith,
            @Nullable String error,
            int revision) {
        Life ended(RunStatus how, @Nullable String text, Instant at) {
            return new Life(name, how, at, heartbeatAt, deletedAt, deletedWith, text, revision + 1);
        }

        Life resumed(Instant at) {
            Instant heard = at.isAfter(heartbeatAt) ? at : heartbeatAt;
            return new Life(name, RunStatus.RUNNING, null, heard, deletedAt, deletedWith, null, revision + 1);
        }

        Life heard(Instant at) {
            return new Life(name, status, endedAt, at, deletedAt, deletedWith, error, revision);
        }

        Life renamed(String newName) {
            return new Life(newName, status, endedAt, heartbeatAt, deletedAt, deletedWith, error, revision + 1);
        }

        Life deleted(String with, Instant at) {
            return new Life(name, status, endedAt, heartbeatAt, at, with, error, revision + 1);
        }

        Life restored() {
            return new Life(name, status, endedAt, heartbeatAt, null, null, error, revision + 1);
        }
    }

    /**
     * Creates a run.
     *
     * @param onChange called after each change of it
     */
    RunState(RunCommand.Create created, long sequence, Runnable onChange) {
        this.created = created;
        this.sequence = sequence;
        this.onChange = onChange;
        this.life = new Life(created.name(), RunStatus.RUNNING, null, created.at(), null, null, null, 0);
    }

    /** Returns a point as stores keep it: its time in milliseconds. */
    static MetricPoint kept(MetricPoint point) {
        return new MetricPoint(point.key(), point.context(), point.value(), point.step(), millis(point.at()));
    }

    static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    String id() {
        return created.runId();
    }

    Life life() {
        return life;
    }

    boolean isDeleted() {
        return life.deletedAt() != null;
    }

    void become(Life next, Undo undo) {
        Life before = life;
        life = next;
        changed();
        undo.add(() -> {
            life = before;
            changed();
        });
    }

    /** Must be called after each change of what {@link #become} does not change. */
    void changed() {
        record = null;
        onChange.run();
    }

    RunRecord record() {
        if (record == null) {
            List<MetricSummary> summaries = new ArrayList<>();
            for (Series each : series.values()) {
                MetricSummary summary = each.summary();
                if (summary != null) {
                    summaries.add(summary);
                }
            }
            record = new RunRecord(
                    id(),
                    created.experimentId(),
                    created.parentId(),
                    life.name(),
                    life.status(),
                    created.at(),
                    life.endedAt(),
                    life.heartbeatAt(),
                    life.deletedAt(),
                    created.user(),
                    life.error(),
                    life.revision(),
                    params,
                    tags,
                    summaries,
                    List.copyOf(inputs));
        }
        return record;
    }
}
