package io.github.modelkeel.tracking;

import java.nio.file.Path;
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

    /** Runs a nested run, as {@link Experiment#run(String, Body)} does. */
    RunRecord child(String name, Body body);

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
