package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.MetricPoint;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds points to the metrics of one run and keeps the summary of each series up to date in the same transaction. */
final class MetricWrites {
    /** The context of points that were logged without one. */
    static final long NO_CONTEXT = 0;

    private static final int BATCH = 1_000;
    private static final List<Dialect.Column> POINT = List.of(
            new Dialect.Column("run_pk", "BIGINT", true),
            new Dialect.Column("key_id", "BIGINT", true),
            new Dialect.Column("ctx_id", "BIGINT", true),
            new Dialect.Column("step", "BIGINT", true),
            new Dialect.Column("ts_ms", "BIGINT", true),
            new Dialect.Column("val_bits", "BIGINT", true),
            new Dialect.Column("seq", "BIGINT", false));

    private final Tx tx;
    private final RunWrites.Target run;
    private boolean counted = true;

    MetricWrites(Tx tx, RunWrites.Target run) {
        this.tx = tx;
        this.run = run;
    }

    /** The last point of a series, the extremes of its numbers, and how many points it has. */
    private record Summary(long step, long time, long last, long min, long max, long count) {
        static Summary of(long step, long time, long bits) {
            return new Summary(step, time, bits, bits, bits, 1);
        }

        Summary plus(Summary other) {
            boolean later =
                    step != other.step ? other.step > step : time != other.time ? other.time > time : other.last > last;
            return new Summary(
                    later ? other.step : step,
                    later ? other.time : time,
                    later ? other.last : last,
                    Math.min(min, other.min), // NaN is above every number, so it is least only when there is none
                    greatestNumber(max, other.max),
                    count + other.count);
        }

        private static long greatestNumber(long a, long b) {
            if (a == NAN || b == NAN) {
                return Math.min(a, b);
            }
            return Math.max(a, b);
        }
    }

    private static final long NAN = OrderedBits.encode(Double.NaN);

    void append(List<MetricPoint> points) throws SQLException {
        Map<String, Long> keys = new HashMap<>();
        for (MetricPoint point : points) {
            if (!keys.containsKey(point.key())) {
                StoredText.check("the name of a metric", point.key());
                keys.put(point.key(), tx.keyId(KeyNames.Kind.METRIC, point.key()));
            }
        }
        Map<Long, Summary> added = new LinkedHashMap<>();
        for (int from = 0; from < points.size(); from += BATCH) {
            insert(points.subList(from, Math.min(points.size(), from + BATCH)), keys, added);
        }
        for (Map.Entry<Long, Summary> series : added.entrySet()) {
            summarise(series.getKey(), series.getValue());
        }
    }

    private void insert(List<MetricPoint> points, Map<String, Long> keys, Map<Long, Summary> added)
            throws SQLException {
        String sql = tx.dialect().insertIfAbsent("metric_point", POINT);
        int[] counts = tx.with(sql, statement -> {
            for (MetricPoint point : points) {
                statement.setLong(1, run.pk());
                statement.setLong(2, keys.getOrDefault(point.key(), 0L));
                statement.setLong(3, NO_CONTEXT);
                statement.setLong(4, point.step());
                statement.setLong(5, point.at().toEpochMilli());
                statement.setLong(6, OrderedBits.encode(point.value()));
                statement.setLong(7, tx.next());
                statement.addBatch();
            }
            return statement.executeBatch();
        });
        for (int i = 0; i < counts.length; i++) {
            counted &= counts[i] != Statement.SUCCESS_NO_INFO; // what PostgreSQL says of inserts it was let rewrite
            if (counts[i] != 0) { // 0 is a point that was there already
                MetricPoint point = points.get(i);
                Summary one = Summary.of(point.step(), point.at().toEpochMilli(), OrderedBits.encode(point.value()));
                added.merge(keys.getOrDefault(point.key(), 0L), one, Summary::plus);
            }
        }
    }

    private void summarise(long key, Summary added) throws SQLException {
        Optional<Summary> present = tx.first(
                "SELECT step, ts_ms, val_bits, min_bits, max_bits, n FROM metric_last"
                        + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                row -> new Summary(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)),
                run.pk(),
                key,
                NO_CONTEXT);
        Summary now = present.map(before -> before.plus(added)).orElse(added);
        if (present.isPresent()) {
            tx.update(
                    "UPDATE metric_last SET step = ?, ts_ms = ?, val_bits = ?, min_bits = ?, max_bits = ?, n = ?"
                            + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                    now.step(),
                    now.time(),
                    now.last(),
                    now.min(),
                    now.max(),
                    counted ? now.count() : count(key),
                    run.pk(),
                    key,
                    NO_CONTEXT);
        } else {
            tx.update(
                    "INSERT INTO metric_last"
                            + " (run_pk, key_id, ctx_id, exp_pk, step, ts_ms, val_bits, min_bits, max_bits, n)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    run.pk(),
                    key,
                    NO_CONTEXT,
                    run.experiment(),
                    now.step(),
                    now.time(),
                    now.last(),
                    now.min(),
                    now.max(),
                    counted ? now.count() : count(key));
        }
    }

    private long count(long key) throws SQLException {
        return tx.first(
                        "SELECT COUNT(*) FROM metric_point WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                        row -> row.getLong(1),
                        run.pk(),
                        key,
                        NO_CONTEXT)
                .orElse(0L);
    }
}
