package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunQuery.Part;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads runs on one state of the database. */
final class RunReads {
    /** The id of the run that {@code run r} is nested in, also of one that was removed for ever. */
    static final String PARENT = "r.parent_id";

    private static final int AT_ONCE = 200;

    private final Db db;

    RunReads(Db db) {
        this.db = db;
    }

    Optional<Long> key(String runId) throws SQLException {
        return db.first("SELECT run_pk FROM run WHERE run_id = ?", row -> row.getLong(1), runId);
    }

    /** Returns whether a run is there and not deleted. */
    boolean isLiving(String runId) throws SQLException {
        return db.first("SELECT run_pk FROM run WHERE run_id = ? AND deleted_ms IS NULL", row -> row.getLong(1), runId)
                .isPresent();
    }

    private record Nested(String id, long pk, @Nullable Long parent) {}

    /** Returns the ids of the runs that were deleted before a time, those nested in others before them. */
    List<String> deletedBefore(Instant time) throws SQLException {
        List<Nested> deleted = db.list(
                "SELECT run_id, run_pk, parent_pk FROM run WHERE deleted_ms < ? ORDER BY run_pk DESC",
                row -> new Nested(row.getString(1), row.getLong(2), Db.longOrNull(row, 3)),
                RunLife.millisUp(time));
        return deleted.stream().map(Nested::id).toList(); // a run is made after the one it is nested in
    }

    static DatasetInput input(ResultSet row) throws SQLException {
        return new DatasetInput(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
    }

    /** Returns the runs with these keys, in this order, with these parts of each. */
    List<RunRecord> load(List<Long> keys, Set<Part> wanted, KeyNames names) throws SQLException {
        List<RunRecord> runs = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            runs.addAll(loadFew(keys.subList(from, Math.min(keys.size(), from + AT_ONCE)), wanted, names));
        }
        return runs;
    }

    private List<RunRecord> loadFew(List<Long> keys, Set<Part> wanted, KeyNames names) throws SQLException {
        String in = " IN (" + String.join(", ", Collections.nCopies(keys.size(), "?")) + ")";
        Map<Long, Parts> parts = new HashMap<>();
        @Nullable Object[] values = keys.toArray();
        db.list(
                "SELECT r.run_pk, r.run_id, e.exp_id, " + PARENT + ", r.name, r.status, r.start_ms, r.end_ms,"
                        + " r.heartbeat_ms, r.deleted_ms, r.user_name, r.error_text, r.rev"
                        + " FROM run r JOIN experiment e ON e.exp_pk = r.exp_pk WHERE r.run_pk" + in,
                row -> parts.put(row.getLong(1), new Parts(row)),
                values);
        if (wanted.contains(Part.PARAMS)) {
            db.list(
                    "SELECT run_pk, key_id, val FROM param WHERE run_pk" + in,
                    row -> parts(parts, row).params.put(names.name(db, row.getLong(2)), row.getString(3)),
                    values);
        }
        if (wanted.contains(Part.TAGS)) {
            db.list(
                    tags() + in,
                    row -> parts(parts, row).tags.put(names.name(db, row.getLong(2)), row.getString(3)),
                    values);
        }
        if (wanted.contains(Part.METRICS)) {
            db.list(
                    "SELECT run_pk, key_id, ctx_id, val_bits, step, ts_ms, min_bits, max_bits, mean_bits, n"
                            + " FROM metric_last WHERE run_pk" + in,
                    row -> parts(parts, row).metrics.add(summary(row, names)),
                    values);
        }
        if (wanted.contains(Part.INPUTS)) {
            db.list(
                    "SELECT name, digest, role, source, row_count, run_pk FROM run_input WHERE run_pk" + in
                            + " ORDER BY run_pk, pos",
                    row -> found(parts, row.getLong(6)).inputs.add(input(row)),
                    values);
        }
        List<RunRecord> runs = new ArrayList<>(keys.size());
        for (Long key : keys) {
            Parts found = parts.get(key);
            if (found != null) {
                runs.add(found.record());
            }
        }
        return runs;
    }

    /** Returns a query for tags that ends before the list of their runs. */
    private String tags() {
        if (db.dialect() == Dialect.H2) { // with a list for the second column of the key it reads the tags of all runs
            return "SELECT t.owner_pk, t.key_id, t.val FROM run r JOIN tag t ON t.owner_kind = " + RunWrites.RUN_OWNER
                    + " AND t.owner_pk = r.run_pk WHERE r.run_pk";
        }
        return "SELECT owner_pk, key_id, val FROM tag WHERE owner_kind = " + RunWrites.RUN_OWNER + " AND owner_pk";
    }

    private MetricSummary summary(ResultSet row, KeyNames names) throws SQLException {
        long context = row.getLong(3);
        MetricPoint last = new MetricPoint(
                names.name(db, row.getLong(2)),
                context == MetricBuffer.NO_CONTEXT ? "" : names.name(db, context),
                OrderedBits.decode(row.getLong(4)),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)));
        return new MetricSummary(
                last,
                OrderedBits.decode(row.getLong(7)),
                OrderedBits.decode(row.getLong(8)),
                OrderedBits.decode(row.getLong(9)),
                row.getLong(10));
    }

    private static Parts parts(Map<Long, Parts> all, ResultSet row) throws SQLException {
        return found(all, row.getLong(1));
    }

    /** Returns the run that a row belongs to: the queries run on one state, so it is there. */
    private static Parts found(Map<Long, Parts> all, long key) {
        Parts found = all.get(key);
        if (found == null) {
            throw new IntegrityException(
                    "a row belongs to run " + key + " which has no row of its own; restore a copy of the database");
        }
        return found;
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
        private final long heartbeat;
        private final @Nullable Long deleted;
        private final String user;
        private final @Nullable String error;
        private final int revision;
        private final Map<String, String> params = new HashMap<>();
        private final Map<String, String> tags = new HashMap<>();
        private final List<MetricSummary> metrics = new ArrayList<>();
        private final List<DatasetInput> inputs = new ArrayList<>();

        Parts(ResultSet row) throws SQLException {
            id = row.getString(2);
            experimentId = row.getString(3);
            parentId = row.getString(4);
            name = row.getString(5);
            status = row.getInt(6);
            start = row.getLong(7);
            end = Db.longOrNull(row, 8);
            heartbeat = row.getLong(9);
            deleted = Db.longOrNull(row, 10);
            user = row.getString(11);
            error = row.getString(12);
            revision = row.getInt(13);
        }

        RunRecord record() {
            return new RunRecord(
                    id,
                    experimentId,
                    parentId,
                    name,
                    Codes.status(status),
                    Instant.ofEpochMilli(start),
                    instant(end),
                    Instant.ofEpochMilli(heartbeat),
                    instant(deleted),
                    user,
                    error,
                    revision,
                    params,
                    tags,
                    metrics,
                    inputs);
        }

        private static @Nullable Instant instant(@Nullable Long millis) {
            return millis == null ? null : Instant.ofEpochMilli(millis);
        }
    }
}
