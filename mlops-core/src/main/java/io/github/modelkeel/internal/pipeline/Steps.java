package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.StepFailedException;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.StepResult;
import io.github.modelkeel.pipeline.StepResult.Status;
import io.github.modelkeel.tracking.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs the steps of one run one after the other: timed, tracked, told to the listener. Confined to one thread. */
final class Steps {
    private static final int MAX_TAG = 2_000;

    private final String pipeline;
    private final Run run;
    private final InstantSource clock;
    private final PipelineListener listener;
    private final AtomicBoolean interrupted;
    private final List<StepResult> results = new ArrayList<>();

    /**
     * Creates the steps of a run.
     *
     * @param interrupted set when the thread was interrupted: its flag is cleared so that the end of the run can be written,
     *     and the caller of the run sets it again
     */
    Steps(String pipeline, Run run, InstantSource clock, PipelineListener listener, AtomicBoolean interrupted) {
        this.pipeline = pipeline;
        this.run = run;
        this.clock = clock;
        this.listener = listener;
        this.interrupted = interrupted;
    }

    /** What a step does. */
    @FunctionalInterface
    interface Work<T> {
        T run(Notes notes) throws Exception;
    }

    /** What a step says of itself while it works. */
    static final class Notes {
        private final Map<String, String> inputs = new LinkedHashMap<>();
        private final Map<String, String> outputs = new LinkedHashMap<>();
        private String summary = "";
        private Status status = Status.DONE;

        Notes input(String role, Fingerprint fingerprint) {
            inputs.put(role, fingerprint.hex());
            return this;
        }

        Notes output(String role, Fingerprint fingerprint) {
            outputs.put(role, fingerprint.hex());
            return this;
        }

        Notes summary(String text) {
            summary = text;
            return this;
        }

        Notes skipped(String why) {
            status = Status.SKIPPED;
            return summary(why);
        }
    }

    /**
     * Does one step.
     *
     * @throws StepFailedException if it fails, with what failed as its cause
     * @throws CancelledException if it was cancelled
     */
    <T> T step(String name, Work<T> work) {
        Instant start = clock.instant();
        Notes notes = new Notes();
        listener.stepStarted(name);
        T value;
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("pipeline '" + pipeline + "' was interrupted before step '" + name
                        + "'; nothing was registered");
            }
            value = work.run(notes);
        } catch (Exception failure) {
            throw failed(name, start, notes, failure);
        }
        end(new StepResult(name, notes.status, start, since(start), notes.inputs, notes.outputs, notes.summary));
        return value;
    }

    List<StepResult> results() {
        return List.copyOf(results);
    }

    private RuntimeException failed(String name, Instant start, Notes notes, Exception failure) {
        if (Thread.interrupted() || failure instanceof InterruptedException) {
            interrupted.set(true);
        }
        String why = String.valueOf(failure.getMessage());
        StepResult result = new StepResult(name, Status.FAILED, start, since(start), notes.inputs, notes.outputs, why);
        RuntimeException thrown = failure instanceof CancelledException cancelled
                ? cancelled
                : new StepFailedException(pipeline, name, run.id(), failure);
        try {
            end(result);
        } catch (RuntimeException untracked) { // the first failure is the one to report
            thrown.addSuppressed(untracked);
        }
        return thrown;
    }

    private void end(StepResult result) {
        results.add(result);
        String prefix = "step." + result.name();
        try {
            run.metric(prefix + ".ms", result.took().toNanos() / 1e6);
            run.tag(prefix, cut(result.status() + (result.summary().isEmpty() ? "" : ": " + result.summary())));
        } finally {
            listener.stepEnded(result);
        }
    }

    private Duration since(Instant start) {
        Duration took = Duration.between(start, clock.instant());
        return took.isNegative() ? Duration.ZERO : took; // the clock of the host may be set back
    }

    /** A tag is for people; the whole text is in steps.json and in the error of the run. */
    private static String cut(String text) {
        String clean = text.replaceAll("[\\x{0}\\x{D800}-\\x{DFFF}]", "?");
        if (clean.length() <= MAX_TAG) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_TAG - 1)) ? MAX_TAG - 1 : MAX_TAG;
        return clean.substring(0, end) + "...";
    }
}
