package io.github.modelkeel.tracking;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records experiments and runs. Thread-safe. */
public interface Tracker {
    /** Returns the experiment of this name, made when there is none. */
    Experiment experiment(String name);

    /** Returns every living experiment, by name. */
    List<ExperimentRecord> experiments();

    /** Returns experiments, deleted ones too when they are asked for, by name. */
    List<ExperimentRecord> experiments(View view);

    /** Returns a run as it is now, or empty. */
    Optional<RunRecord> findRun(String runId);

    /**
     * Returns a run as it is now.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    RunRecord getRun(String runId);

    /** Returns every point of a metric of a run in the order logged; empty for a metric never logged. */
    List<MetricPoint> history(String runId, String metric);

    /** Returns points of a metric in a context, page by page, in the order logged. */
    Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit);

    /** Returns a page of the runs that a query finds; the next one is {@code search(query.page(page.nextToken()))}. */
    Page<RunRecord> search(RunQuery query);

    /**
     * Opens an ended run again, under the same id; what it has stays.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     * @throws io.github.modelkeel.error.ConflictException if it is deleted
     */
    Run resume(String runId);

    /**
     * Gives a run another name.
     *
     * @param expectedRevision {@link RunRecord#revision()} as last seen: when somebody changed the run since, it is not renamed
     * @throws io.github.modelkeel.error.ConflictException if the revision is another one by now
     */
    RunRecord renameRun(String runId, String name, int expectedRevision);

    /** Deletes a run and those nested in it, softly; see {@link #restoreRun} and {@link #purge}. */
    void deleteRun(String runId);

    /** Brings back a deleted run and exactly those deleted with it. */
    void restoreRun(String runId);

    /** Deletes an experiment with its runs, softly. Its name can be used again. */
    void deleteExperiment(String experimentId);

    /**
     * Brings back a deleted experiment and exactly the runs deleted with it.
     *
     * @throws io.github.modelkeel.error.ConflictException if another experiment has its name by now
     */
    void restoreExperiment(String experimentId);

    /** Gives an experiment another name. */
    void renameExperiment(String experimentId, String name);

    /**
     * Removes for ever what was deleted long enough ago, files included. May be called again after it was cut short: it goes
     * on where it stopped.
     *
     * @param deletedFor how long ago at least
     * @param dryRun whether nothing is removed and only the report is made
     */
    PurgeReport purge(Duration deletedFor, boolean dryRun);

    /**
     * Ends as LOST the open runs whose processes did not say for a time that they live, and returns their ids. See
     * {@link Run#heartbeat}.
     *
     * @param silentFor at least a minute, so that no slow run is taken for lost
     */
    List<String> sweepLostRuns(Duration silentFor);

    /**
     * Waits until everything that was logged with {@link Durability#ASYNC} is written, and throws the first failure, the
     * others suppressed in it. No effect with the other levels.
     */
    void flush();

    /** Returns the files of a run whose path starts with {@code prefix}, by path. */
    List<ArtifactInfo> artifacts(String runId, String prefix);

    /**
     * Returns the content of a file of a run, its digest verified.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     * @throws io.github.modelkeel.error.IntegrityException if the content is not what was stored
     */
    byte[] artifact(String runId, String path);

    /**
     * Returns the content of a file of a run as a stream that the caller closes. Its digest is verified at its end: a reader
     * that stops before it has not verified it.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    InputStream openArtifact(String runId, String path);

    /**
     * Returns the beginning of a file of a run, not verified, to show it to people.
     *
     * @param maxBytes most bytes, 1 to 10,000,000
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    byte[] preview(String runId, String path, int maxBytes);
}
