package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.StoredText;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes, decides about, deletes and copies registered models inside one transaction. */
final class ModelWrites {
    private final Tx tx;
    private final RegistryReads reads;
    private final RegistryWrites writes;

    ModelWrites(Tx tx) {
        this.tx = tx;
        this.reads = new RegistryReads(tx);
        this.writes = new RegistryWrites(tx);
    }

    /** What is described or tagged: the model, or with a number one of its versions. */
    private record Target(long model, int version, int ownerKind, long owner) {}

    private Target target(String model, @Nullable Integer version) throws SQLException {
        long key = reads.modelKey(model).orElseThrow(() -> RegistryReads.noSuchModel(model));
        return version == null
                ? new Target(key, 0, RegistryReads.MODEL_OWNER, key)
                : new Target(key, version, RegistryReads.VERSION_OWNER, versionKey(model, key, version));
    }

    private long versionKey(String model, long key, int version) throws SQLException {
        return tx.first(
                        "SELECT mv_pk FROM model_version WHERE model_pk = ? AND version = ? AND deleted_ms IS NULL",
                        row -> row.getLong(1),
                        key,
                        version)
                .orElseThrow(() -> writes.noSuchVersion(model, version));
    }

    void describe(String model, @Nullable Integer version, String description, Change change) throws SQLException {
        RegistryWrites.check(change);
        StoredText.check("the description of model '" + model + "'", description);
        Target target = target(model, version);
        String table = version == null ? "reg_model" : "model_version";
        String key = version == null ? "model_pk" : "mv_pk";
        String before = tx.first(
                        "SELECT description FROM " + table + " WHERE " + key + " = ?",
                        row -> row.getString(1),
                        target.owner())
                .orElseThrow();
        if (!before.equals(description)) {
            tx.update("UPDATE " + table + " SET description = ? WHERE " + key + " = ?", description, target.owner());
            event(Event.Kind.DESCRIBED, target, null, before, description, change);
        }
    }

    void tag(String model, @Nullable Integer version, String key, @Nullable String value, Change change)
            throws SQLException {
        RegistryWrites.check(change);
        StoredText.check("the name of a tag", key);
        if (value != null) {
            StoredText.check("tag '" + key + "'", value);
        }
        Target target = target(model, version);
        Optional<String> before = tx.first(
                "SELECT t.val FROM tag t JOIN key_name k ON k.key_id = t.key_id"
                        + " WHERE t.owner_kind = ? AND t.owner_pk = ? AND k.kind = ? AND k.name = ?",
                row -> row.getString(1),
                target.ownerKind(),
                target.owner(),
                KeyNames.Kind.TAG.code(),
                key);
        if (Objects.equals(before.orElse(null), value)) {
            return;
        }
        long keyId = tx.keyId(KeyNames.Kind.TAG, key);
        if (value == null) {
            tx.update(
                    "DELETE FROM tag WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?",
                    target.ownerKind(),
                    target.owner(),
                    keyId);
        } else if (before.isPresent()) {
            tx.update(
                    "UPDATE tag SET val = ? WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?",
                    value,
                    target.ownerKind(),
                    target.owner(),
                    keyId);
        } else {
            insertTag(target.ownerKind(), target.owner(), keyId, value);
        }
        event(Event.Kind.TAGGED, target, key, before.orElse(null), value, change);
    }

    private void insertTag(int ownerKind, long owner, long keyId, String value) throws SQLException {
        tx.update(
                "INSERT INTO tag (owner_kind, owner_pk, key_id, val) VALUES (?, ?, ?, ?)",
                ownerKind,
                owner,
                keyId,
                value);
    }

    void decide(String model, int version, Approval approval) throws SQLException {
        RegistryWrites.check(approval.change());
        Target target = target(model, version);
        insertApproval(target.owner(), approval);
        event(Event.Kind.DECIDED, target, null, null, approval.decision().name(), approval.change());
    }

    private void insertApproval(long version, Approval approval) throws SQLException {
        tx.update(
                "INSERT INTO approval (mv_pk, seq, decision, at_ms, actor, reason) VALUES (?, ?, ?, ?, ?, ?)",
                version,
                tx.next(),
                Codes.of(approval.decision()),
                approval.change().at().toEpochMilli(),
                approval.change().actor(),
                approval.change().reason());
    }

