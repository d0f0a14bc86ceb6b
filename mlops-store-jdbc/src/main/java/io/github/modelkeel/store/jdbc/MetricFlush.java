package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes the series that a transaction changed: points as rows or in chunks, then the summaries. */
final class MetricFlush {
    /** Rows of a series at most; with more, all of them go into chunks. */
    static final int MOST_ROWS = ChunkCodec.MOST;

    /** So many new points of one series go into a chunk at once, without being rows first. */
    static final int STRAIGHT = 512;

    /** Chunks that wait for one round trip at most. */
    private static final int CHUNKS_AT_ONCE = 100;

    /** Columns of a summary that change with almost every point, as {@link Series#bindAlways} has them. */
    static final List<String> ALWAYS = List.of("step", "ts_ms", "n", "num_n", "sum_bits");

    /** Columns of a summary that are written when they change: indexes have most of them. */
    static final List<String> SOMETIMES = List.of("val_bits", "min_bits", "max_bits", "mean_bits", "sealed_n");

    private static final int ALL = (1 << SOMETIMES.size()) - 1;
    private static final String SERIES = " WHERE run_pk = ? AND key_id = ? AND ctx_id = ?";
    private static final String CHUNK = "INSERT INTO metric_chunk (run_pk, key_id, ctx_id, first_no, n, step_min,"
            + " step_max, ts_min, ts_max, codec, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final RowBuffer.Kind POINT =
            RowBuffer.Kind.insert("metric_point", "run_pk", "key_id", "ctx_id", "step", "ts_ms", "val_bits", "seq");
    private static final RowBuffer.Kind INSERT = RowBuffer.Kind.insert(
            "metric_last",
            Stream.of(ALWAYS, SOMETIMES, List.of("run_pk", "key_id", "ctx_id", "exp_pk", "start_ms"))
                    .flatMap(List::stream)
                    .toArray(String[]::new));
    private static final RowBuffer.Kind DELETE =
            RowBuffer.Kind.update("metric_point", "DELETE FROM metric_point" + SERIES);
    private static final List<RowBuffer.Kind> UPDATES =
            IntStream.rangeClosed(0, ALL).mapToObj(MetricFlush::update).toList();

    private final Tx tx;
    private final List<Series> asRows = new ArrayList<>();
    private final Map<Series, Points> asChunks = new LinkedHashMap<>();

    MetricFlush(Tx tx) {
        this.tx = tx;
    }

    void write(List<Series> all) throws SQLException {
        for (Series series : all) {
            int added = series.pending().size();
            if (series.isSealing() || added >= STRAIGHT || series.rowCount() + added > MOST_ROWS) {
                asChunks.put(series, new Points((int) series.rowCount() + added));
            } else if (added > 0) {
                asRows.add(series);
            }
        }
        if (!asChunks.isEmpty()) {
            tx.tail().empty();
            readRows();
            deleteRows();
            writeChunks();
        }
        writeRows();
        writeSummaries(all);
    }

    /** Reads the rows of every series that is packed, one query for each run. */
    private void readRows() throws SQLException {
        Map<Long, Map<Series.Key, Points>> byRun = new LinkedHashMap<>();
        asChunks.forEach((series, points) -> {
            if (series.rowCount() > 0) {
                byRun.computeIfAbsent(series.key().run(), run -> new LinkedHashMap<>())
                        .put(series.key(), points);
            }
        });
        for (Map.Entry<Long, Map<Series.Key, Points>> run : byRun.entrySet()) {
            long pk = run.getKey();
            if (run.getValue().size() == 1) {
                Series.Key key = run.getValue().keySet().iterator().next();
                Points points = run.getValue().values().iterator().next();
                tx.list(
                        "SELECT step, ts_ms, val_bits FROM metric_point" + SERIES + " ORDER BY seq",
                        row -> {
                            points.add(row.getLong(1), row.getLong(2), row.getLong(3));
                            return pk;
                        },
                        pk,
                        key.metric(),
                        key.context());
            } else {
                tx.list(
                        "SELECT key_id, ctx_id, step, ts_ms, val_bits FROM metric_point WHERE run_pk = ? ORDER BY seq",
                        row -> {
                            Points points = run.getValue().get(new Series.Key(pk, row.getLong(1), row.getLong(2)));
                            if (points != null) {
                                points.add(row.getLong(3), row.getLong(4), row.getLong(5));
                            }
                            return pk;
                        },
                        pk);
            }
        }
    }

    private void deleteRows() throws SQLException {
        List<Series> rows = asChunks.keySet().stream()
                .filter(series -> series.rowCount() > 0)
                .toList();
        RowBuffer.write(
                tx, DELETE, rows.size(), (statement, from, row) -> rows.get(row).bindKey(statement, from));
    }

