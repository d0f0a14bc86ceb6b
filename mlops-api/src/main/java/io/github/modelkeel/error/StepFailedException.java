package io.github.modelkeel.error;

import static java.util.Objects.requireNonNull;

/**
 * A step of a pipeline failed, and with it the run: nothing was registered. {@link #getCause()} is what failed, of the type
 * a caller can act on; {@link #step()} says where.
 */
public final class StepFailedException extends MlopsException {
    private static final long serialVersionUID = 1L;

    private final String pipeline;
    private final String step;
    private final String runId;

    /**
     * Creates the exception.
     *
     * @param pipeline name of the pipeline
     * @param step name of the step, for instance {@code train}
     * @param runId id of the run that recorded the failure
     * @param cause what failed
     */
    public StepFailedException(String pipeline, String step, String runId, Throwable cause) {
        super(
                "step '" + step + "' of pipeline '" + pipeline + "' failed: " + text(cause) + " (run " + runId + ")",
                cause);
        this.pipeline = requireNonNull(pipeline, "pipeline");
        this.step = requireNonNull(step, "step");
        this.runId = requireNonNull(runId, "runId");
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null || !(cause instanceof MlopsException) ? cause.toString() : message;
    }

    /** Returns the name of the pipeline. */
    public String pipeline() {
        return pipeline;
    }

    /** Returns the name of the step that failed. */
    public String step() {
        return step;
    }

    /** Returns the id of the run that recorded the failure. */
    public String runId() {
        return runId;
    }
}
