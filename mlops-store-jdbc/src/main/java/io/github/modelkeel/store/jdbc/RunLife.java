package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends, resumes, renames, deletes, restores and purges runs inside one transaction. */
final class RunLife {
    /** The subject kind of a run in the tables of events and of what was purged. */
    private static final int RUN = 2;

    private static final RowBuffer.Kind END = RowBuffer.Kind.update(
            "run", "UPDATE run SET status = ?, end_ms = ?, error_text = ?, rev = rev + 1 WHERE run_pk = ?");
    private static final RowBuffer.Kind HEARTBEAT =
            RowBuffer.Kind.update("run", "UPDATE run SET heartbeat_ms = ? WHERE run_pk = ?");
    private static final RowBuffer.Kind RESUME = RowBuffer.Kind.update(
            "run",
            "UPDATE run SET status = ?, end_ms = NULL, error_text = NULL, heartbeat_ms = ?, rev = rev + 1"
                    + " WHERE run_pk = ?");
    private static final RowBuffer.Kind RENAME = RowBuffer.Kind.update(
            "run",
            "UPDATE run SET made_name = COALESCE(made_name, name), name = ?, name_low = ?, rev = rev + 1"
                    + " WHERE run_pk = ?");

    private final Tx tx;

    RunLife(Tx tx) {
        this.tx = tx;
    }

    void apply(RunCommand command) throws SQLException {
        if (command instanceof RunCommand.End end) {
            end(end);
        } else if (command instanceof RunCommand.Heartbeat heartbeat) {
            heartbeat(RunTarget.open(tx, heartbeat.runId(), "say that it lives"), heartbeat.at());
        } else if (command instanceof RunCommand.Resume resume) {
            resume(RunTarget.living(tx, resume.runId()), resume.at());
        } else if (command instanceof RunCommand.Rename rename) {
            rename(RunTarget.living(tx, rename.runId()), rename);
        } else if (command instanceof RunCommand.Delete delete) {
            delete(RunTarget.any(tx, delete.runId()), delete.at());
        } else if (command instanceof RunCommand.Restore restore) {
            restore(RunTarget.any(tx, restore.runId()), restore.at());
        } else {
            throw new IllegalStateException(
                    "no way to carry out a " + command.getClass().getName());
        }
    }

    private void end(RunCommand.End end) throws SQLException {
        RunTarget run = RunTarget.living(tx, end.runId());
        if (run.status() == end.status()) {
            return;
        }
        if (run.status().isTerminal()) {
            throw new ConflictException("run '" + run.id() + "' ended as " + run.status() + " and cannot become "
                    + end.status() + "; resume it, or start a new run");
        }
        String error = end.error();
        change(
                run,
                END,
                Codes.of(end.status()),
                end.at().toEpochMilli(),
                error == null ? null : StoredText.check("the error of run '" + run.id() + "'", error),
                run.pk());
        tx.metrics().seal(run);
        event(Event.Kind.RUN_ENDED, run.pk(), end.at(), end.status().name());
    }

    private void heartbeat(RunTarget run, Instant at) throws SQLException {
        if (at.toEpochMilli() > run.heartbeat()) {
            change(run, HEARTBEAT, at.toEpochMilli(), run.pk());
        }
    }

    private void resume(RunTarget run, Instant at) throws SQLException {
        if (!run.status().isTerminal()) {
            return;
        }
        change(run, RESUME, Codes.of(RunStatus.RUNNING), Math.max(run.heartbeat(), at.toEpochMilli()), run.pk());
        event(Event.Kind.RUN_RESUMED, run.pk(), at, null);
    }

    private void rename(RunTarget run, RunCommand.Rename rename) throws SQLException {
        String name = StoredText.check("the name of run '" + run.id() + "'", rename.name());
        if (name.equals(run.name())) {
            return;
        }
        change(run, RENAME, name, Texts.low(name), run.pk());
        event(Event.Kind.RUN_RENAMED, run.pk(), rename.at(), name);
    }

    private void delete(RunTarget run, Instant at) throws SQLException {
        if (run.deletedBy() != null) {
            return;
        }
        Deque<Long> waiting = new ArrayDeque<>(List.of(run.pk()));
        while (!waiting.isEmpty()) {
            long each = waiting.remove();
            tx.update(
                    "UPDATE run SET deleted_ms = ?, deleted_by = ?, rev = rev + 1 WHERE run_pk = ?",
                    at.toEpochMilli(),
                    run.pk(),
                    each);
            waiting.addAll(tx.list(
                    "SELECT run_pk FROM run WHERE parent_pk = ? AND deleted_ms IS NULL", row -> row.getLong(1), each));
        }
        tx.memory().changedMany();
        event(Event.Kind.RUN_DELETED, run.pk(), at, null);
    }

