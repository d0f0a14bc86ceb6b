package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.StoredText;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes registered models inside one transaction. */
final class RegistryWrites {
    /** Codes of the table of edges. */
    static final int VERSION_KIND = 1;

    static final int DATASET_KIND = 2;

    private final Tx tx;
    private final RegistryReads reads;

    RegistryWrites(Tx tx) {
        this.tx = tx;
        this.reads = new RegistryReads(tx);
    }

    ModelVersion create(NewVersion version) throws SQLException {
        check(version);
        Change change = version.change();
        long model = modelKey(version.model(), change);
        int number = tx.first("SELECT next_version FROM reg_model WHERE model_pk = ?", row -> row.getInt(1), model)
                .orElseThrow(() -> RegistryReads.noSuchModel(version.model()));
        tx.update("UPDATE reg_model SET next_version = ? WHERE model_pk = ?", number + 1, model);
        insert(model, number, Stage.NONE, version);
        event(Event.Kind.VERSION_CREATED, model, number, null, null, Stage.NONE.name(), change);
        return version(version.model(), number);
    }

    /** Writes the rows of a version and returns its key. */
    long insert(long model, int number, Stage stage, NewVersion version) throws SQLException {
        long pk = tx.next();
        tx.update(
                "INSERT INTO model_version (mv_pk, model_pk, version, stage, run_id, source, package_sha256,"
                        + " code_fingerprint, description, created_ms, created_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                pk,
                model,
                number,
                Codes.of(stage),
                version.lineage().runId(),
                version.source(),
                version.packageDigest(),
                version.lineage().codeFingerprint(),
                version.description(),
                version.change().at().toEpochMilli(),
                version.change().actor());
        for (Map.Entry<String, Double> metric : version.metrics().entrySet()) {
            tx.update(
                    "INSERT INTO version_metric (mv_pk, key_id, val_bits) VALUES (?, ?, ?)",
                    pk,
                    tx.keyId(KeyNames.Kind.METRIC, metric.getKey()),
                    OrderedBits.encode(metric.getValue()));
        }
        for (Map.Entry<String, String> dataset : version.lineage().datasets().entrySet()) {
            tx.update(
                    "INSERT INTO edge (src_kind, src_pk, dst_kind, dst_pk, role, seq) VALUES (?, ?, ?, ?, ?, ?)",
                    VERSION_KIND,
                    pk,
                    DATASET_KIND,
                    datasetKey(dataset.getValue()),
                    dataset.getKey(),
                    tx.next());
        }
        return pk;
    }

    static void check(NewVersion version) {
        String what = "of the new version of model '" + version.model() + "'";
        StoredText.check("the name of a model", version.model());
        StoredText.check("the source " + what, version.source());
        StoredText.check("the package digest " + what, version.packageDigest());
        StoredText.check("the description " + what, version.description());
        version.metrics().keySet().forEach(key -> StoredText.check("the name of a metric " + what, key));
        version.lineage().datasets().forEach((role, fingerprint) -> {
            StoredText.check("the role of a data set " + what, role);
            StoredText.check("the fingerprint of a data set " + what, fingerprint);
        });
        check(version.change());
    }

    static void check(Change change) {
        StoredText.check("the actor of a change", change.actor());
        StoredText.check("the reason of a change", change.reason());
    }

    /** Returns the key of the living model, made when there was never one, brought back when it was deleted. */
    private long modelKey(String name, Change change) throws SQLException {
        Optional<Long> present = reads.modelKey(name);
        if (present.isPresent()) {
            return present.get();
        }
        Optional<Long> deleted = reads.modelKeyEver(name);
        if (deleted.isPresent()) {
            tx.update(
                    "UPDATE reg_model SET live_name = name, deleted_ms = NULL, description = '', created_ms = ?"
                            + " WHERE model_pk = ?",
                    change.at().toEpochMilli(),
                    deleted.get());
            return deleted.get();
        }
        long pk = tx.next();
        tx.update(
                "INSERT INTO reg_model (model_pk, name, live_name, next_version, created_ms) VALUES (?, ?, ?, 1, ?)",
                pk,
                name,
                name,
                change.at().toEpochMilli());
        return pk;
    }

    private long datasetKey(String fingerprint) throws SQLException {
        Optional<Long> present =
                tx.first("SELECT ds_pk FROM dataset WHERE fingerprint = ?", row -> row.getLong(1), fingerprint);
        if (present.isPresent()) {
            return present.get();
        }
        long pk = tx.next();
        tx.update("INSERT INTO dataset (ds_pk, fingerprint) VALUES (?, ?)", pk, fingerprint);
        return pk;
    }

