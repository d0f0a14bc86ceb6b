package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.jdbc.JdbcStore;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** Loads runs of 50 metrics with 20 steps into SQLite, and searches them at 1,000, 10,000 and 100,000. */
final class LoadBench {
    private static final int METRICS = 50;
    private static final int STEPS = 20;

    /** Runs of one transaction: the more, the less often a page of an index is written. */
    private static final int AT_ONCE = 1_000;

    private final Path folder;

    LoadBench(Path folder) {
        this.folder = folder;
    }

    void run(int runs) throws Exception {
        Files.createDirectories(folder);
        Random random = new Random(7L);
        StoreBench.print("load of %,d runs x %d metrics x %d steps into one SQLite file", runs, METRICS, STEPS);
        try (Storage storage = JdbcStore.sqlite(folder.resolve("mlops.db"))) {
            int made = 0;
            double seconds = 0;
            for (int until = 1_000; made < runs; until *= 10) {
                int to = Math.min(until, runs);
                long start = System.nanoTime();
                Samples.runs(storage, made, to, METRICS, STEPS, AT_ONCE, random);
                seconds += (System.nanoTime() - start) / 1e9;
                made = to;
                StoreBench.print(
                        "%,d runs, %,d points: %.0f s, %,.0f points/s; on disk %,.1f MB, %.1f bytes/point; heap at most %,d MB",
                        made,
                        (long) made * METRICS * STEPS,
                        seconds,
                        (double) made * METRICS * STEPS / seconds,
                        StoreBench.bytes(folder) / 1e6,
                        StoreBench.bytes(folder) / ((double) made * METRICS * STEPS),
                        heap() >> 20);
                SearchBench.times(storage);
            }
        }
        sizes();
    }

    /** Prints what the parts of the file take: tables and their indexes. */
    private void sizes() throws SQLException {
        String kind = "CASE WHEN name LIKE 'metric_chunk%' OR name LIKE 'metric_point%'"
                + " OR name = 'metric_tail' THEN 'points'"
                + " WHEN name LIKE 'metric_last%' THEN 'summaries' WHEN name LIKE 'ix_metric%' THEN 'indexes of summaries'"
                + " ELSE 'all else' END";
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mlops.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + kind + " AS kind, SUM(pgsize) FROM dbstat WHERE aggregate = 1 GROUP BY kind")) {
            while (row.next()) {
                StoreBench.print("  on disk: %-22s %,10.1f MB", row.getString(1), row.getLong(2) / 1e6);
            }
        }
    }

    private static long heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
