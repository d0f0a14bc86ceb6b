package io.github.modelkeel.mlflow;

import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.tracking.MetricPoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database store: the tables that MLflow 2.x and 3.x have in common, read by plain SQL. */
final class MlflowDatabase implements MlflowContent {
    private static final int FETCH_ROWS = 10_000;

    private final DataSource source;
    private final MovedFiles moved;

    MlflowDatabase(DataSource source, MovedFiles moved) {
        this.source = source;
        this.moved = moved;
        try {
            each("SELECT version_num FROM alembic_version", row -> {});
        } catch (UnavailableException e) {
            throw new NotFoundException(
                    "this is no database of MLflow: it has no table alembic_version that can be read; "
                            + e.getMessage(),
                    e);
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, Row reader, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(FETCH_ROWS);
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        } catch (SQLException e) {
            throw new UnavailableException("the database of MLflow cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String description() {
        return "mlflow database";
    }

    @Override
    public List<Experiment> experiments() {
        List<Experiment> found = new ArrayList<>();
        each(
                "SELECT experiment_id, name, lifecycle_stage, creation_time, last_update_time FROM experiments"
                        + " ORDER BY experiment_id",
                row -> {
                    long id = row.getLong(1);
                    found.add(new Experiment(
                            Long.toString(id),
                            row.getString(2),
                            row.getLong(4),
                            deletedAt(row.getString(3), null, row.getLong(5)),
                            map("SELECT key, value FROM experiment_tags WHERE experiment_id = ?", id)));
                });
        return found;
    }

    /** When it was deleted; MLflow does not always say, so its last change has to do. */
    private static @Nullable Long deletedAt(@Nullable String stage, @Nullable Long deleted, long lastChange) {
        if (!"deleted".equals(stage)) {
            return null;
        }
        return deleted != null ? deleted : Long.valueOf(lastChange);
    }

    private Map<String, String> map(String sql, Object... values) {
        Map<String, String> map = new LinkedHashMap<>();
        each(sql, row -> map.put(row.getString(1), text(row, 2)), values);
        return map;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(value);
    }

    @Override
    public List<String> runs(Experiment experiment) {
        List<String> ids = new ArrayList<>();
        each(
                "SELECT run_uuid FROM runs WHERE experiment_id = ? ORDER BY start_time, run_uuid",
                row -> ids.add(row.getString(1)),
                Long.valueOf(experiment.id()));
        return ids;
    }

    @Override
    public RunContent run(Experiment experiment, String runId) {
        Map<String, String> params = map("SELECT key, value FROM params WHERE run_uuid = ?", runId);
        Map<String, String> tags = map("SELECT key, value FROM tags WHERE run_uuid = ?", runId);
        List<RunContent> found = new ArrayList<>();
        each(
                "SELECT name, user_id, status, start_time, end_time, lifecycle_stage, deleted_time, artifact_uri"
                        + " FROM runs WHERE run_uuid = ?",
                row -> {
                    String name = text(row, 1);
                    Long end = longOrNull(row, 5);
                    String address = text(row, 8);
                    found.add(new RunContent(
                            runId,
                            name.isEmpty() ? tags.getOrDefault("mlflow.runName", "") : name,
                            text(row, 2),
                            MlflowCodes.status("run " + runId, text(row, 3)),
                            row.getLong(4),
                            end,
                            deletedAt(row.getString(6), longOrNull(row, 7), end == null ? row.getLong(4) : end),
                            params,
                            tags,
                            address,
                            moved.folder(address)));
                },
                runId);
        return found.stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException("run " + runId + " went away while it was read"));
    }

    /** MLflow keeps no order of arrival; it shows points by time, step and value, and so are they given here. */
    @Override
    public void points(Experiment experiment, String runId, Consumer<MetricPoint> each) {
        each(
                "SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ?"
                        + " ORDER BY key, timestamp, step, value",
                row -> each.accept(new MetricPoint(
                        row.getString(1),
                        row.getBoolean(5) ? Double.NaN : row.getDouble(2),
                        row.getLong(4),
                        Instant.ofEpochMilli(row.getLong(3)))),
                runId);
    }

    @Override
    public List<ModelContent> models() {
        List<ModelContent> models = new ArrayList<>();
        each("SELECT name, creation_time, description FROM registered_models ORDER BY name", row -> {
            String name = row.getString(1);
            models.add(new ModelContent(
                    name,
                    text(row, 3),
                    row.getLong(2),
                    map("SELECT key, value FROM registered_model_tags WHERE name = ?", name),
                    aliases(name),
                    versions(name)));
        });
        return models;
    }

    private Map<String, Integer> aliases(String model) {
        Map<String, Integer> aliases = new LinkedHashMap<>();
        each(
                "SELECT alias, version FROM registered_model_aliases WHERE name = ? ORDER BY alias",
                row -> aliases.put(row.getString(1), row.getInt(2)),
                model);
        return aliases;
    }

    private List<Version> versions(String model) {
        List<Version> versions = new ArrayList<>();
        each(
                "SELECT version, current_stage, run_id, source, user_id, description, creation_time, last_updated_time"
                        + " FROM model_versions WHERE name = ? ORDER BY version",
                row -> {
                    int number = row.getInt(1);
                    String where = "version " + number + " of model '" + model + "'";
                    Optional<String> run = Optional.ofNullable(row.getString(3)).filter(id -> !id.isEmpty());
                    versions.add(new Version(
                            MlflowCodes.version(where, Integer.toString(number)),
                            MlflowCodes.stage(where, text(row, 2)),
                            run.orElse(null),
                            text(row, 4),
                            text(row, 5),
                            text(row, 6),
                            row.getLong(7),
                            row.getLong(8),
                            map(
                                    "SELECT key, value FROM model_version_tags WHERE name = ? AND version = ?",
                                    model,
                                    number)));
                },
                model);
        return versions;
    }
}
