package io.github.modelkeel.pipeline;

import java.util.Map;

/**
 * Is told how a pipeline gets on, on the thread that runs it. What a listener throws is logged and does not touch the run.
 * Every method does nothing unless overridden.
 */
public interface PipelineListener {
    /** A run was started. */
    default void runStarted(String pipeline, String runId) {}

    /** A step starts. */
    default void stepStarted(String step) {}

    /**
     * The trainer ended a round.
     *
     * @param round 1-based number of the round
     * @param metrics values after this round, by name
     */
    default void trainingRound(int round, Map<String, Double> metrics) {}

    /** A step has ended: done, skipped or failed. */
    default void stepEnded(StepResult result) {}

    /** The run came to its end. */
    default void runEnded(PipelineRun run) {}

    /** The run failed; {@code failure} is what the caller of the pipeline gets. */
    default void runFailed(String runId, RuntimeException failure) {}

    /** Returns a listener that does nothing. */
    static PipelineListener none() {
        return new PipelineListener() {};
    }
}
