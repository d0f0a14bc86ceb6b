package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.fs.FileStore;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Eight threads that log one point a call: this store beside a writer that commits every call by itself. */
final class WriterBench {
    private static final int THREADS = 8;
    private static final long SECONDS = 8;
    private static final long WARM_UP = 2;

    private final Path folder;

    WriterBench(Path folder) {
        this.folder = folder;
    }

    /** Something that is done again and again. */
    private interface Step {
        void run(int number) throws Exception;
    }

    /** Makes what one thread does. */
    private interface Worker {
        Step of(int thread) throws Exception;
    }

    /** Measures the directory store, which has no plain writer to be compared with. */
    void files() throws Exception {
        Files.createDirectories(folder);
        StoreBench.print(
                "%d threads on one directory, one point a call, %d s each after %d s", THREADS, SECONDS, WARM_UP);
        for (Durability durability : List.of(Durability.SYNC, Durability.OS)) {
            try (Storage storage = FileStore.at(folder.resolve(durability.name()))) {
                store(storage, durability);
            }
        }
    }

    void run() throws Exception {
        Files.createDirectories(folder);
        StoreBench.print(
                "%d threads on one SQLite file, one point a call, %d s each after %d s", THREADS, SECONDS, WARM_UP);
        double plain = plain(folder.resolve("plain.db"));
        double sync = store(folder.resolve("sync.db"), Durability.SYNC);
        double os = store(folder.resolve("os.db"), Durability.OS);
        StoreBench.print("ratio of SYNC to the plain writer %.1f, bar 4; of OS %.1f%n", sync / plain, os / plain);
    }

    /** Every thread has its connection, its row and its commit: what one writes without a store. */
    private static double plain(Path file) throws Exception {
        String url = "jdbc:sqlite:" + file;
        List<Connection> connections = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Connection connection = DriverManager.getConnection(url);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA busy_timeout = 60000");
                statement.execute(PointBench.TABLE);
            }
            connections.add(connection);
        }
        double rate = measure("plain, commit for each call", thread -> {
            PreparedStatement insert = connections.get(thread).prepareStatement(PointBench.INSERT);
            return number -> {
                PointBench.bind(insert, thread, 1, number, 0.5, number);
                insert.executeUpdate();
            };
        });
        for (Connection connection : connections) {
            connection.close();
        }
        return rate;
    }

    private static double store(Path file, Durability durability) throws Exception {
        try (Storage storage = JdbcStore.sqlite(file)) {
            return store(storage, durability);
        }
    }

    private static double store(Storage storage, Durability durability) throws Exception {
        storage.runs().experiment("bench", Samples.EXPERIMENT, Samples.T0);
        return measure("store, " + durability, thread -> {
            String id = Samples.id("r", thread);
            storage.runs().apply(List.of(new RunCommand.Create(id, Samples.EXPERIMENT, null, "r", "ann", Samples.T0)));
            return number -> storage.runs()
                    .apply(
                            List.of(new RunCommand.Metrics(
                                    id, List.of(new MetricPoint("loss", 0.5, number, Samples.T0.plusMillis(number))))),
                            durability);
        });
    }

    private static double measure(String name, Worker worker) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<double[]>> done = new ArrayList<>();
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP);
        long end = begin + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int n = 0; n < THREADS; n++) {
            int thread = n;
            Callable<double[]> loop = () -> {
                Step step = worker.of(thread);
                double[] millis = new double[1024];
                int calls = 0;
                for (int number = 0; ; number++) {
                    long start = System.nanoTime();
                    if (start >= end) {
                        return Arrays.copyOf(millis, calls);
                    }
                    step.run(number);
                    if (start >= begin) {
                        if (calls == millis.length) {
                            millis = Arrays.copyOf(millis, calls * 2);
                        }
                        millis[calls++] = (System.nanoTime() - start) / 1e6;
                    }
                }
            };
            done.add(threads.submit(loop));
        }
        double[] all = new double[0];
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (Future<double[]> each : done) {
            double[] millis = each.get();
            least = Math.min(least, millis.length);
            most = Math.max(most, millis.length);
            int before = all.length;
            all = Arrays.copyOf(all, before + millis.length);
            System.arraycopy(millis, 0, all, before, millis.length);
        }
        threads.shutdown();
        double rate = all.length / (double) SECONDS;
        StoreBench.print(
                "%-28s %,9.0f calls/s, p50 %6.2f ms, p95 %6.2f ms, longest %7.1f ms, slowest thread %3.0f %% of the fastest",
                name,
                rate,
                StoreBench.quantile(all, 0.5),
                StoreBench.quantile(all, 0.95),
                StoreBench.quantile(all, 1),
                100.0 * least / most);
        return rate;
    }
}
