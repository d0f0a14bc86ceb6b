package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carries out commands on runs inside one transaction. */
final class RunWrites {
    /** The owner kind of a run in the table of tags. */
    static final int RUN_OWNER = 2;

    private final Tx tx;

    RunWrites(Tx tx) {
        this.tx = tx;
    }

    /** What must be known of a run to write to it. */
    record Target(String id, long pk, long experiment, RunStatus status) {}

    void apply(RunCommand command) throws SQLException {
        if (command instanceof RunCommand.Create create) {
            create(create);
        } else if (command instanceof RunCommand.Params params) {
            params(openRun(params.runId(), "set parameters"), params.values());
        } else if (command instanceof RunCommand.Metrics metrics) {
            new MetricWrites(tx, openRun(metrics.runId(), "log metrics")).append(metrics.points());
        } else if (command instanceof RunCommand.Tags tags) {
            tags(openRun(tags.runId(), "set tags"), tags.values());
        } else if (command instanceof RunCommand.End end) {
            end(end);
        }
    }

    private void create(RunCommand.Create create) throws SQLException {
        long experiment = tx.first(
                        "SELECT exp_pk FROM experiment WHERE exp_id = ? AND deleted_ms IS NULL",
                        row -> row.getLong(1),
                        create.experimentId())
                .orElseThrow(() -> new NotFoundException("there is no experiment with id '" + create.experimentId()
                        + "' for run '" + create.runId() + "'; make it with tracker.experiment(name)"));
        String parentId = create.parentId();
        Long parent = parentId == null ? null : target(parentId).pk();
        long start = create.at().toEpochMilli();
        Optional<Boolean> same = tx.first(
                "SELECT exp_pk, parent_pk, name, user_name, start_ms FROM run WHERE run_id = ?",
                row -> row.getLong(1) == experiment
                        && Objects.equals(Db.longOrNull(row, 2), parent)
                        && row.getString(3).equals(create.name())
                        && row.getString(4).equals(create.user())
                        && row.getLong(5) == start,
                create.runId());
        if (same.isPresent()) {
            if (!same.get()) {
                throw new ConflictException("run '" + create.runId() + "' exists with other content; use a new id");
            }
            return;
        }
        long pk = tx.next();
        tx.update(
                "INSERT INTO run (run_pk, run_id, exp_pk, parent_pk, name, status, start_ms, user_name, rev)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                pk,
                create.runId(),
                experiment,
                parent,
                StoredText.check("the name of run '" + create.runId() + "'", create.name()),
                Codes.of(RunStatus.RUNNING),
                start,
                StoredText.check("the user of run '" + create.runId() + "'", create.user()));
        event(Event.Kind.RUN_CREATED, pk, start, create.name(), null);
    }

    private void params(Target run, Map<String, String> values) throws SQLException {
        StringBuilder set = new StringBuilder();
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            String key = StoredText.check("the name of a parameter", entry.getKey());
            String value = StoredText.check("parameter '" + key + "'", entry.getValue());
            long keyId = tx.keyId(KeyNames.Kind.PARAM, key);
            Optional<String> present = tx.first(
                    "SELECT val FROM param WHERE run_pk = ? AND key_id = ?", row -> row.getString(1), run.pk(), keyId);
            if (present.isPresent()) {
                if (!present.get().equals(value)) {
                    throw new ConflictException("parameter '" + key + "' of run '" + run.id() + "' is '"
                            + shown(present.get()) + "' and cannot become '" + shown(value)
                            + "'; a parameter keeps its first value: log a metric or a tag for what changes");
                }
                continue;
            }
            OptionalDouble number = StoredText.asNumber(value);
            tx.update(
                    "INSERT INTO param (run_pk, key_id, val, num_bits) VALUES (?, ?, ?, ?)",
                    run.pk(),
                    keyId,
                    value,
                    number.isPresent() ? OrderedBits.encode(number.getAsDouble()) : null);
            set.append(set.isEmpty() ? "" : "\n").append(key);
        }
        if (!set.isEmpty()) {
            event(Event.Kind.RUN_PARAMS_SET, run.pk(), null, null, set.toString());
        }
    }

    private void tags(Target run, Map<String, String> values) throws SQLException {
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            String key = StoredText.check("the name of a tag", entry.getKey());
            String value = StoredText.check("tag '" + key + "'", entry.getValue());
            long keyId = tx.keyId(KeyNames.Kind.TAG, key);
            Optional<String> present = tx.first(
                    "SELECT val FROM tag WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?",
                    row -> row.getString(1),
                    RUN_OWNER,
                    run.pk(),
                    keyId);
            if (present.isEmpty()) {
                tx.update(
                        "INSERT INTO tag (owner_kind, owner_pk, key_id, val) VALUES (?, ?, ?, ?)",
                        RUN_OWNER,
                        run.pk(),
                        keyId,
                        value);
            } else if (!present.get().equals(value)) {
                tx.update(
                        "UPDATE tag SET val = ? WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?",
                        value,
                        RUN_OWNER,
                        run.pk(),
                        keyId);
            } else {
                continue;
            }
            tx.event(new Event(
                    Event.Kind.RUN_TAGS_SET, run.pk(), null, null, key, present.orElse(null), value, null, null));
        }
    }

    private void end(RunCommand.End end) throws SQLException {
        Target run = target(end.runId());
        if (run.status() == end.status()) {
            return;
        }
        if (run.status().isTerminal()) {
            throw new ConflictException("run '" + run.id() + "' ended as " + run.status() + " and cannot become "
                    + end.status() + "; start a new run");
        }
        String error = end.error();
        tx.update(
                "UPDATE run SET status = ?, end_ms = ?, error_text = ?, rev = rev + 1 WHERE run_pk = ?",
                Codes.of(end.status()),
                end.at().toEpochMilli(),
                error == null ? null : StoredText.check("the error of run '" + run.id() + "'", error),
                run.pk());
        event(
                Event.Kind.RUN_ENDED,
                run.pk(),
                end.at().toEpochMilli(),
                null,
                end.status().name());
    }

    private void event(
            Event.Kind kind, long run, @Nullable Long atMillis, @Nullable String name, @Nullable String after)
            throws SQLException {
        tx.event(new Event(kind, run, atMillis, null, name, null, after, null, null));
    }

    private Target openRun(String runId, String what) throws SQLException {
        Target run = target(runId);
        if (run.status().isTerminal()) {
            throw new ConflictException("run '" + runId + "' ended as " + run.status() + ": it is too late to " + what
                    + "; start a new run");
        }
        return run;
    }

    private Target target(String runId) throws SQLException {
        return tx.first(
                        "SELECT run_pk, exp_pk, status FROM run WHERE run_id = ?",
                        row -> new Target(runId, row.getLong(1), row.getLong(2), Codes.status(row.getInt(3))),
                        runId)
                .orElseThrow(() -> noSuchRun(runId));
    }

    static NotFoundException noSuchRun(String runId) {
        return new NotFoundException("there is no run with id '" + runId + "' in this store; search for it by name");
    }

    private static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "... (" + value.length() + " characters)";
    }
}
