package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads experiments and runs on one state of the database. */
final class RunReads {
    private static final int AT_ONCE = 200;

    private final Db db;

    RunReads(Db db) {
        this.db = db;
    }

    Optional<ExperimentRecord> experiment(String name) throws SQLException {
        return db.first(
                "SELECT exp_id, name, created_ms FROM experiment WHERE live_name = ?", RunReads::experiment, name);
    }

    List<ExperimentRecord> experiments() throws SQLException {
        return db.list(
                "SELECT exp_id, name, created_ms FROM experiment WHERE deleted_ms IS NULL", RunReads::experiment);
    }

    private static ExperimentRecord experiment(ResultSet row) throws SQLException {
        return new ExperimentRecord(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)));
    }

    Optional<Long> key(String runId) throws SQLException {
        return db.first("SELECT run_pk FROM run WHERE run_id = ?", row -> row.getLong(1), runId);
    }

    List<MetricPoint> history(long run, long metric, String name) throws SQLException {
        return db.list(
                "SELECT val_bits, step, ts_ms FROM metric_point WHERE run_pk = ? AND key_id = ? AND ctx_id = ?"
                        + " ORDER BY seq",
                row -> point(name, row.getLong(1), row.getLong(2), row.getLong(3)),
                run,
                metric,
                MetricWrites.NO_CONTEXT);
    }

    /** Returns the runs with these keys, in this order. */
    List<RunRecord> load(List<Long> keys) throws SQLException {
        List<RunRecord> runs = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            runs.addAll(loadFew(keys.subList(from, Math.min(keys.size(), from + AT_ONCE))));
        }
        return runs;
    }

    private List<RunRecord> loadFew(List<Long> keys) throws SQLException {
        String in = " IN (" + String.join(", ", Collections.nCopies(keys.size(), "?")) + ")";
        Map<Long, Parts> parts = new HashMap<>();
        @Nullable Object[] values = keys.toArray();
        db.list(
                "SELECT r.run_pk, r.run_id, e.exp_id, p.run_id, r.name, r.status, r.start_ms, r.end_ms, r.user_name,"
                        + " r.error_text FROM run r JOIN experiment e ON e.exp_pk = r.exp_pk"
                        + " LEFT JOIN run p ON p.run_pk = r.parent_pk WHERE r.run_pk" + in,
                row -> parts.put(row.getLong(1), new Parts(row)),
                values);
        db.list(
                "SELECT p.run_pk, k.name, p.val FROM param p JOIN key_name k ON k.key_id = p.key_id WHERE p.run_pk"
                        + in,
                row -> parts(parts, row).params.put(row.getString(2), row.getString(3)),
                values);
        db.list(
                "SELECT t.owner_pk, k.name, t.val FROM tag t JOIN key_name k ON k.key_id = t.key_id"
                        + " WHERE t.owner_kind = " + RunWrites.RUN_OWNER + " AND t.owner_pk" + in,
                row -> parts(parts, row).tags.put(row.getString(2), row.getString(3)),
                values);
        db.list(
                "SELECT m.run_pk, k.name, m.val_bits, m.step, m.ts_ms FROM metric_last m"
                        + " JOIN key_name k ON k.key_id = m.key_id WHERE m.ctx_id = " + MetricWrites.NO_CONTEXT
                        + " AND m.run_pk" + in,
                row -> parts(parts, row)
                        .metrics
                        .put(row.getString(2), point(row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5))),
                values);
        List<RunRecord> runs = new ArrayList<>(keys.size());
        for (Long key : keys) {
            Parts found = parts.get(key);
            if (found != null) {
                runs.add(found.record());
            }
        }
        return runs;
    }

    /** Returns the run that a row belongs to: the queries run on one state, so it is there. */
    private static Parts parts(Map<Long, Parts> all, ResultSet row) throws SQLException {
        Parts found = all.get(row.getLong(1));
        if (found == null) {
            throw new IntegrityException("a row belongs to run " + row.getLong(1) + " which has no row of its own;"
                    + " restore a copy of the database");
        }
        return found;
    }

    private static MetricPoint point(String key, long bits, long step, long millis) {
        return new MetricPoint(key, OrderedBits.decode(bits), step, Instant.ofEpochMilli(millis));
    }

    /** A run while its rows are gathered. */
    private static final class Parts {
        private final String id;
        private final String experimentId;
        private final @Nullable String parentId;
        private final String name;
        private final int status;
        private final long start;
        private final @Nullable Long end;
        private final String user;
        private final @Nullable String error;
        private final Map<String, String> params = new HashMap<>();
        private final Map<String, String> tags = new HashMap<>();
        private final Map<String, MetricPoint> metrics = new HashMap<>();

        Parts(ResultSet row) throws SQLException {
            id = row.getString(2);
            experimentId = row.getString(3);
            parentId = row.getString(4);
            name = row.getString(5);
            status = row.getInt(6);
            start = row.getLong(7);
            end = Db.longOrNull(row, 8);
            user = row.getString(9);
            error = row.getString(10);
        }

        RunRecord record() {
            return new RunRecord(
                    id,
                    experimentId,
                    parentId,
                    name,
                    Codes.status(status),
                    Instant.ofEpochMilli(start),
                    end == null ? null : Instant.ofEpochMilli(end),
                    Instant.ofEpochMilli(start),
                    null,
                    user,
                    error,
                    0,
                    params,
                    tags,
                    metrics.values().stream()
                            .map(each -> new MetricSummary(each, Double.NaN, Double.NaN, Double.NaN, 1))
                            .toList(),
                    List.of());
        }
    }
}
