package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Searches and pages of 100,000 runs with five metrics each, on SQLite and on PostgreSQL (behaviour 53). */
final class SearchBench {
    private static final int RUNS = 100_000;
    private static final int METRICS = 5;
    private static final int ROUNDS = 300;

    private final Path folder;

    SearchBench(Path folder) {
        this.folder = folder;
    }

    void run() throws Exception {
        Files.createDirectories(folder);
        try (Storage storage = JdbcStore.sqlite(folder.resolve("mlops.db"))) {
            fill("SQLite", storage);
            times(storage);
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("shared_buffers", "512MB")
                        .start();
                Storage storage = JdbcStore.of(server.getPostgresDatabase())) {
            fill("PostgreSQL", storage);
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("ANALYZE"); // what PostgreSQL does by itself within a minute
            }
            times(storage);
        }
    }

    private static void fill(String name, Storage storage) {
        long start = System.nanoTime();
        Samples.runs(storage, 0, RUNS, METRICS, 2, 500, new Random(7L));
        StoreBench.print(
                "%s, %,d runs of %d metrics made in %.0f s", name, RUNS, METRICS, (System.nanoTime() - start) / 1e9);
    }

    /** Prints what each query takes. */
    static void times(Storage storage) {
        RunQuery all = RunQuery.all().in(Samples.EXPERIMENT);
        Map<String, RunQuery> queries = new LinkedHashMap<>();
        queries.put(
                "top 50 by metric, whole records",
                all.orderByMetricDescending("accuracy").limit(50));
        queries.put(
                "top 50 by metric, without parts",
                all.orderByMetricDescending("accuracy").limit(50).reading());
        queries.put("top 50 of metric > 0.9", query("metrics.accuracy > 0.9 order by metrics.accuracy desc limit 50"));
        queries.put("50 lowest of metric > 0.9", query("metrics.accuracy > 0.9 order by metrics.accuracy limit 50"));
        queries.put("first page of 50, whole records", all.limit(50));
        queries.put("first page of 50, without parts", all.limit(50).reading());
        queries.put("a metric and a parameter", query("metrics.accuracy > 0.5 and params.optimizer = 'adam' limit 50"));
        queries.put("a parameter that one run has", query("params.seed = '777'"));
        queries.put("metric beyond every run", query("metrics.accuracy > 7"));
        queries.forEach((what, query) -> line(what, storage, query));
        Page<RunRecord> page = storage.runs().search(all.limit(1_000).reading());
        for (int pages = 1; pages < 20 && page.nextToken() != null; pages++) {
            page = storage.runs().search(all.limit(1_000).reading().page(page.nextToken()));
        }
        if (page.nextToken() != null) {
            line(
                    "1,000 runs after the first 20,000",
                    storage,
                    all.limit(1_000).reading().page(page.nextToken()));
        }
        StoreBench.print("");
    }

    private static RunQuery query(String text) {
        return RunQuery.parse(text).in(Samples.EXPERIMENT);
    }

    private static void line(String what, Storage storage, RunQuery query) {
        double[] millis = new double[ROUNDS];
        int found = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            long start = System.nanoTime();
            found = storage.runs().search(query).items().size();
            if (round >= 0) {
                millis[round] = (System.nanoTime() - start) / 1e6;
            }
        }
        StoreBench.print(
                "  %-34s %,5d runs, p50 %7.2f ms, p95 %7.2f ms",
                what, found, StoreBench.quantile(millis, 0.5), StoreBench.quantile(millis, 0.95));
    }
}
