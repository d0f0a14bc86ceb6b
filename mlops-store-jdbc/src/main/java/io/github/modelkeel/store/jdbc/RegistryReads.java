package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegistryEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads registered models on one state of the database. */
final class RegistryReads {
    /** The owner kinds of models and of their versions in the table of tags. */
    static final int MODEL_OWNER = 3;

    static final int VERSION_OWNER = 4;

    private static final String OF_MODEL =
            " JOIN reg_model r ON r.model_pk = v.model_pk WHERE r.live_name = ?" + " AND v.deleted_ms IS NULL";

    private final Db db;

    RegistryReads(Db db) {
        this.db = db;
    }

    Optional<Long> modelKey(String model) throws SQLException {
        return db.first("SELECT model_pk FROM reg_model WHERE live_name = ?", row -> row.getLong(1), model);
    }

    /** Returns the key of a model that lives or lived: there is one for each name, so its numbers go on. */
    Optional<Long> modelKeyEver(String model) throws SQLException {
        return db.first("SELECT model_pk FROM reg_model WHERE name = ?", row -> row.getLong(1), model);
    }

    List<String> models() throws SQLException {
        return db.list("SELECT name FROM reg_model WHERE deleted_ms IS NULL", row -> row.getString(1));
    }

    Optional<ModelInfo> info(String model) throws SQLException {
        Map<String, String> tags = new HashMap<>();
        db.list(
                "SELECT k.name, t.val FROM reg_model r JOIN tag t ON t.owner_kind = " + MODEL_OWNER
                        + " AND t.owner_pk = r.model_pk JOIN key_name k ON k.key_id = t.key_id WHERE r.live_name = ?",
                row -> tags.put(row.getString(1), row.getString(2)),
                model);
        return db.first(
                "SELECT description, created_ms FROM reg_model WHERE live_name = ?",
                row -> new ModelInfo(model, row.getString(1), tags, Instant.ofEpochMilli(row.getLong(2))),
                model);
    }

    List<Approval> approvals(String model, int version) throws SQLException {
        return db.list(
                "SELECT a.decision, a.actor, a.reason, a.at_ms FROM model_version v"
                        + " JOIN approval a ON a.mv_pk = v.mv_pk" + OF_MODEL + " AND v.version = ? ORDER BY a.seq",
                row -> new Approval(
                        Codes.decision(row.getInt(1)),
                        new Change(row.getString(2), row.getString(3), Instant.ofEpochMilli(row.getLong(4)))),
                model,
                version);
    }

    Optional<ModelHistory> read(String model) throws SQLException {
        Optional<ModelInfo> info = info(model);
        if (info.isEmpty()) {
            return Optional.empty();
        }
        int next = db.first("SELECT next_version FROM reg_model WHERE live_name = ?", row -> row.getInt(1), model)
                .orElseThrow();
        List<ModelVersion> versions = versions(model);
        Map<Integer, List<Approval>> approvals = new HashMap<>();
        for (ModelVersion version : versions) {
            List<Approval> own = approvals(model, version.version());
            if (!own.isEmpty()) {
                approvals.put(version.version(), own);
            }
        }
        return Optional.of(new ModelHistory(info.get(), next, versions, approvals, history(model)));
    }

    List<Integer> numbers(String model) throws SQLException {
        return db.list(
                "SELECT v.version FROM model_version v" + OF_MODEL + " ORDER BY v.version",
                row -> row.getInt(1),
                model);
    }

    Optional<ModelVersion> version(String model, int version) throws SQLException {
        return load(model, " AND v.version = ?", model, version).stream().findFirst();
    }

    List<ModelVersion> versions(String model) throws SQLException {
        return load(model, "", model);
    }

