package io.github.modelkeel.examples;

import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.GateResult;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.pipeline.StepResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells the story on a console: chapters, sentences, and the steps of a pipeline as they end. */
final class Narrator implements PipelineListener {
    private final PrintStream out;
    private int chapter;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        chapter++;
        out.printf(Locale.ROOT, "%n%d. %s%n", chapter, title);
    }

    void say(String format, Object... values) {
        out.printf(Locale.ROOT, "   " + format + "%n", values);
    }

    @Override
    public void stepEnded(StepResult step) {
        if (step.status() != StepResult.Status.SKIPPED) {
            say("  %-9s %6s  %s", step.name(), seconds(step.took()), step.summary());
        }
    }

    void result(PipelineRun run) {
        say("  -> %s", metrics(run.evaluation()));
        for (GateResult gate : run.gates()) {
            say("  gate %-6s %s (%s)", gate.passed() ? "open" : "shut", gate.gate(), gate.reason());
        }
    }

    private static String metrics(Evaluation evaluation) {
        return evaluation.metrics().entrySet().stream()
                .filter(e -> e.getKey() != Metric.LOG_LOSS)
                .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey().key(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }
}
