package io.github.modelkeel.spi;

import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps experiments and runs. Thread-safe, and safe for several processes where the backend is shared.
 *
 * <ol>
 *   <li>{@link #apply} is all or nothing: when one command is refused, no command of the list has an effect.
 *   <li>What {@link #apply} acknowledged is seen by every later call, and survives the end of the process when the storage is
 *       not transient.
 *   <li>A parameter keeps its first value; the same value again is no change, another one is a
 *       {@link io.github.modelkeel.error.ConflictException}.
 *   <li>An exact duplicate of a metric point is stored once; another value at the same step and time is kept beside it.
 *   <li>Points of a metric come back in the order they arrived, bit by bit; the last value is the one of greatest (step,
 *       time, value).
 *   <li>A run ends once; what is logged after that is a {@link io.github.modelkeel.error.ConflictException}.
 *   <li>Commands on a run that does not exist are a {@link io.github.modelkeel.error.NotFoundException}.
 *   <li>Of several concurrent calls that make the experiment of one name, all get the same one.
 *   <li>A search finds what a scan of all runs would; {@code NaN} meets no comparison but {@code NE}.
 * </ol>
 */
public interface RunStore {
    /** Applies the commands in order, all or none, and returns when they are kept. */
    void apply(List<RunCommand> commands);

    /** Returns the experiment of this name, made with {@code id} and {@code at} when there is none. */
    ExperimentRecord experiment(String name, String id, Instant at);

    /** Returns every experiment, by name in code-point order. */
    List<ExperimentRecord> experiments();

    /** Returns a run, or empty. */
    Optional<RunRecord> find(String runId);

    /**
     * Returns every point of a metric of a run in the order they arrived.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such run
     */
    List<MetricPoint> history(String runId, String metric);

    /** Returns the runs that a query finds; equal keys are ordered by start, newest first, then by id. */
    List<RunRecord> search(RunQuery query);
}
