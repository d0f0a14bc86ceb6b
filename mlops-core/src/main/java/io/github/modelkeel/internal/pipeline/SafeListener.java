package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.pipeline.StepResult;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells several listeners; what one throws is logged and keeps nobody else from hearing. */
final class SafeListener implements PipelineListener {
    private static final System.Logger LOG = System.getLogger(SafeListener.class.getName());

    private final List<PipelineListener> listeners;

    SafeListener(PipelineListener... listeners) {
        this.listeners = List.of(listeners);
    }

    @Override
    public void runStarted(String pipeline, String runId) {
        tell(listener -> listener.runStarted(pipeline, runId));
    }

    @Override
    public void stepStarted(String step) {
        tell(listener -> listener.stepStarted(step));
    }

    @Override
    public void trainingRound(int round, Map<String, Double> metrics) {
        tell(listener -> listener.trainingRound(round, metrics));
    }

    @Override
    public void stepEnded(StepResult result) {
        tell(listener -> listener.stepEnded(result));
    }

    @Override
    public void runEnded(PipelineRun run) {
        tell(listener -> listener.runEnded(run));
    }

    @Override
    public void runFailed(String runId, RuntimeException failure) {
        tell(listener -> listener.runFailed(runId, failure));
    }

    private void tell(Consumer<PipelineListener> event) {
        for (PipelineListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a pipeline listener failed; the run goes on", e);
            }
        }
    }
}