    void deleteVersion(String model, int version, Change change) throws SQLException {
        RegistryWrites.check(change);
        Target target = target(model, version);
        Stage stage = writes.stageOf(model, target.model(), version);
        List<String> aliases = tx.list(
                "SELECT alias FROM alias WHERE model_pk = ? AND version = ?",
                row -> row.getString(1),
                target.model(),
                version);
        for (String alias : aliases.stream().sorted(StoredText.CODE_POINTS).toList()) {
            tx.update("DELETE FROM alias WHERE model_pk = ? AND alias = ?", target.model(), alias);
            event(Event.Kind.ALIAS_REMOVED, target, alias, Integer.toString(version), null, change);
        }
        tx.update(
                "UPDATE model_version SET deleted_ms = ? WHERE mv_pk = ?",
                change.at().toEpochMilli(),
                target.owner());
        event(Event.Kind.VERSION_DELETED, target, null, stage.name(), null, change);
    }

    void deleteModel(String model, Change change) throws SQLException {
        RegistryWrites.check(change);
        Target target = target(model, null);
        long at = change.at().toEpochMilli();
        tx.update("DELETE FROM alias WHERE model_pk = ?", target.model());
        tx.update("DELETE FROM tag WHERE owner_kind = ? AND owner_pk = ?", target.ownerKind(), target.owner());
        tx.update(
                "UPDATE model_version SET deleted_ms = ? WHERE model_pk = ? AND deleted_ms IS NULL",
                at,
                target.model());
        tx.update("UPDATE reg_model SET live_name = NULL, deleted_ms = ? WHERE model_pk = ?", at, target.model());
        event(Event.Kind.MODEL_DELETED, target, null, null, null, change);
    }

    private void event(
            Event.Kind kind,
            Target target,
            @Nullable String name,
            @Nullable String before,
            @Nullable String after,
            Change change)
            throws SQLException {
        writes.event(kind, target.model(), target.version(), name, before, after, change);
    }

    void write(ModelHistory history) throws SQLException {
        String name = StoredText.check("the name of a model", history.info().name());
        StoredText.check(
                "the description of model '" + name + "'", history.info().description());
        if (reads.modelKeyEver(name).isPresent()) {
            throw new ConflictException("a model '" + name + "' is or was in this registry, whose version numbers are"
                    + " never used again; copy into another registry, or under another name");
        }
        long model = tx.next();
        tx.update(
                "INSERT INTO reg_model (model_pk, name, live_name, next_version, description, created_ms)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                model,
                name,
                name,
                history.nextVersion(),
                history.info().description(),
                history.info().createdAt().toEpochMilli());
        insertTags(RegistryReads.MODEL_OWNER, model, history.info().tags());
        for (ModelVersion version : history.versions()) {
            write(model, version, history.approvals().getOrDefault(version.version(), List.of()));
        }
        for (RegistryEvent event : history.events()) {
            RegistryWrites.check(event.change());
            writes.event(
                    Event.Kind.of(event.kind()),
                    model,
                    event.version(),
                    checked(event.alias()),
                    checked(event.from()),
                    checked(event.to()),
                    event.change());
        }
    }

    private void write(long model, ModelVersion version, List<Approval> approvals) throws SQLException {
        NewVersion rows = new NewVersion(
                version.model(),
                version.source(),
                version.packageDigest(),
                version.metrics(),
                version.lineage(),
                version.description(),
                new Change(version.createdBy(), "", version.createdAt()));
        RegistryWrites.check(rows);
        long key = writes.insert(model, version.version(), version.stage(), rows);
        insertTags(RegistryReads.VERSION_OWNER, key, version.tags());
        for (String alias : version.aliases()) {
            tx.update(
                    "INSERT INTO alias (model_pk, alias, version) VALUES (?, ?, ?)",
                    model,
                    StoredText.check("an alias of model '" + version.model() + "'", alias),
                    version.version());
        }
        for (Approval approval : approvals) {
            RegistryWrites.check(approval.change());
            insertApproval(key, approval);
        }
    }

    private void insertTags(int ownerKind, long owner, Map<String, String> tags) throws SQLException {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            String key = StoredText.check("the name of a tag", tag.getKey());
            insertTag(
                    ownerKind,
                    owner,
                    tx.keyId(KeyNames.Kind.TAG, key),
                    StoredText.check("tag '" + key + "'", tag.getValue()));
        }
    }

    private static @Nullable String checked(@Nullable String text) {
        return text == null ? null : StoredText.check("a text of an event", text);
    }
}
