package io.github.modelkeel.spi;

import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One change of the runs of a store. Closed. Values are checked by the caller; stores check existence and state. */
public sealed interface RunCommand {
    /** Returns the id of the run that is changed. */
    String runId();

    /**
     * Makes a run. A run of that id with the same content is no change.
     *
     * @param runId id, 32 characters {@code [a-z0-9]}, chosen by the caller
     * @param experimentId experiment it belongs to
     * @param parentId run it is nested in, or {@code null}
     * @param name name for people
     * @param user who starts it
     * @param at when it starts
     */
    record Create(
            String runId, String experimentId, @Nullable String parentId, String name, String user, Instant at)
            implements RunCommand {}

    /**
     * Sets parameters. The same value again is no change, another one a conflict.
     *
     * @param runId the run
     * @param values parameters by name
     */
    record Params(String runId, Map<String, String> values) implements RunCommand {
        /** Copies the map. */
        public Params {
            values = Map.copyOf(values);
        }
    }

    /**
     * Adds points of metrics. An exact duplicate is stored once.
     *
     * @param runId the run
     * @param points the points, in order
     */
    record Metrics(String runId, List<MetricPoint> points) implements RunCommand {
        /** Copies the list. */
        public Metrics {
            points = List.copyOf(points);
        }
    }

    /**
     * Sets tags; the last value stays.
     *
     * @param runId the run
     * @param values tags by name
     */
    record Tags(String runId, Map<String, String> values) implements RunCommand {
        /** Copies the map. */
        public Tags {
            values = Map.copyOf(values);
        }
    }

    /**
     * Ends a run. Ending it again with the same status is no change, with another a conflict.
     *
     * @param runId the run
     * @param status a terminal status
     * @param error text of the error, or {@code null}
     * @param at when it ended
     */
    record End(String runId, RunStatus status, @Nullable String error, Instant at) implements RunCommand {
        /** Checks that the status is terminal. */
        public End {
            if (!status.isTerminal()) {
                throw new IllegalArgumentException("a run ends with a terminal status, was " + status);
            }
        }
    }

    /**
     * Opens an ended run again, with the same id; what it has stays but its end and its error. It counts as a heartbeat.
     * Resuming an open run is no change.
     *
     * @param runId the run
     * @param at when
     */
    record Resume(String runId, Instant at) implements RunCommand {}

    /**
     * Says that the process of an open run lives. An earlier time than the present one is no change. Writes no event.
     *
     * @param runId the run
     * @param at when
     */
    record Heartbeat(String runId, Instant at) implements RunCommand {}

    /**
     * Gives a run another name. Allowed after its end.
     *
     * @param runId the run
     * @param name name for people
     * @param at when
     */
    record Rename(String runId, String name, Instant at) implements RunCommand {}

    /**
     * Deletes a run and those nested in it, softly: searches no longer find them, writes are conflicts. Deleting a deleted run
     * is no change.
     *
     * @param runId the run
     * @param at when
     */
    record Delete(String runId, Instant at) implements RunCommand {}

    /**
     * Brings back a deleted run and exactly those that were deleted with it. Restoring a living run is no change; one that
     * went with its experiment or its parent, or whose experiment or parent is deleted by now, is a conflict that names it.
     *
     * @param runId the run
     * @param at when
     */
    record Restore(String runId, Instant at) implements RunCommand {}

    /**
     * Records datasets the run read. The same again is no change.
     *
     * @param runId the run
     * @param inputs the datasets, in order
     */
    record Inputs(String runId, List<DatasetInput> inputs) implements RunCommand {
        /** Copies the list. */
        public Inputs {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Changes nothing; refuses the whole list with a conflict unless the run is at this revision.
     *
     * @param runId the run
     * @param revision what {@link io.github.modelkeel.tracking.RunRecord#revision()} said
     */
    record Expect(String runId, int revision) implements RunCommand {}
}
