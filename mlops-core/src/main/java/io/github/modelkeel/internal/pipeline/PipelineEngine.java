package io.github.modelkeel.internal.pipeline;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.internal.names.GitHead;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.registry.Packages;
import io.github.modelkeel.pipeline.GateResult;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.registry.ModelUri;
import io.github.modelkeel.registry.Registry;
import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.Tracker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines on the thread of the caller: one tracked run each, one step after the other. Thread-safe: runs at the same
 * time do not touch each other.
 */
public final class PipelineEngine {
    private final Tracker tracker;
    private final Registry registry;
    private final Packages packages;
    private final InstantSource clock;
    private final PipelineListener listener;

    /**
     * Creates an engine.
     *
     * @param listener told of every run
     */
    public PipelineEngine(
            Tracker tracker, Registry registry, Packages packages, InstantSource clock, PipelineListener listener) {
        this.tracker = requireNonNull(tracker, "tracker");
        this.registry = requireNonNull(registry, "registry");
        this.packages = requireNonNull(packages, "packages");
        this.clock = requireNonNull(clock, "clock");
        this.listener = requireNonNull(listener, "listener");
    }

    /**
     * Runs a pipeline.
     *
     * @param observer told of this run
     * @throws io.github.modelkeel.error.InvalidInputException if the pipeline's name or that of its model is not fit;
     *     nothing was done
     * @throws io.github.modelkeel.error.StepFailedException if a step fails; the run is FAILED. Nothing is registered,
     *     unless all that failed was tracking a version after it had been registered whole
     * @throws io.github.modelkeel.error.CancelledException if the thread is interrupted; the run is KILLED
     */
    public PipelineRun run(Pipeline pipeline, PipelineListener observer) {
        pipeline.model().ifPresent(Names::model); // now, and not after an hour of training
        SafeListener listeners = new SafeListener(listener, observer);
        Experiment experiment = tracker.experiment(pipeline.name());
        AtomicReference<@Nullable PipelineRun> result = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        RunRecord ended;
        try {
            ended = experiment.run(pipeline.name(), run -> {
                listeners.runStarted(pipeline.name(), run.id());
                try {
                    result.set(perform(pipeline, run, listeners, interrupted));
                } catch (RuntimeException failure) {
                    listeners.runFailed(run.id(), failure);
                    throw failure;
                }
            });
        } finally {
            if (interrupted.get()) {
                Thread.currentThread().interrupt(); // as it was before the end of the run was written
            }
        }
        PipelineRun done = requireNonNull(result.get(), ended::id);
        listeners.runEnded(done);
        return done;
    }

    private PipelineRun perform(Pipeline pipeline, Run run, PipelineListener listeners, AtomicBoolean interrupted) {
        describe(pipeline, run);
        Steps steps = new Steps(pipeline.name(), run, clock, listeners, interrupted);
        Stages stages = new Stages(pipeline, run, steps, packages, registry, listeners);
        PipelineRun result;
        try {
            Stages.Judged judged = stages.learnAndJudge();
            List<GateResult> gates = judged.gates();
            result = new PipelineRun(
                    pipeline.name(),
                    run.experimentId(),
                    run.id(),
                    judged.outcome(),
                    steps.results(),
                    judged.evaluation(),
                    gates,
                    new ModelUri.InRun(run.id(), Stages.PACKAGE),
                    judged.version());
        } catch (RuntimeException failure) {
            try {
                keepSteps(run, steps, stages.gates());
            } catch (RuntimeException untracked) {
                failure.addSuppressed(untracked);
            }
            throw failure;
        }
        keepSteps(run, steps, result.gates());
        run.tag("outcome", result.outcome().name());
        return result;
    }

    private void keepSteps(Run run, Steps steps, List<GateResult> gates) {
        run.artifact("steps.json", packages.codec().write(Documents.steps(steps.results(), gates)));
    }

    private static void describe(Pipeline pipeline, Run run) {
        Map<String, Object> params = new LinkedHashMap<>();
        pipeline.trainer().hyperparameters().forEach((name, value) -> params.put(name, String.valueOf(value)));
        params.put("algorithm", pipeline.trainer().algorithm());
        params.put("source", pipeline.source().description());
        params.put(pipeline.isRegression() ? "target" : "label", pipeline.label());
        params.put("split", pipeline.split().description());
        params.put("validation_share", pipeline.validationShare());
        params.put("pipeline_seed", pipeline.seed());
        run.params(params);
        run.tag("pipeline", pipeline.name());
        run.tag("pipeline.fingerprint", pipeline.fingerprint().hex());
        environment().forEach((name, value) -> run.tag("environment." + name, value));
        GitHead.find(Path.of("")).ifPresent(commit -> run.tag("git.commit", commit));
    }

    /** What of the platform can change the bytes of a model. */
    static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("java", String.valueOf(Runtime.version().feature()));
        environment.put("os", System.getProperty("os.name", "unknown"));
        environment.put("arch", System.getProperty("os.arch", "unknown"));
        return environment;
    }
}
