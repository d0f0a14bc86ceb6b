package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.View;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads experiments with their tags on one state of the database. */
final class ExperimentReads {
    private static final String SELECT =
            "SELECT e.exp_pk, e.exp_id, e.name, e.created_ms, e.deleted_ms FROM experiment e";

    private final Db db;

    ExperimentReads(Db db) {
        this.db = db;
    }

    private record Row(
            long pk,
            String id,
            String name,
            long created,
            @Nullable Long deleted) {}

    Optional<ExperimentRecord> living(String name) throws SQLException {
        return load(" WHERE e.live_name = ?", name).stream().findFirst();
    }

    Optional<ExperimentRecord> find(String id) throws SQLException {
        return load(" WHERE e.exp_id = ?", id).stream().findFirst();
    }

    /** Returns experiments by name in code-point order, those of one name by when they were made. */
    List<ExperimentRecord> all(View view) throws SQLException {
        List<ExperimentRecord> found = new ArrayList<>(load(
                switch (view) {
                    case ACTIVE -> " WHERE e.deleted_ms IS NULL";
                    case DELETED -> " WHERE e.deleted_ms IS NOT NULL";
                    case ALL -> " WHERE 1 = 1";
                }));
        found.sort(
                Comparator.comparing(ExperimentRecord::name, StoredText.CODE_POINTS)); // stable: made first comes first
        return found;
    }

    /** Returns the ids of the experiments that were deleted before a time, oldest deletion first. */
    List<String> deletedBefore(Instant time) throws SQLException {
        return db.list(
                "SELECT exp_id FROM experiment WHERE deleted_ms < ? ORDER BY deleted_ms, exp_pk",
                row -> row.getString(1),
                RunLife.millisUp(time));
    }

    private List<ExperimentRecord> load(String where, @Nullable Object... values) throws SQLException {
        Map<Long, Row> rows = new LinkedHashMap<>();
        db.list(SELECT + where + " ORDER BY e.exp_pk", row -> rows.put(row.getLong(1), row(row)), values);
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Long, Map<String, String>> tags = new HashMap<>();
        db.list(
                "SELECT t.owner_pk, k.name, t.val FROM tag t JOIN key_name k ON k.key_id = t.key_id"
                        + " JOIN experiment e ON e.exp_pk = t.owner_pk" + where + " AND t.owner_kind = "
                        + ExperimentWrites.EXPERIMENT,
                row -> {
                    if (!rows.containsKey(row.getLong(1))) {
                        throw new IntegrityException("a tag belongs to experiment " + row.getLong(1)
                                + " which has no row of its own; restore a copy of the database");
                    }
                    return tags.computeIfAbsent(row.getLong(1), pk -> new HashMap<>())
                            .put(row.getString(2), row.getString(3));
                },
                values);
        List<ExperimentRecord> found = new ArrayList<>();
        for (Row row : rows.values()) {
            found.add(new ExperimentRecord(
                    row.id(),
                    row.name(),
                    Instant.ofEpochMilli(row.created()),
                    row.deleted() == null ? null : Instant.ofEpochMilli(row.deleted()),
                    tags.getOrDefault(row.pk(), Map.of())));
        }
        return found;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), Db.longOrNull(row, 5));
    }
}