    private void writeChunks() throws SQLException {
        tx.direct(CHUNK, statement -> {
            int waiting = 0;
            for (Map.Entry<Series, Points> entry : asChunks.entrySet()) {
                Series series = entry.getKey();
                Points points = entry.getValue();
                if (points.size() != series.rowCount()) {
                    throw new IntegrityException("a series of " + series.rowCount() + " rows has " + points.size()
                            + " of them; restore a copy of the database");
                }
                points.addAll(series.pending());
                for (int from = 0; from < points.size(); from += ChunkCodec.MOST) {
                    int to = Math.min(points.size(), from + ChunkCodec.MOST);
                    chunk(statement, series, points, from, to);
                    if (++waiting == CHUNKS_AT_ONCE) {
                        statement.executeBatch();
                        waiting = 0;
                    }
                }
                series.written(true);
            }
            return waiting == 0 ? new int[0] : statement.executeBatch();
        });
    }

    private static void chunk(PreparedStatement statement, Series series, Points points, int from, int to)
            throws SQLException {
        long[] steps = points.steps();
        long[] times = points.times();
        long leastStep = steps[from];
        long greatestStep = steps[from];
        long leastTime = times[from];
        long greatestTime = times[from];
        for (int i = from + 1; i < to; i++) {
            leastStep = Math.min(leastStep, steps[i]);
            greatestStep = Math.max(greatestStep, steps[i]);
            leastTime = Math.min(leastTime, times[i]);
            greatestTime = Math.max(greatestTime, times[i]);
        }
        statement.setLong(1, series.key().run());
        statement.setLong(2, series.key().metric());
        statement.setLong(3, series.key().context());
        statement.setLong(4, series.sealed() + from);
        statement.setInt(5, to - from);
        statement.setLong(6, leastStep);
        statement.setLong(7, greatestStep);
        statement.setLong(8, leastTime);
        statement.setLong(9, greatestTime);
        statement.setInt(10, ChunkCodec.FORM);
        statement.setBytes(11, ChunkCodec.encode(points, from, to));
        statement.addBatch();
    }

    private void writeRows() throws SQLException {
        int total = 0;
        for (Series series : asRows) {
            total += series.pending().size();
        }
        if (total == 0) {
            return;
        }
        Cursor cursor = new Cursor(asRows);
        boolean toTail = tx.tail().takes(total);
        RowBuffer.Kind kind = toTail ? MetricTail.ROW : POINT;
        RowBuffer.write(tx, kind, total, (statement, from, row) -> cursor.bind(statement, from, tx.next()));
        if (toTail) {
            tx.tail().grew(total);
        }
        asRows.forEach(series -> series.written(false));
    }

    /** Walks over the pending points of several series. */
    private static final class Cursor {
        private final List<Series> all;
        private int series;
        private int point;

        Cursor(List<Series> all) {
            this.all = all;
        }

        int bind(PreparedStatement statement, int from, long sequence) throws SQLException {
            while (point == all.get(series).pending().size()) {
                series++;
                point = 0;
            }
            Points points = all.get(series).pending();
            int next = all.get(series).bindKey(statement, from);
            statement.setLong(next, points.steps()[point]);
            statement.setLong(next + 1, points.times()[point]);
            statement.setLong(next + 2, points.bits()[point]);
            statement.setLong(next + 3, sequence);
            point++;
            return 7;
        }
    }

    private void writeSummaries(List<Series> all) throws SQLException {
        List<Series> made = new ArrayList<>();
        Map<Integer, List<Series>> changed = new TreeMap<>();
        for (Series series : all) {
            if (series.isStored()) {
                // a column that keeps its value costs nothing there, more statements would
                int which = tx.dialect() == Dialect.POSTGRESQL ? ALL : series.changes();
                changed.computeIfAbsent(which, mask -> new ArrayList<>()).add(series);
            } else {
                made.add(series);
            }
        }
        for (Map.Entry<Integer, List<Series>> entry : changed.entrySet()) {
            int which = entry.getKey();
            List<Series> some = entry.getValue();
            RowBuffer.write(tx, UPDATES.get(which), some.size(), (statement, from, row) -> {
                Series series = some.get(row);
                return series.bindKey(statement, bindSome(statement, series, which, series.bindAlways(statement, from)))
                        - from;
            });
        }
        RowBuffer.write(tx, INSERT, made.size(), (statement, from, row) -> {
            Series series = made.get(row);
            int next = series.bindKey(statement, bindSome(statement, series, ALL, series.bindAlways(statement, from)));
            return series.bindOrigin(statement, next) - from;
        });
        all.forEach(Series::keep);
    }

    private static int bindSome(PreparedStatement statement, Series series, int which, int from) throws SQLException {
        int next = from;
        for (int place = 0; place < SOMETIMES.size(); place++) {
            if ((which & 1 << place) != 0) {
                statement.setLong(next++, series.sometimes(place));
            }
        }
        return next;
    }

    private static RowBuffer.Kind update(int which) {
        List<String> columns = new ArrayList<>(ALWAYS);
        for (int place = 0; place < SOMETIMES.size(); place++) {
            if ((which & 1 << place) != 0) {
                columns.add(SOMETIMES.get(place));
            }
        }
        return RowBuffer.Kind.update(
                "metric_last", "UPDATE metric_last SET " + String.join(" = ?, ", columns) + " = ?" + SERIES);
    }
}
