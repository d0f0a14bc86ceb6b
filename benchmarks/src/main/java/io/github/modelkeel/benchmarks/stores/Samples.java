package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Runs that look like those of people who tune a model. */
final class Samples {
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    static final String EXPERIMENT = id("e", 0);
    private static final String[] OPTIMIZERS = {"adam", "sgd", "rmsprop", "lbfgs"};

    private Samples() {}

    static String id(String kind, int n) {
        return String.format(Locale.ROOT, "%s%031d", kind, n);
    }

    /** Makes runs {@code from} to {@code to}, exclusive, each with its points, and ends them. */
    static void runs(Storage storage, int from, int to, int metrics, int steps, int atOnce, Random random) {
        storage.runs().experiment("bench", EXPERIMENT, T0);
        List<RunCommand> commands = new ArrayList<>();
        for (int n = from; n < to; n++) {
            String id = id("r", n);
            Instant start = T0.plusSeconds(60L * n);
            commands.add(new RunCommand.Create(id, EXPERIMENT, null, "run " + n, "ann", start));
            commands.add(new RunCommand.Params(
                    id,
                    Map.of(
                            "optimizer", OPTIMIZERS[random.nextInt(OPTIMIZERS.length)],
                            "depth", Integer.toString(1 + random.nextInt(12)),
                            "seed", Integer.toString(n))));
            List<MetricPoint> points = new ArrayList<>(metrics * steps);
            for (int metric = 0; metric < metrics; metric++) {
                double value = random.nextDouble();
                for (int step = 0; step < steps; step++) {
                    value += (1 - value) * 0.1 * random.nextDouble();
                    points.add(new MetricPoint(
                            metric == 0 ? "accuracy" : "metric" + metric, value, step, start.plusSeconds(step)));
                }
            }
            commands.add(new RunCommand.Metrics(id, points));
            commands.add(new RunCommand.End(id, RunStatus.FINISHED, null, start.plusSeconds(60)));
            if ((n - from + 1) % atOnce == 0 || n == to - 1) {
                storage.runs().apply(commands, Durability.OS);
                commands.clear();
            }
        }
    }
}
