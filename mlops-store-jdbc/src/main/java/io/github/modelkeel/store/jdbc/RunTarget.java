package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a run to change it.
 *
 * @param deletedBy key of what it was deleted with: its own, that of a run it is nested in, or of its experiment; {@code null}
 *     while it lives
 */
record RunTarget(
        String id,
        long pk,
        long experiment,
        @Nullable Long parent,
        String name,
        RunStatus status,
        long start,
        long heartbeat,
        @Nullable Long deletedBy,
        int revision) {

    /** Returns a run, deleted or not. */
    static RunTarget any(Tx tx, String runId) throws SQLException {
        RunTarget known = tx.memory().target(runId);
        if (known != null) {
            return known;
        }
        RunTarget found = tx.first(
                        "SELECT run_pk, exp_pk, parent_pk, name, status, start_ms, heartbeat_ms, deleted_by, rev FROM run"
                                + " WHERE run_id = ?",
                        row -> new RunTarget(
                                runId,
                                row.getLong(1),
                                row.getLong(2),
                                Db.longOrNull(row, 3),
                                row.getString(4),
                                Codes.status(row.getInt(5)),
                                row.getLong(6),
                                row.getLong(7),
                                Db.longOrNull(row, 8),
                                row.getInt(9)),
                        runId)
                .orElseThrow(() -> none(runId));
        tx.memory().know(found);
        return found;
    }

    /** Returns a run that is not deleted. */
    static RunTarget living(Tx tx, String runId) throws SQLException {
        RunTarget run = any(tx, runId);
        if (run.deletedBy() != null) {
            throw new ConflictException("run '" + runId + "' is deleted and is not changed; restore it first");
        }
        return run;
    }

    /** Returns a run that is neither deleted nor over. */
    static RunTarget open(Tx tx, String runId, String what) throws SQLException {
        RunTarget run = living(tx, runId);
        if (run.status().isTerminal()) {
            throw new ConflictException("run '" + runId + "' ended as " + run.status() + ": it is too late to " + what
                    + "; resume it, or start a new run");
        }
        return run;
    }

    static NotFoundException none(String runId) {
        return new NotFoundException("there is no run with id '" + runId + "' in this store; search for it by name");
    }
}