    private void restore(RunTarget run, Instant at) throws SQLException {
        Long with = run.deletedBy();
        if (with == null) {
            return;
        }
        if (with != run.pk()) {
            throw notAlone(run, nameOf(with));
        }
        Optional<String> experiment = tx.first(
                "SELECT exp_id FROM experiment WHERE exp_pk = ? AND deleted_ms IS NOT NULL",
                row -> row.getString(1),
                run.experiment());
        if (experiment.isPresent()) {
            throw notAlone(run, experiment.get());
        }
        Optional<String> parent = tx.first(
                "SELECT p.run_id FROM run r JOIN run p ON p.run_pk = r.parent_pk"
                        + " WHERE r.run_pk = ? AND p.deleted_ms IS NOT NULL",
                row -> row.getString(1),
                run.pk());
        if (parent.isPresent()) {
            throw notAlone(run, parent.get());
        }
        bringBack(tx, run.pk());
        event(Event.Kind.RUN_RESTORED, run.pk(), at, null);
    }

    /** Brings back the runs that were deleted with something. */
    static void bringBack(Tx tx, long with) throws SQLException {
        tx.update("UPDATE run SET deleted_ms = NULL, deleted_by = NULL, rev = rev + 1 WHERE deleted_by = ?", with);
        tx.memory().changedMany();
    }

    private static ConflictException notAlone(RunTarget run, String with) {
        return new ConflictException("run '" + run.id() + "' cannot be restored alone because '" + with
                + "', which it belongs to, is deleted; restore that");
    }

    private String nameOf(long pk) throws SQLException {
        return tx.first(
                        "SELECT run_id FROM run WHERE run_pk = ? UNION ALL SELECT exp_id FROM experiment WHERE exp_pk = ?"
                                + " UNION ALL SELECT id FROM purged WHERE subject_pk = ?",
                        row -> row.getString(1),
                        pk,
                        pk,
                        pk)
                .orElse("key " + pk);
    }

    /** Ends as LOST what is silent, at most {@code most} runs, and returns their ids. */
    List<String> markLost(Instant silentSince, Instant at, int most) throws SQLException {
        List<String> silent = tx.list(
                "SELECT run_id FROM run WHERE status = ? AND heartbeat_ms < ? AND deleted_ms IS NULL"
                        + " ORDER BY run_pk LIMIT ?",
                row -> row.getString(1),
                Codes.of(RunStatus.RUNNING),
                millisUp(silentSince),
                most);
        for (String id : silent) {
            end(new RunCommand.End(id, RunStatus.LOST, null, at));
        }
        return silent;
    }

    /** Returns the first whole millisecond that is not before a time: what is kept in milliseconds compares with it alike. */
    static long millisUp(Instant time) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
    }

    static ConflictException notDeleted(String runId) {
        return new ConflictException("run '" + runId + "' is not deleted; delete it before it is purged");
    }

    private record Doomed(String id, long pk, boolean isDeleted) {}

    /** Removes runs for ever. Ids that are not there are left out. */
    void purge(Collection<String> runIds, Instant at) throws SQLException {
        List<Doomed> doomed = new ArrayList<>();
        for (String id : new LinkedHashSet<>(runIds)) {
            find(id).ifPresent(doomed::add);
        }
        for (Doomed run : doomed) {
            if (!run.isDeleted()) {
                throw notDeleted(run.id());
            }
        }
        tx.metrics().flush(); // else what waits for the commit would be written after it
        tx.tail().empty();
        for (Doomed run : doomed) {
            for (String table : List.of("metric_point", "metric_chunk", "metric_last", "param", "run_input")) {
                tx.update("DELETE FROM " + table + " WHERE run_pk = ?", run.pk());
            }
            tx.update("DELETE FROM tag WHERE owner_kind = ? AND owner_pk = ?", RunWrites.RUN_OWNER, run.pk());
            tx.update("DELETE FROM run WHERE run_pk = ?", run.pk());
            remember(tx, RUN, run.pk(), run.id(), at);
            event(Event.Kind.RUN_PURGED, run.pk(), at, null);
        }
        tx.memory().clear();
    }

    private Optional<Doomed> find(String id) throws SQLException {
        return tx.first(
                "SELECT run_pk, deleted_ms FROM run WHERE run_id = ?",
                row -> new Doomed(id, row.getLong(1), Db.longOrNull(row, 2) != null),
                id);
    }

    /** Keeps the id of what is removed, which its events and what was nested in it still name. */
    static void remember(Tx tx, int kind, long pk, String id, Instant at) throws SQLException {
        tx.update(
                "INSERT INTO purged (subject_kind, subject_pk, id, at_ms) VALUES (?, ?, ?, ?)",
                kind,
                pk,
                id,
                at.toEpochMilli());
    }

    private void change(RunTarget run, RowBuffer.Kind kind, @Nullable Object... values) throws SQLException {
        tx.later(kind, run.pk(), values);
        tx.memory().changed(run.id());
    }

    private void event(Event.Kind kind, long run, Instant at, @Nullable String after) throws SQLException {
        tx.event(new Event(kind, run, at.toEpochMilli(), null, null, null, after, null, null));
    }

    /** Returns what there is no more of. */
    static NotFoundException noExperiment(String id) {
        return new NotFoundException(
                "there is no experiment with id '" + id + "' in this store; tracker.experiments() lists them");
    }
}
