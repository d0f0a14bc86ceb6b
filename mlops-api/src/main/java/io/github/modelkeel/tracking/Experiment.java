package io.github.modelkeel.tracking;

import java.util.List;

/** A named set of runs. Thread-safe. */
public interface Experiment {
    /** Returns the id, 32 characters {@code [a-z0-9]}. */
    String id();

    /** Returns the name. */
    String name();

    /**
     * Runs {@code body} inside a new run: FINISHED when it returns, FAILED with the cause when it throws. What it throws
     * reaches the caller: unchecked as it is, checked wrapped in {@link java.util.concurrent.CompletionException}.
     *
     * @return the run as stored at its end
     */
    RunRecord run(String name, Run.Body body);

    /** Starts a run that the caller closes. Prefer {@link #run(String, Run.Body)}: a close cannot tell a failure. */
    Run start(String name);

    /** Returns the newest runs first, at most 1,000. */
    List<RunRecord> runs();
}
