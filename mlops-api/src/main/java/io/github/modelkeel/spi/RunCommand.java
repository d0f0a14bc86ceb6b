package io.github.modelkeel.spi;

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
}