    private List<ModelVersion> load(String model, String further, @Nullable Object... values) throws SQLException {
        String which = OF_MODEL + further;
        Map<Long, Map<String, Double>> metrics = new HashMap<>();
        db.list(
                "SELECT v.mv_pk, k.name, m.val_bits FROM model_version v"
                        + " JOIN version_metric m ON m.mv_pk = v.mv_pk JOIN key_name k ON k.key_id = m.key_id" + which,
                row -> metrics.computeIfAbsent(row.getLong(1), key -> new HashMap<>())
                        .put(row.getString(2), OrderedBits.decode(row.getLong(3))),
                values);
        Map<Long, Map<String, String>> datasets = new HashMap<>();
        db.list(
                "SELECT v.mv_pk, e.role, d.fingerprint FROM model_version v"
                        + " JOIN edge e ON e.src_kind = " + RegistryWrites.VERSION_KIND + " AND e.src_pk = v.mv_pk"
                        + " JOIN dataset d ON e.dst_kind = " + RegistryWrites.DATASET_KIND + " AND d.ds_pk = e.dst_pk"
                        + which,
                row -> datasets.computeIfAbsent(row.getLong(1), key -> new HashMap<>())
                        .put(row.getString(2), row.getString(3)),
                values);
        Map<Long, Map<String, String>> tags = new HashMap<>();
        db.list(
                "SELECT v.mv_pk, k.name, t.val FROM model_version v"
                        + " JOIN tag t ON t.owner_kind = " + VERSION_OWNER + " AND t.owner_pk = v.mv_pk"
                        + " JOIN key_name k ON k.key_id = t.key_id" + which,
                row -> tags.computeIfAbsent(row.getLong(1), key -> new HashMap<>())
                        .put(row.getString(2), row.getString(3)),
                values);
        Map<Integer, Set<String>> aliases = new HashMap<>();
        db.list(
                "SELECT v.version, a.alias FROM model_version v"
                        + " JOIN alias a ON a.model_pk = v.model_pk AND a.version = v.version" + which,
                row -> aliases.computeIfAbsent(row.getInt(1), key -> new HashSet<>())
                        .add(row.getString(2)),
                values);
        return db.list(
                "SELECT v.mv_pk, v.version, v.stage, v.source, v.package_sha256, v.run_id, v.code_fingerprint,"
                        + " v.description, v.created_ms, v.created_by FROM model_version v" + which
                        + " ORDER BY v.version",
                row -> new ModelVersion(
                        model,
                        row.getInt(2),
                        Codes.stage(row.getInt(3)),
                        aliases.getOrDefault(row.getInt(2), Set.of()),
                        row.getString(4),
                        row.getString(5),
                        metrics.getOrDefault(row.getLong(1), Map.of()),
                        new Lineage(
                                row.getString(6), datasets.getOrDefault(row.getLong(1), Map.of()), row.getString(7)),
                        row.getString(8),
                        tags.getOrDefault(row.getLong(1), Map.of()),
                        Instant.ofEpochMilli(row.getLong(9)),
                        row.getString(10)),
                values);
    }

    List<RegistryEvent> history(String model) throws SQLException {
        Optional<Long> key = modelKeyEver(model);
        if (key.isEmpty()) {
            return List.of();
        }
        return db.list(
                "SELECT seq, kind, version, name, old_value, new_value, actor, reason, at_ms FROM event"
                        + " WHERE subject_kind = " + Event.Kind.VERSION_CREATED.subject() // an index has only these
                        + " AND subject_pk = ? ORDER BY seq",
                row -> event(row, model),
                key.get());
    }

    private static RegistryEvent event(ResultSet row, String model) throws SQLException {
        return new RegistryEvent(
                row.getLong(1),
                told(Event.Kind.of(row.getInt(2))),
                model,
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                new Change(row.getString(7), row.getString(8), Instant.ofEpochMilli(row.getLong(9))));
    }

    private static RegistryEvent.Kind told(Event.Kind kind) {
        return switch (kind) {
            case VERSION_CREATED -> RegistryEvent.Kind.VERSION_CREATED;
            case STAGE_CHANGED -> RegistryEvent.Kind.STAGE_CHANGED;
            case ALIAS_SET -> RegistryEvent.Kind.ALIAS_SET;
            case ALIAS_REMOVED -> RegistryEvent.Kind.ALIAS_REMOVED;
            case VERSION_DELETED -> RegistryEvent.Kind.VERSION_DELETED;
            case MODEL_DELETED -> RegistryEvent.Kind.MODEL_DELETED;
            case DESCRIBED -> RegistryEvent.Kind.DESCRIBED;
            case TAGGED -> RegistryEvent.Kind.TAGGED;
            case DECIDED -> RegistryEvent.Kind.DECIDED;
            default -> throw new IllegalStateException(kind + " does not happen to models");
        };
    }

    static NotFoundException noSuchModel(String model) {
        return new NotFoundException("there is no registered model '" + model + "'; registry.models() lists the names");
    }
}
