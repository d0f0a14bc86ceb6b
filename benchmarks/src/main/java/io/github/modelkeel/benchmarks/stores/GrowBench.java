package io.github.modelkeel.benchmarks.stores;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.fs.FileStore;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The same questions to a store of 1,000, 10,000 and 100,000 runs. What a balanced tree answers may take log(100,000) /
 * log(1,000) = 1.67 times as long; what reads every run takes 100 times. With noise, {@value #MOST} times is the most that passes,
 * unless less than {@value #NOTHING} ms were added.
 */
final class GrowBench {
    private static final double MOST = 2.5;
    private static final double NOTHING = 0.5;
    private static final int EXPERIMENTS = 300;
    private static final int METRICS = 5;
    private static final int ROUNDS = 200;
    private static final long MOST_NANOS = 1_000_000_000L;

    private final Path folder;
    private final Map<String, List<Double>> judged = new LinkedHashMap<>();
    private final Map<String, List<Double>> excepted = new LinkedHashMap<>();

    private int written = 1;

    GrowBench(Path folder) {
        this.folder = folder;
    }

    /** Runs on one engine and returns whether nothing grew as the number of runs does. */
    boolean run(String engine, int most) throws Exception {
        Files.createDirectories(folder);
        switch (engine) {
            case "sqlite" -> {
                try (Storage storage = JdbcStore.sqlite(folder.resolve("mlops.db"))) {
                    grow(storage, most, () -> {});
                }
            }
            case "h2" -> {
                try (Storage storage = JdbcStore.h2(folder.resolve("mlops"))) {
                    grow(storage, most, () -> {});
                }
            }
            case "postgresql" -> {
                try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                                .setServerConfig("shared_buffers", "512MB")
                                .start();
                        Storage storage = JdbcStore.of(server.getPostgresDatabase())) {
                    grow(storage, most, () -> {
                        try (Connection connection =
                                        server.getPostgresDatabase().getConnection();
                                Statement statement = connection.createStatement()) {
                            statement.execute("VACUUM ANALYZE"); // what PostgreSQL does by itself within a minute
                        }
                    });
                }
            }
            case "files" -> {
                try (Storage storage = FileStore.at(folder.resolve("files"))) {
                    grow(storage, most, () -> {});
                }
                opening();
            }
            case "memory" -> {
                try (Storage storage = new MemoryStorage()) {
                    grow(storage, most, () -> {});
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "expected sqlite, h2, postgresql, files or memory, was '" + engine + "'");
        }
        return print();
    }

    /** What is done when a store has been filled. */
    private interface Settle {
        void run() throws Exception;
    }

    private void grow(Storage storage, int most, Settle settle) throws Exception {
        for (int n = 0; n < EXPERIMENTS; n++) {
            storage.runs().experiment("experiment " + n, Samples.id("e", n), Samples.T0);
        }
        Random random = new Random(7L);
        int made = 0;
        for (int until = 1_000; made < most; until *= 10) {
            int to = Math.min(until, most);
            long start = System.nanoTime();
            fill(storage, made, to, random);
            made = to;
            settle.run();
            StoreBench.print("%,d runs after further %.0f s", made, (System.nanoTime() - start) / 1e9);
            measure(storage, made);
        }
    }

    /** One run of ten is in one of many experiments; another is deleted, one of a hundred nested. */
    private static void fill(Storage storage, int from, int to, Random random) {
        List<RunCommand> commands = new ArrayList<>();
        for (int n = from; n < to; n++) {
            String id = Samples.id("r", n);
            Instant start = Samples.T0.plusSeconds(60L * n);
            String experiment = Samples.id("e", n % 10 == 9 ? 1 + n / 10 % (EXPERIMENTS - 1) : 0);
            String parent = n % 100 == 1 ? Samples.id("r", n - 1) : null;
            commands.add(new RunCommand.Create(
                    id, experiment, parent, "run " + random.nextInt(1 << 30), "user" + random.nextInt(5), start));
            commands.add(new RunCommand.Params(
                    id,
                    Map.of(
                            "optimizer", random.nextBoolean() ? "adam" : "sgd",
                            "depth", Integer.toString(1 + random.nextInt(12)),
                            "seed", Integer.toString(n))));
            commands.add(new RunCommand.Tags(id, Map.of("team", "team" + random.nextInt(4))));
            List<MetricPoint> points = new ArrayList<>();
            for (int metric = 0; metric < METRICS; metric++) {
                for (int step = 0; step < 2; step++) {
                    points.add(new MetricPoint(
                            metric == 0 ? "accuracy" : "metric" + metric,
                            random.nextDouble(),
                            step,
                            start.plusSeconds(step)));
                }
            }
            commands.add(new RunCommand.Metrics(id, points));
            if (n % 7 != 0) {
                RunStatus status = random.nextInt(10) == 0 ? RunStatus.FAILED : RunStatus.FINISHED;
                commands.add(new RunCommand.End(id, status, null, start.plusMillis(random.nextInt(1 << 30))));
            }
            if (n % 10 == 3) {
                commands.add(new RunCommand.Delete(id, start));
            }
            if ((n + 1) % 500 == 0 || n == to - 1) {
                storage.runs().apply(commands);
                commands.clear();
            }
        }
    }

    private void measure(Storage storage, int runs) {
        RunQuery one = RunQuery.all().in(Samples.EXPERIMENT).limit(50);
        Map<String, RunQuery> orders = new LinkedHashMap<>();
        orders.put("newest", one);
        orders.put("oldest", one.orderBy(Field.attribute("start_time"), true));
        for (Aggregate each : Aggregate.values()) {
            Field field = Field.metric("accuracy").at(each);
            orders.put("best by @" + each.name().toLowerCase(Locale.ROOT), one.orderBy(field, false));
        }
        orders.put("lowest by @mean", one.orderBy(Field.metric("accuracy").at(Aggregate.MEAN), true));
        orders.put("by a parameter of many values", one.orderBy(Field.param("seed"), true));
        orders.put("by a parameter of two values", one.orderBy(Field.param("optimizer"), true));
        orders.put("by a tag, descending", one.orderBy(Field.tag("team"), false));
        for (String name :
                List.of("name", "user", "status", "id", "parent_id", "end_time", "heartbeat_time", "duration")) {
            orders.put("by " + name, one.orderBy(Field.attribute(name), true));
        }
        orders.put("metric > 0.9", parsed("metrics.accuracy > 0.9 order by metrics.accuracy desc"));
        orders.put("metric > 0.5 and parameter", parsed("metrics.accuracy > 0.5 and params.optimizer = 'adam'"));
        orders.put("parameter of half the runs", parsed("params.optimizer = 'sgd'"));
        orders.put("parameter of one run", parsed("params.seed = '777'"));
        orders.put("tag of a quarter", parsed("tags.team = 'team1'"));
        orders.put("status", parsed("status = 'RUNNING'"));
        orders.put("deleted, newest", one.view(View.DELETED));
        orders.put("deleted, by name", one.view(View.DELETED).orderBy(Field.attribute("name"), true));
        orders.put("300 experiments, newest", RunQuery.all().limit(50));
        orders.put(
                "300 experiments, best by metric",
                RunQuery.all().orderByMetricDescending("accuracy").limit(50));
        orders.put(
                "300 experiments, by name",
                RunQuery.all().orderBy(Field.attribute("name"), true).limit(50));
        RunQuery half = RunQuery.all()
                .in(IntStream.range(1, EXPERIMENTS / 2)
                        .mapToObj(n -> Samples.id("e", n))
                        .toArray(String[]::new))
                .limit(50);
        orders.put("149 small experiments, newest", half);
        orders.put("149 small experiments, best by metric", half.orderByMetricDescending("accuracy"));
        orders.put(
                "2 experiments, best by metric",
                RunQuery.all()
                        .in(Samples.EXPERIMENT, Samples.id("e", 1))
                        .orderByMetricDescending("accuracy")
                        .limit(50));
        orders.forEach((what, query) -> note(judged, what, () -> storage.runs().search(query)));
        for (String deep : List.of("newest", "best by @last", "by name")) {
            RunQuery query =
                    deepPage(storage, requireNonNull(orders.get(deep), deep).reading(), runs / 3);
            note(judged, "page after a third, " + deep, () -> storage.runs().search(query));
        }
        String id = Samples.id("r", runs / 2);
        note(judged, "one run by its id, with its metrics", () -> storage.runs().find(id));
        note(judged, "history of a metric", () -> storage.runs().history(id, "accuracy"));
        RunQuery best = requireNonNull(orders.get("300 experiments, best by metric"));
        note(judged, "a point is written, then 300 by metric", () -> {
            point(storage, runs);
            storage.runs().search(best);
        });
        note(excepted, "name like '%99%' (some match)", () -> storage.runs().search(parsed("name like '%99%'")));
        note(excepted, "name like '%x%' (none matches)", () -> storage.runs().search(parsed("name like '%x%'")));
        RunQuery second = one.orderBy(Field.param("optimizer"), true).orderByMetricDescending("accuracy");
        note(excepted, "by two values, then by a metric", () -> storage.runs().search(second));
        note(
                excepted,
                "deleted, best by metric",
                () -> storage.runs().search(one.view(View.DELETED).orderByMetricDescending("accuracy")));
    }

    /** Writes a point of the open runs in turn; lower than any other, so that it changes the order but not the answer. */
    private void point(Storage storage, int runs) {
        int run = 70 * (written++ % (runs / 70)); // neither ended, nested nor deleted
        storage.runs()
                .apply(
                        List.of(new RunCommand.Metrics(
                                Samples.id("r", run),
                                List.of(new MetricPoint("accuracy", -written, written, Samples.T0)))),
                        Durability.OS);
    }

    private static RunQuery parsed(String text) {
        return RunQuery.parse(text).in(Samples.EXPERIMENT).limit(50);
    }

    private static RunQuery deepPage(Storage storage, RunQuery query, int runs) {
        RunQuery thousand = query.limit(1_000);
        Page<RunRecord> page = storage.runs().search(query);
        for (int read = page.items().size(); read < runs && page.nextToken() != null; read += 1_000) {
            page = storage.runs().search(thousand.page(page.nextToken()));
        }
        return query.page(page.nextToken());
    }

    private static void note(Map<String, List<Double>> into, String what, Runnable call) {
        List<Double> millis = new ArrayList<>();
        long begin = System.nanoTime();
        for (int round = 0; round < ROUNDS && System.nanoTime() - begin < MOST_NANOS; round++) {
            long start = System.nanoTime();
            call.run();
            millis.add((System.nanoTime() - start) / 1e6);
        }
        List<Double> warm = millis.subList(millis.size() / 2, millis.size()); // the first half warms up
        double[] values = warm.stream().mapToDouble(each -> each).toArray();
        into.computeIfAbsent(what, key -> new ArrayList<>()).add(StoreBench.quantile(values, 0.5));
    }

    private boolean print() {
        StoreBench.print("%n  %-38s p50 in ms at 1,000, 10,000 ... runs; growth of the last over the least before", "");
        boolean passed = true;
        for (Map.Entry<String, List<Double>> entry : judged.entrySet()) {
            List<Double> p50 = entry.getValue();
            double first = least(p50);
            double last = p50.get(p50.size() - 1);
            boolean grows = last > first * MOST && last > first + NOTHING;
            passed &= !grows;
            line(entry.getKey(), p50, grows ? "GROWS" : "");
        }
        excepted.forEach((what, p50) -> line(what, p50, "not judged: no index can"));
        StoreBench.print(
                "%s%n", passed ? "nothing grows faster than the logarithm" : "some grow faster than the logarithm");
        return passed;
    }

    private static void line(String what, List<Double> p50, String remark) {
        StringBuilder all = new StringBuilder();
        p50.forEach(each -> all.append(String.format(Locale.ROOT, "%9.3f", each)));
        StoreBench.print("  %-38s %s  x %5.1f  %s", what, all, p50.get(p50.size() - 1) / least(p50), remark);
    }

    /** Returns the least before the last: what disturbed the first measurement hides no growth. */
    private static double least(List<Double> p50) {
        return p50.subList(0, Math.max(1, p50.size() - 1)).stream()
                .mapToDouble(each -> each)
                .min()
                .orElseThrow();
    }

    private void opening() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long start = System.nanoTime();
        try (Storage storage = FileStore.at(folder.resolve("files"))) {
            int found = storage.runs().search(RunQuery.all().limit(1)).items().size();
            double seconds = (System.nanoTime() - start) / 1e9;
            System.gc();
            long after = runtime.totalMemory() - runtime.freeMemory();
            StoreBench.print(
                    "opened again and searched (%d) in %.2f s, %,d MB of heap", found, seconds, (after - before) >> 20);
        }
    }
}
