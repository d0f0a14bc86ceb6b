package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** How long it takes to open and close a store, as every unit test does. */
final class OpenBench {
    private static final int ROUNDS = 200;

    private final Path folder;

    OpenBench(Path folder) {
        this.folder = folder;
    }

    void run() throws Exception {
        StoreBench.print(
                "open and close an empty store, %d times after as many to warm up; bar: a unit test's below 2 ms",
                ROUNDS);
        AtomicInteger number = new AtomicInteger();
        measure("in memory", Mlops::inMemory);
        measure("SQLite in memory", JdbcStore::sqliteInMemory);
        measure("H2 in memory", JdbcStore::h2InMemory);
        measure("SQLite file", () -> JdbcStore.sqlite(folder.resolve("s" + number.incrementAndGet() + ".db")));
        StoreBench.print("");
    }

    private static void measure(String name, Supplier<? extends AutoCloseable> opening) throws Exception {
        double[] opened = new double[ROUNDS];
        double[] both = new double[ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            long start = System.nanoTime();
            AutoCloseable storage = opening.get();
            long open = System.nanoTime();
            storage.close();
            if (round >= 0) {
                opened[round] = (open - start) / 1e6;
                both[round] = (System.nanoTime() - start) / 1e6;
            }
        }
        StoreBench.print(
                "%-20s open p50 %6.2f ms, p95 %6.2f ms; with close p50 %6.2f ms",
                name,
                StoreBench.quantile(opened, 0.5),
                StoreBench.quantile(opened, 0.95),
                StoreBench.quantile(both, 0.5));
    }
}
