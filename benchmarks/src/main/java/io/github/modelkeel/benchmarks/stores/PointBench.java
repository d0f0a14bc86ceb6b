package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A million points in batches: the tracker on this store beside plain JDBC batches into the same table. */
final class PointBench {
    static final String TABLE =
            "CREATE TABLE IF NOT EXISTS metric_point (run_pk BIGINT NOT NULL, key_id BIGINT NOT NULL,"
                    + " ctx_id BIGINT NOT NULL, step BIGINT NOT NULL, ts_ms BIGINT NOT NULL, val_bits BIGINT NOT NULL,"
                    + " seq BIGINT NOT NULL, PRIMARY KEY (run_pk, key_id, ctx_id, step, ts_ms, val_bits)) WITHOUT ROWID";
    static final String INSERT = "INSERT INTO metric_point (run_pk, key_id, ctx_id, step, ts_ms, val_bits, seq)"
            + " VALUES (?, ?, 0, ?, ?, ?, ?)";

    private static final int POINTS = 1_000_000;
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 3;

    /** Steps of a series that stays in rows: the store packs longer ones. */
    private static final int SHORT = 4_000;

    /** Series that one batch of short series has points of. */
    private static final int ABREAST = 20;

    private final Path folder;

    PointBench(Path folder) {
        this.folder = folder;
    }

    /** One point before it is an object: a series and a step. */
    private record Place(int series, int step) {}

    void run() throws Exception {
        Files.createDirectories(folder);
        StoreBench.print(
                "%,d points in batches of %,d, each batch durable; best of %d rounds in turn", POINTS, BATCH, ROUNDS);
        double raw = 0;
        double rows = 0;
        double chunks = 0;
        for (int round = 0; round < ROUNDS; round++) {
            raw = Math.max(raw, raw(folder.resolve("raw" + round + ".db")));
            rows = Math.max(rows, store(folder.resolve("rows" + round + ".db"), false));
            chunks = Math.max(chunks, store(folder.resolve("chunks" + round + ".db"), true));
        }
        line("plain JDBC batches", raw, raw, folder.resolve("raw0.db"), "");
        line("store, series that stay rows", rows, raw, folder.resolve("rows0.db"), "bar 80 %");
        line("store, one long series", chunks, raw, folder.resolve("chunks0.db"), "bar 200 %");
        StoreBench.print("");
    }

    private static void line(String name, double rate, double raw, Path file, String bar) throws Exception {
        StoreBench.print(
                "%-30s %,10.0f points/s, %4.0f %% of plain, %5.1f bytes/point on disk %s",
                name, rate, 100 * rate / raw, Files.size(file) / (double) POINTS, bar);
    }

    /** Twenty series abreast, fifty steps of each in a batch. */
    private static Place place(int number) {
        int block = number / (ABREAST * SHORT);
        int within = number % (ABREAST * SHORT);
        int batch = within / BATCH;
        int steps = BATCH / ABREAST;
        int series = within % BATCH / steps;
        return new Place(block * ABREAST + series, batch * steps + within % steps);
    }

    private static double raw(Path file) throws SQLException {
        Random random = new Random(1L);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute(TABLE);
            }
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (int number = 0; number < POINTS; number++) {
                    Place place = place(number);
                    bind(insert, 1, place.series(), place.step(), random.nextDouble(), number);
                    insert.addBatch();
                    if ((number + 1) % BATCH == 0) {
                        insert.executeBatch();
                        connection.commit();
                    }
                }
            }
            return POINTS / ((System.nanoTime() - start) / 1e9);
        }
    }

    static void bind(PreparedStatement insert, int run, int series, int step, double value, int number)
            throws SQLException {
        insert.setLong(1, run);
        insert.setLong(2, series);
        insert.setLong(3, step);
        insert.setLong(4, Samples.T0.toEpochMilli() + step);
        insert.setLong(5, Double.doubleToLongBits(value));
        insert.setLong(6, number);
    }

    private static double store(Path file, boolean isOneSeries) {
        Random random = new Random(1L);
        try (Mlops mlops = Mlops.open(JdbcStore.sqlite(file));
                Run run = mlops.tracker().experiment("bench").start("r")) {
            String[] names = new String[POINTS / SHORT + ABREAST];
            for (int i = 0; i < names.length; i++) {
                names[i] = "metric" + i;
            }
            long start = System.nanoTime();
            List<MetricPoint> batch = new ArrayList<>(BATCH);
            for (int number = 0; number < POINTS; number++) {
                Place place = isOneSeries ? new Place(0, number) : place(number);
                batch.add(new MetricPoint(
                        names[place.series()], random.nextDouble(), place.step(), Samples.T0.plusMillis(place.step())));
                if (batch.size() == BATCH) {
                    run.metrics(batch); // returns when they are on the disk
                    batch.clear();
                }
            }
            return POINTS / ((System.nanoTime() - start) / 1e9);
        }
    }
}
