package io.github.modelkeel.pipeline;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.registry.ModelUri;
import io.github.modelkeel.registry.ModelVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run of a pipeline that came to its end gave. A run that failed has none of these, it throws. Immutable.
 *
 * @param pipeline name of the pipeline
 * @param experimentId id of the experiment that has the run
 * @param runId id of the run, where parameters, metrics and files are tracked
 * @param outcome what became of the model
 * @param steps each step in the order in which they ran
 * @param evaluation how good the packaged model is on the test rows
 * @param gates what each gate said, in the order declared
 * @param model where the package is: {@code runs:/<run id>/model}
 * @param version the registered version; empty unless {@link Outcome#REGISTERED}
 */
public record PipelineRun(
        String pipeline,
        String experimentId,
        String runId,
        Outcome outcome,
        List<StepResult> steps,
        Evaluation evaluation,
        List<GateResult> gates,
        ModelUri model,
        Optional<ModelVersion> version) {
    /** Copies the lists and checks that there is a version exactly if the model was registered. */
    public PipelineRun {
        requireNonNull(pipeline, "pipeline");
        requireNonNull(experimentId, "experimentId");
        requireNonNull(runId, "runId");
        requireNonNull(evaluation, "evaluation");
        requireNonNull(model, "model");
        steps = List.copyOf(steps);
        gates = List.copyOf(gates);
        if (version.isPresent() != (outcome == Outcome.REGISTERED)) {
            throw new IllegalArgumentException("outcome " + outcome + " does not go with version " + version);
        }
    }

    /** What became of the model. Closed. */
    public enum Outcome {
        /** Every gate opened and the model is registered. */
        REGISTERED,
        /** A gate did not open; the package is kept with the run, nothing is registered. */
        HELD,
        /** The pipeline names no model to register; the package is kept with the run. */
        EVALUATED
    }

    /** Returns whether the model was registered. */
    public boolean isRegistered() {
        return outcome == Outcome.REGISTERED;
    }

    /**
     * Returns the registered version.
     *
     * @throws NotFoundException if there is none; the message says which gate held and why
     */
    public ModelVersion getVersion() {
        return version.orElseThrow(() -> new NotFoundException("run " + runId + " of pipeline '" + pipeline
                + "' registered no version: " + (outcome == Outcome.HELD ? held() : "it has no register(model)")));
    }

    /** Returns the gates that did not open, in the order declared. */
    public List<GateResult> heldBy() {
        return gates.stream().filter(gate -> !gate.passed()).toList();
    }

    /**
     * Returns the step of this name.
     *
     * @throws NotFoundException if there is none; the message lists the steps
     */
    public StepResult step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("no step '" + name + "'; the steps are "
                        + steps.stream().map(StepResult::name).toList()));
    }

    /** Returns how long all steps took together. */
    public Duration took() {
        return steps.stream().map(StepResult::took).reduce(Duration.ZERO, Duration::plus);
    }

    private String held() {
        StringBuilder text = new StringBuilder("held by ");
        for (GateResult gate : heldBy()) {
            text.append(text.length() > "held by ".length() ? "; " : "")
                    .append(gate.gate())
                    .append(" (")
                    .append(gate.reason())
                    .append(')');
        }
        return text.toString();
    }
}