    ModelVersion transition(String model, int version, Stage stage, boolean archiveExisting, Change change)
            throws SQLException {
        check(change);
        if (archiveExisting && stage != Stage.STAGING && stage != Stage.PRODUCTION) {
            throw new InvalidInputException(
                    "archiveExisting goes with STAGING or PRODUCTION, not with " + stage + "; call without it");
        }
        long key = reads.modelKey(model).orElseThrow(() -> RegistryReads.noSuchModel(model));
        Stage before = stageOf(model, key, version);
        if (archiveExisting) {
            List<Integer> others = tx.list(
                    "SELECT version FROM model_version WHERE model_pk = ? AND stage = ? AND version <> ?"
                            + " AND deleted_ms IS NULL ORDER BY version",
                    row -> row.getInt(1),
                    key,
                    Codes.of(stage),
                    version);
            for (int other : others) {
                setStage(key, other, stage, Stage.ARCHIVED, change);
            }
        }
        if (before != stage) {
            setStage(key, version, before, stage, change);
        }
        return version(model, version);
    }

    Stage stageOf(String model, long key, int version) throws SQLException {
        return tx.first(
                        "SELECT stage FROM model_version WHERE model_pk = ? AND version = ? AND deleted_ms IS NULL",
                        row -> Codes.stage(row.getInt(1)),
                        key,
                        version)
                .orElseThrow(() -> noSuchVersion(model, version));
    }

    private void setStage(long model, int version, Stage before, Stage after, Change change) throws SQLException {
        tx.update(
                "UPDATE model_version SET stage = ? WHERE model_pk = ? AND version = ?",
                Codes.of(after),
                model,
                version);
        event(Event.Kind.STAGE_CHANGED, model, version, null, before.name(), after.name(), change);
    }

    void alias(String model, String alias, @Nullable Integer version, @Nullable Integer expected, Change change)
            throws SQLException {
        check(change);
        StoredText.check("an alias of model '" + model + "'", alias);
        long key = reads.modelKey(model).orElseThrow(() -> RegistryReads.noSuchModel(model));
        if (version != null) {
            stageOf(model, key, version); // there must be such a version
        }
        int before = tx.first(
                        "SELECT version FROM alias WHERE model_pk = ? AND alias = ?", row -> row.getInt(1), key, alias)
                .orElse(0);
        if (expected != null && expected != before) {
            throw new ConflictException("alias '" + alias + "' of model '" + model + "' points to "
                    + (before == 0 ? "nothing" : "version " + before) + ", expected "
                    + (expected == 0 ? "nothing" : "version " + expected) + "; read it again, then decide");
        }
        String from = before == 0 ? null : Integer.toString(before);
        if (version == null) {
            if (before != 0) {
                tx.update("DELETE FROM alias WHERE model_pk = ? AND alias = ?", key, alias);
                event(Event.Kind.ALIAS_REMOVED, key, before, alias, from, null, change);
            }
        } else if (version != before) {
            tx.update(
                    before == 0
                            ? "INSERT INTO alias (version, model_pk, alias) VALUES (?, ?, ?)"
                            : "UPDATE alias SET version = ? WHERE model_pk = ? AND alias = ?",
                    version,
                    key,
                    alias);
            event(Event.Kind.ALIAS_SET, key, version, alias, from, version.toString(), change);
        }
    }

    void event(
            Event.Kind kind,
            long model,
            int version,
            @Nullable String alias,
            @Nullable String before,
            @Nullable String after,
            Change change)
            throws SQLException {
        tx.event(new Event(
                kind,
                model,
                change.at().toEpochMilli(),
                version,
                alias,
                before,
                after,
                change.actor(),
                change.reason()));
    }

    private ModelVersion version(String model, int version) throws SQLException {
        return reads.version(model, version).orElseThrow(() -> noSuchVersion(model, version));
    }

    NotFoundException noSuchVersion(String model, int version) {
        List<Integer> present;
        try {
            present = reads.numbers(model);
        } catch (SQLException e) {
            throw tx.dialect().failures().translate(e);
        }
        return new NotFoundException("model '" + model + "' has no version " + version + "; it has "
                + (present.size() > 20
                        ? present.size() + " versions up to " + present.get(present.size() - 1)
                        : present));
    }
}
