package io.github.modelkeel.tracking;

import java.util.List;
import java.util.Optional;

/** Records experiments and runs. Thread-safe. */
public interface Tracker {
    /** Returns the experiment of this name, made when there is none. */
    Experiment experiment(String name);

    /** Returns every experiment, by name. */
    List<ExperimentRecord> experiments();

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

    /** Returns the runs that a query finds. */
    List<RunRecord> search(RunQuery query);

    /** Returns the files of a run whose path starts with {@code prefix}, by path. */
    List<ArtifactInfo> artifacts(String runId, String prefix);

    /**
     * Returns the content of a file of a run, its digest verified.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     * @throws io.github.modelkeel.error.IntegrityException if the content is not what was stored
     */
    byte[] artifact(String runId, String path);
}
