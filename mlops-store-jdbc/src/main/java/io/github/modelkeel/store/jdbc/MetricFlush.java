package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the series that a transaction changed: points as rows or in chunks, then the summaries. */
final class MetricFlush {
    /** Rows of a series at most; with more, all of them go into chunks. */
    static final int MOST_ROWS = ChunkCodec.MOST;

    /** So many new points of one series go into a chunk at once, without being rows first. */
    static final int STRAIGHT = 512;

    /** Rows of one INSERT; seven parameters each must stay below what every driver takes. */
    private static final int ROWS_AT_ONCE = 100;

    private static final String POINT =
            "INSERT INTO metric_point (run_pk, key_id, ctx_id, step, ts_ms, val_bits, seq) VALUES ";
    private static final String ONE_POINT = "(?, ?, ?, ?, ?, ?, ?)";
    private static final String POINTS = POINT + String.join(", ", Collections.nCopies(ROWS_AT_ONCE, ONE_POINT));
    private static final String SERIES = " WHERE run_pk = ? AND key_id = ? AND ctx_id = ?";
    private static final String CHUNK = "INSERT INTO metric_chunk (run_pk, key_id, ctx_id, first_no, n, step_min,"
            + " step_max, ts_min, ts_max, codec, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE metric_last SET step = ?, ts_ms = ?, val_bits = ?, min_bits = ?,"
            + " max_bits = ?, mean_bits = ?, n = ?, num_n = ?, sum_bits = ?, sealed_n = ?" + SERIES;
    private static final String INSERT =
            "INSERT INTO metric_last (step, ts_ms, val_bits, min_bits, max_bits, mean_bits,"
                    + " n, num_n, sum_bits, sealed_n, run_pk, key_id, ctx_id, exp_pk, start_ms)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int UPDATE_COLUMNS = 13;

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
        List<long[]> rows = new ArrayList<>();
        for (Series series : asChunks.keySet()) {
            if (series.rowCount() > 0) {
                rows.add(new long[] {
                    series.key().run(), series.key().metric(), series.key().context()
                });
            }
        }
        batch("DELETE FROM metric_point" + SERIES, rows, 3);
    }

    private void writeChunks() throws SQLException {
        tx.with(CHUNK, statement -> {
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
                    if (++waiting == ROWS_AT_ONCE) {
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
        int total = asRows.stream().mapToInt(series -> series.pending().size()).sum();
        Cursor cursor = new Cursor(asRows);
        if (total >= ROWS_AT_ONCE) {
            tx.with(POINTS, statement -> {
                for (int block = 0; block < total / ROWS_AT_ONCE; block++) {
                    for (int i = 0; i < ROWS_AT_ONCE; i++) {
                        cursor.bind(statement, i * 7, tx.next());
                    }
                    statement.executeUpdate();
                }
                return total;
            });
        }
        if (total % ROWS_AT_ONCE > 0) {
            tx.with(POINT + ONE_POINT, statement -> {
                for (int i = 0; i < total % ROWS_AT_ONCE; i++) {
                    cursor.bind(statement, 0, tx.next());
                    statement.addBatch();
                }
                return statement.executeBatch();
            });
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

        void bind(PreparedStatement statement, int before, long sequence) throws SQLException {
            while (point == all.get(series).pending().size()) {
                series++;
                point = 0;
            }
            Series.Key key = all.get(series).key();
            Points points = all.get(series).pending();
            statement.setLong(before + 1, key.run());
            statement.setLong(before + 2, key.metric());
            statement.setLong(before + 3, key.context());
            statement.setLong(before + 4, points.steps()[point]);
            statement.setLong(before + 5, points.times()[point]);
            statement.setLong(before + 6, points.bits()[point]);
            statement.setLong(before + 7, sequence);
            point++;
        }
    }

    private void writeSummaries(List<Series> all) throws SQLException {
        List<long[]> updates = new ArrayList<>();
        List<long[]> inserts = new ArrayList<>();
        for (Series series : all) {
            (series.isStored() ? updates : inserts).add(series.summary());
        }
        batch(UPDATE, updates, UPDATE_COLUMNS);
        batch(INSERT, inserts, UPDATE_COLUMNS + 2);
    }

    private void batch(String sql, List<long[]> rows, int columns) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        tx.with(sql, statement -> {
            for (long[] row : rows) {
                for (int i = 0; i < columns; i++) {
                    statement.setLong(i + 1, row[i]);
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }
}
