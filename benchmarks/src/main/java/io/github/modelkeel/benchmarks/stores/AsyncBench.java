package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.Run;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What one call of {@code Run.metric} takes when another thread writes, on a SQLite file; then that no point is missing. */
final class AsyncBench {
    /** Calls of one burst: the queue takes more, so none of them waits for the disk. */
    private static final int BURST = 20_000;

    private static final int WARM_UP = 10;
    private static final int ROUNDS = 20;
    private static final int POINTS = 500_000;

    private final Path folder;

    AsyncBench(Path folder) {
        this.folder = folder;
    }

    void run() {
        StoreBench.print("Run.metric with ASYNC on a SQLite file, one thread; bar: p50 at most 1 us");
        Path file = folder.resolve("async.db");
        double[] micros = new double[ROUNDS * BURST];
        Random random = new Random(1L);
        String id;
        double seconds;
        try (Mlops mlops = Mlops.builder()
                .storage(JdbcStore.sqlite(file))
                .durability(Durability.ASYNC)
                .open()) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                try (Run run = mlops.tracker().experiment("bench").start("burst " + round)) {
                    for (int step = 0; step < BURST; step++) {
                        double value = random.nextDouble();
                        long start = System.nanoTime();
                        run.metric("loss", value, step);
                        long end = System.nanoTime();
                        if (round >= 0) {
                            micros[round * BURST + step] = (end - start) / 1e3;
                        }
                    }
                }
                mlops.tracker().flush(); // the next burst begins with an empty queue
            }
            long start = System.nanoTime();
            try (Run run = mlops.tracker().experiment("bench").start("long")) {
                id = run.id();
                for (int step = 0; step < POINTS; step++) {
                    run.metric("loss", random.nextDouble(), step);
                }
            }
            mlops.tracker().flush();
            seconds = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(micros);
        StoreBench.print(
                "a call of a burst of %,d: p50 %.2f us, p95 %.2f us, p99 %.2f us, longest %.0f us",
                BURST,
                StoreBench.quantile(micros, 0.5),
                StoreBench.quantile(micros, 0.95),
                StoreBench.quantile(micros, 0.99),
                StoreBench.quantile(micros, 1));
        StoreBench.print("%,d calls in a row and written: %,.0f calls/s", POINTS, POINTS / seconds);
        try (Storage storage = JdbcStore.sqlite(file)) {
            long stored =
                    storage.runs().find(id).orElseThrow().summaries().get(0).count();
            StoreBench.print("points of the long run after closing: %,d of %,d%n", stored, POINTS);
            if (stored != POINTS) {
                throw new IllegalStateException("points are missing");
            }
        }
    }
}
