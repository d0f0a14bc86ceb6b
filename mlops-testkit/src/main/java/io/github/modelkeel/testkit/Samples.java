package io.github.modelkeel.testkit;

import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Short ways to say what the contract suites store. */
final class Samples {
    static final Instant T0 = Instant.parse("2026-03-29T00:30:00Z"); // half an hour before clocks change in Europe
    static final String EXPERIMENT = id(900_000);

    private Samples() {}

    /** Returns the id number {@code n}: 32 characters. */
    static String id(int n) {
        return String.format(Locale.ROOT, "r%031d", n);
    }

    /** Makes the experiment that the runs of {@link #newRun} belong to. */
    static void experiment(Storage storage) {
        storage.runs().experiment("samples", EXPERIMENT, T0);
    }

    static RunCommand newRun(int n) {
        return new RunCommand.Create(id(n), EXPERIMENT, null, "run " + n, "ann", T0.plusSeconds(n));
    }

    static RunCommand params(int n, String key, String value) {
        return new RunCommand.Params(id(n), Map.of(key, value));
    }

    static RunCommand tags(int n, String key, String value) {
        return new RunCommand.Tags(id(n), Map.of(key, value));
    }

    static MetricPoint point(String key, long step, double value) {
        return new MetricPoint(key, value, step, T0.plusMillis(step));
    }

    static RunCommand metrics(int n, MetricPoint... points) {
        return new RunCommand.Metrics(id(n), List.of(points));
    }

    static RunCommand finish(int n) {
        return new RunCommand.End(id(n), RunStatus.FINISHED, null, T0.plusSeconds(n + 60));
    }

    static Change change(String reason) {
        return new Change("ann", reason, T0);
    }

    static NewVersion version(String model) {
        return new NewVersion(
                model,
                "runs:/" + id(1) + "/model",
                "ab".repeat(32),
                Map.of("f1", 0.81, "loss", Double.NaN),
                new Lineage(id(1), Map.of("train", "cd".repeat(32), "test", "ef".repeat(32)), "12".repeat(32)),
                "a version",
                change("registered"));
    }
}
