package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ExperimentRecord;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes experiments inside one transaction, each change with its event. */
final class ExperimentWrites {
    /** The owner kind of an experiment in the table of tags, and its subject kind in those of events and of what was purged. */
    static final int EXPERIMENT = 1;

    private final Tx tx;

    ExperimentWrites(Tx tx) {
        this.tx = tx;
    }

    private record Target(String id, long pk, String name, boolean isDeleted) {}

    ExperimentRecord getOrCreate(String name, String id, Instant at) throws SQLException {
        StoredText.check("the id of an experiment", id);
        Optional<ExperimentRecord> meanwhile = new ExperimentReads(tx).living(name);
        if (meanwhile.isPresent()) {
            return meanwhile.get();
        }
        Optional<Target> taken = find(id);
        if (taken.isPresent()) {
            throw new ConflictException("experiment id '" + id + "' belongs to experiment '"
                    + taken.get().name() + "'; use a new one");
        }
        long pk = tx.next();
        tx.update(
                "INSERT INTO experiment (exp_pk, exp_id, name, live_name, created_ms) VALUES (?, ?, ?, ?, ?)",
                pk,
                id,
                name,
                name,
                at.toEpochMilli());
        tx.event(new Event(Event.Kind.EXPERIMENT_CREATED, pk, at.toEpochMilli(), null, name, null, id, null, null));
        return new ExperimentRecord(id, name, Instant.ofEpochMilli(at.toEpochMilli()));
    }

    void tag(String id, Map<String, String> tags, Instant at) throws SQLException {
        Target experiment = living(id);
        if (RunWrites.tags(tx, EXPERIMENT, experiment.pk(), 0, 0, tags, key -> true)) {
            event(Event.Kind.EXPERIMENT_TAGGED, experiment.pk(), at, null);
        }
    }

    void rename(String id, String name, Instant at) throws SQLException {
        Target experiment = living(id);
        StoredText.check("the name of an experiment", name);
        if (name.equals(experiment.name())) {
            return;
        }
        requireFree(name, "rename");
        tx.update("UPDATE experiment SET name = ?, live_name = ? WHERE exp_pk = ?", name, name, experiment.pk());
        event(Event.Kind.EXPERIMENT_RENAMED, experiment.pk(), at, name);
    }

    void delete(String id, Instant at) throws SQLException {
        Target experiment = any(id);
        if (experiment.isDeleted()) {
            return;
        }
        tx.update(
                "UPDATE run SET deleted_ms = ?, deleted_by = ?, rev = rev + 1 WHERE exp_pk = ? AND deleted_ms IS NULL",
                at.toEpochMilli(),
                experiment.pk(),
                experiment.pk());
        tx.memory().changedMany();
        tx.update(
                "UPDATE experiment SET deleted_ms = ?, live_name = NULL WHERE exp_pk = ?",
                at.toEpochMilli(),
                experiment.pk());
        event(Event.Kind.EXPERIMENT_DELETED, experiment.pk(), at, null);
    }

    void restore(String id, Instant at) throws SQLException {
        Target experiment = any(id);
        if (!experiment.isDeleted()) {
            return;
        }
        requireFree(experiment.name(), "restore");
        RunLife.bringBack(tx, experiment.pk());
        tx.update("UPDATE experiment SET deleted_ms = NULL, live_name = name WHERE exp_pk = ?", experiment.pk());
        event(Event.Kind.EXPERIMENT_RESTORED, experiment.pk(), at, null);
    }

    void purge(List<String> ids, Instant at) throws SQLException {
        for (String id : new LinkedHashSet<>(ids)) {
            Optional<Target> found = find(id);
            if (found.isEmpty()) {
                continue;
            }
            Target experiment = found.get();
            if (!experiment.isDeleted()) {
                throw new ConflictException("experiment '" + experiment.name() + "' (" + id
                        + ") is not deleted; delete it before it is purged");
            }
            if (tx.first("SELECT run_pk FROM run WHERE exp_pk = ? LIMIT 1", row -> row.getLong(1), experiment.pk())
                    .isPresent()) {
                throw new ConflictException(
                        "experiment '" + experiment.name() + "' (" + id + ") still has runs; purge them before it");
            }
            tx.update("DELETE FROM tag WHERE owner_kind = ? AND owner_pk = ?", EXPERIMENT, experiment.pk());
            tx.update("DELETE FROM experiment WHERE exp_pk = ?", experiment.pk());
            RunLife.remember(tx, EXPERIMENT, experiment.pk(), id, at);
            event(Event.Kind.EXPERIMENT_PURGED, experiment.pk(), at, null);
        }
    }

    private void requireFree(String name, String what) throws SQLException {
        Optional<ExperimentRecord> taken = new ExperimentReads(tx).living(name);
        if (taken.isPresent()) {
            throw new ConflictException("cannot " + what + ": the experiment with id '"
                    + taken.get().id() + "' is named '" + name + "'; rename it first");
        }
    }

    private Target living(String id) throws SQLException {
        Target experiment = any(id);
        if (experiment.isDeleted()) {
            throw new ConflictException(
                    "experiment '" + experiment.name() + "' (" + id + ") is deleted; restore it first");
        }
        return experiment;
    }

    private Target any(String id) throws SQLException {
        return find(id).orElseThrow(() -> RunLife.noExperiment(id));
    }

    private Optional<Target> find(String id) throws SQLException {
        return tx.first(
                "SELECT exp_pk, name, deleted_ms FROM experiment WHERE exp_id = ?",
                row -> new Target(id, row.getLong(1), row.getString(2), Db.longOrNull(row, 3) != null),
                id);
    }

    private void event(Event.Kind kind, long experiment, Instant at, @Nullable String after) throws SQLException {
        tx.event(new Event(kind, experiment, at.toEpochMilli(), null, null, null, after, null, null));
    }
}
