package io.github.modelkeel.tracking;

import io.github.modelkeel.data.Dataset;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A run that is open. Thread-safe. Every call is durable when it returns, as far as the store promises it. A call after the
 * end throws {@link io.github.modelkeel.error.ConflictException}.
 *
 * <p>Names of parameters, metrics and tags: 1 to 250 characters, no control characters, no {@code ..} part.
 */
public interface Run extends AutoCloseable {
    /** Returns the id, 32 characters {@code [a-z0-9]}. */
    String id();

    /** Returns the id of its experiment. */
    String experimentId();

    /**
     * Sets a parameter. The same value again is no change.
     *
     * @param value a number, text or boolean, kept as its text
     * @throws io.github.modelkeel.error.ConflictException if the parameter already has another value
     */
    Run param(String key, Object value);

    /** Sets several parameters at once, all or none; see {@link #param(String, Object)}. */
    Run params(Map<String, ?> values);

    /** Logs a metric at step 0. */
    Run metric(String key, double value);

    /** Logs a metric at a step. */
    Run metric(String key, double value, long step);

    /** Logs several metrics at one step, all or none. */
    Run metrics(Map<String, Double> values, long step);

    /**
     * Logs points as they are, all or none: with contexts, steps and times of the caller's own.
     *
     * @param points at most 10,000
     */
    Run metrics(List<MetricPoint> points);

    /** Records datasets that the run reads. The same again is no change. */
    Run inputs(DatasetInput... inputs);

    /**
     * Records a dataset that the run reads, by its fingerprint.
     *
     * @param role what it is for, for instance {@code train}
     */
    Run input(Dataset dataset, String role);

    /** Sets a tag; the last value stays. */
    Run tag(String key, String value);

    /**
     * Stores a file of the run.
     *
     * @param path path below the run, with forward slashes, without {@code ..}
     */
    ArtifactInfo artifact(String path, byte[] content);

    /** Stores a file of the run from disk. */
    ArtifactInfo artifact(String path, Path file);

    /** Stores a file of the run from a stream, read to its end and not closed, in constant memory. */
    ArtifactInfo artifact(String path, InputStream content);

    /**
     * Stores every file of a folder and of the folders in it; links are not followed.
     *
     * @param prefix folder below the run to put them in; empty for the run's own
     * @return the files in the order of their paths
     */
    List<ArtifactInfo> artifacts(String prefix, Path folder);

    /** Runs a nested run, as {@link Experiment#run(String, Body)} does. */
    RunRecord child(String name, Body body);

    /** Starts a nested run that the caller closes. Prefer {@link #child(String, Body)}. */
    Run startChild(String name);

    /**
     * Says that this process lives, so that the run is not taken for lost. Every call that logs says so too, and a tracker
     * with an executor for it says so by itself.
     */
    void heartbeat();

    /** Ends the run as failed with the text of the cause. Ending an ended run is no change. */
    void fail(Throwable cause);

    /** Ends the run as finished, unless it has ended. */
    @Override
    void close();

    /** What is done inside a run. */
    @FunctionalInterface
    interface Body {
        /**
         * Does the work.
         *
         * @throws Exception whatever the work throws; the run fails with it and the caller gets it
         */
        void run(Run run) throws Exception;
    }
}
