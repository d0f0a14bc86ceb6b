package io.github.modelkeel.spi;

import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps experiments and runs. Thread-safe, and safe for several processes where the backend is shared.
 *
 * <ol>
 *   <li>{@link #apply} is all or nothing: when one command is refused, no command of the list has an effect.
 *   <li>What {@link #apply} acknowledged is seen by every later call, and survives what its {@link Durability} says when the
 *       storage is not transient.
 *   <li>A parameter keeps its first value; the same value again is no change, another one is a
 *       {@link io.github.modelkeel.error.ConflictException}.
 *   <li>An exact duplicate of a metric point is stored once; another value at the same step and time is kept beside it.
 *   <li>Points of a series come back in the order they arrived, bit by bit; the last value is the one of greatest (step,
 *       time, value).
 *   <li>A run ends once; what is logged after that, before it is resumed, is a
 *       {@link io.github.modelkeel.error.ConflictException}.
 *   <li>Commands on a run that does not exist are a {@link io.github.modelkeel.error.NotFoundException}.
 *   <li>Of several concurrent calls that make the experiment of one name, all get the same one.
 *   <li>A search finds what {@link RunScan} would; {@code NaN} meets no comparison but {@code NE}.
 *   <li>What is deleted is hidden from searches, found by its id, refuses writes as a
 *       {@link io.github.modelkeel.error.ConflictException}, and comes back whole. Its name can be used again.
 *   <li>Pages of one search show each run once, however many are made, changed or deleted meanwhile, as long as what the runs
 *       are ordered by stays; runs made after the first page do not enter. There is no token on the last page. A token of
 *       another query is an {@link io.github.modelkeel.error.InvalidInputException}. Tokens are {@link PageToken}s.
 *   <li>Every list of commands that changes something writes its events in the same step: one for each command that changed
 *       something, {@link RunCommand.Heartbeat} excepted.
 * </ol>
 */
public interface RunStore {
    /** Most points on one page of a history. */
    int MAX_HISTORY_PAGE = 50_000;

    /**
     * Applies the commands in order, all or none, and returns when they are kept.
     *
     * @param durability how surely; queueing is the tracker's work, so {@link Durability#ASYNC} is taken as
     *     {@link Durability#OS}
     */
    void apply(List<RunCommand> commands, Durability durability);

    /** Applies the commands in order, all or none, and returns when they are on the disk. */
    default void apply(List<RunCommand> commands) {
        apply(commands, Durability.SYNC);
    }

    /** Returns the living experiment of this name, made with {@code id} and {@code at} when there is none. */
    ExperimentRecord experiment(String name, String id, Instant at);

    /** Returns experiments by name in code-point order, those of one name by when they were made. */
    List<ExperimentRecord> experiments(View view);

    /** Returns every living experiment, by name in code-point order. */
    default List<ExperimentRecord> experiments() {
        return experiments(View.ACTIVE);
    }

    /** Returns an experiment, deleted or not, or empty. */
    Optional<ExperimentRecord> findExperiment(String id);

    /**
     * Sets tags of an experiment; the last value stays.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     * @throws io.github.modelkeel.error.ConflictException if it is deleted
     */
    void tagExperiment(String id, Map<String, String> tags, Instant at);

    /**
     * Gives an experiment another name.
     *
     * @throws io.github.modelkeel.error.ConflictException if a living experiment has it, or this one is deleted
     */
    void renameExperiment(String id, String name, Instant at);

    /** Deletes an experiment softly, and its living runs with it. No change when it is deleted. */
    void deleteExperiment(String id, Instant at);

    /**
     * Brings back an experiment and exactly the runs that were deleted with it. No change when it lives.
     *
     * @throws io.github.modelkeel.error.ConflictException if another experiment has its name by now
     */
    void restoreExperiment(String id, Instant at);

    /** Returns a run, deleted or not, or empty. */
    Optional<RunRecord> find(String runId);

    /**
     * Returns points of a series of a run in the order they arrived.
     *
     * @param token {@code null} for the first page, else what the page before gave
     * @param limit most points, 1 to {@value #MAX_HISTORY_PAGE}
     * @throws io.github.modelkeel.error.NotFoundException if there is no such run
     * @throws io.github.modelkeel.error.InvalidInputException if the token is not of this series, or the limit is out of range
     */
    Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit);

    /** Returns every point of a metric without a context; see {@link #history(String, String, String, String, int)}. */
    default List<MetricPoint> history(String runId, String metric) {
        List<MetricPoint> points = new ArrayList<>();
        String token = null;
        do {
            Page<MetricPoint> page = history(runId, metric, "", token, MAX_HISTORY_PAGE);
            points.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return List.copyOf(points);
    }

    /** Returns a page of the runs that a query finds; equal keys are ordered by start, newest first, then by id. */
    Page<RunRecord> search(RunQuery query);

    /**
     * Ends as LOST every open run whose heartbeat is older than {@code silentSince}, in one step for each run, and returns
     * their ids. A run whose heartbeat arrives meanwhile is not touched.
     */
    List<String> markLost(Instant silentSince, Instant at);

    /** Returns what was deleted before a time: what a purge may remove. Runs of a deleted experiment are among the runs. */
    Deleted deletedBefore(Instant time);

    /**
     * Removes deleted runs for ever, all that is stored of them but their files and their events. Ids that are not there are
     * left out.
     *
     * @throws io.github.modelkeel.error.ConflictException if one is not deleted
     */
    void purgeRuns(List<String> runIds, Instant at);

    /**
     * Removes deleted experiments for ever. Ids that are not there are left out.
     *
     * @throws io.github.modelkeel.error.ConflictException if one is not deleted, or still has runs
     */
    void purgeExperiments(List<String> ids, Instant at);

    /**
     * What is deleted and not purged.
     *
     * @param experimentIds experiments, oldest deletion first
     * @param runIds runs, those nested in others before them
     */
    record Deleted(List<String> experimentIds, List<String> runIds) {
        /** Copies the lists. */
        public Deleted {
            experimentIds = List.copyOf(experimentIds);
            runIds = List.copyOf(runIds);
        }
    }
}
