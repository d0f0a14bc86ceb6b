package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carries out commands on runs inside one transaction, each with its event. */
final class RunWrites {
    /** The owner kind of a run in the table of tags. */
    static final int RUN_OWNER = 2;

    private final Tx tx;
    private final RunLife life;

    RunWrites(Tx tx) {
        this.tx = tx;
        this.life = new RunLife(tx);
    }

    void apply(RunCommand command) throws SQLException {
        if (command instanceof RunCommand.Create create) {
            create(create);
        } else if (command instanceof RunCommand.Params params) {
            params(RunTarget.open(tx, params.runId(), "set parameters"), params.values());
        } else if (command instanceof RunCommand.Metrics metrics) {
            RunTarget run = RunTarget.open(tx, metrics.runId(), "log metrics");
            MetricBuffer.Added added = tx.metrics().append(run, metrics.points());
            Instant at = added.at();
            if (at != null) {
                event(Event.Kind.RUN_METRICS, run.pk(), at.toEpochMilli(), Integer.toString(added.count()));
            }
        } else if (command instanceof RunCommand.Tags tags) {
            RunTarget run = RunTarget.open(tx, tags.runId(), "set tags");
            if (tags(tx, RUN_OWNER, run.pk(), run.experiment(), run.start(), tags.values())) {
                event(Event.Kind.RUN_TAGS_SET, run.pk(), run.heartbeat(), null);
            }
        } else if (command instanceof RunCommand.Inputs inputs) {
            inputs(RunTarget.open(tx, inputs.runId(), "name datasets"), inputs.inputs());
        } else if (command instanceof RunCommand.Expect expect) {
            int revision = RunTarget.any(tx, expect.runId()).revision();
            if (revision != expect.revision()) {
                throw new ConflictException("run '" + expect.runId() + "' is at revision " + revision + ", expected "
                        + expect.revision() + "; read it again, then decide");
            }
        } else {
            life.apply(command);
        }
    }

    private void create(RunCommand.Create create) throws SQLException {
        StoredText.check("the id of a run", create.runId());
        StoredText.check("the name of run '" + create.runId() + "'", create.name());
        StoredText.check("the user of run '" + create.runId() + "'", create.user());
        if (isThere(create)) {
            return;
        }
        long experiment = livingExperiment(create);
        String parentId = create.parentId();
        Long parent = parentId == null ? null : RunTarget.living(tx, parentId).pk();
        long start = create.at().toEpochMilli();
        long pk = tx.next();
        tx.update(
                "INSERT INTO run (run_pk, run_id, exp_pk, parent_pk, parent_id, name, name_low, status, start_ms, heartbeat_ms,"
                        + " user_name, user_low, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                pk,
                create.runId(),
                experiment,
                parent,
                parentId,
                create.name(),
                Texts.low(create.name()),
                Codes.of(RunStatus.RUNNING),
                start,
                start,
                create.user(),
                Texts.low(create.user()));
        tx.know(new RunTarget(
                create.runId(), pk, experiment, parent, create.name(), RunStatus.RUNNING, start, start, null, 0));
        tx.event(new Event(
                Event.Kind.RUN_CREATED,
                pk,
                start,
                null,
                create.name(),
                null,
                create.experimentId(),
                create.user(),
                null));
    }

    /** Returns whether the run was made before with the same content. */
    private boolean isThere(RunCommand.Create create) throws SQLException {
        Optional<Boolean> same = tx.first(
                "SELECT e.exp_id, " + RunReads.PARENT + ", COALESCE(r.made_name, r.name), r.user_name, r.start_ms"
                        + " FROM run r JOIN experiment e ON e.exp_pk = r.exp_pk WHERE r.run_id = ?",
                row -> row.getString(1).equals(create.experimentId())
                        && Objects.equals(row.getString(2), create.parentId())
                        && row.getString(3).equals(create.name())
                        && row.getString(4).equals(create.user())
                        && row.getLong(5) == create.at().toEpochMilli(),
                create.runId());
        if (same.isPresent() && !same.get()) {
            throw new ConflictException("run '" + create.runId() + "' exists with other content; use a new id");
        }
        return same.isPresent();
    }

    private record Experiment(long pk, String name, boolean isDeleted) {}

    private long livingExperiment(RunCommand.Create create) throws SQLException {
        Experiment experiment = tx.first(
                        "SELECT exp_pk, name, deleted_ms FROM experiment WHERE exp_id = ?",
                        row -> new Experiment(row.getLong(1), row.getString(2), Db.longOrNull(row, 3) != null),
                        create.experimentId())
                .orElseThrow(() -> new NotFoundException("there is no experiment with id '" + create.experimentId()
                        + "' for run '" + create.runId() + "'; make it with tracker.experiment(name)"));
        if (experiment.isDeleted()) {
            throw new ConflictException("experiment '" + experiment.name() + "' (" + create.experimentId()
                    + ") is deleted and takes no runs; restore it, or use another");
        }
        return experiment.pk();
    }

    private void params(RunTarget run, Map<String, String> values) throws SQLException {
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
                    "INSERT INTO param (run_pk, key_id, val, num_bits, exp_pk, start_ms, val_hash, val_low)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    run.pk(),
                    keyId,
                    value,
                    number.isPresent() ? OrderedBits.encode(number.getAsDouble()) : null,
                    run.experiment(),
                    run.start(),
                    Texts.hash(value),
                    Texts.low(value));
            set.append(set.isEmpty() ? "" : "\n").append(key);
        }
        if (!set.isEmpty()) {
            event(Event.Kind.RUN_PARAMS_SET, run.pk(), run.heartbeat(), set.toString());
        }
    }

    /**
     * Sets tags of a run or an experiment and returns whether one changed.
     *
     * @param experiment key of the experiment of the run, 0 for an experiment
     * @param start when the run started, 0 for an experiment
     */
    static boolean tags(Tx tx, int ownerKind, long owner, long experiment, long start, Map<String, String> values)
            throws SQLException {
        boolean changed = false;
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            String key = StoredText.check("the name of a tag", entry.getKey());
            String value = StoredText.check("tag '" + key + "'", entry.getValue());
            long keyId = tx.keyId(KeyNames.Kind.TAG, key);
            Optional<String> present = tx.first(
                    "SELECT val FROM tag WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?",
                    row -> row.getString(1),
                    ownerKind,
                    owner,
                    keyId);
            if (present.isPresent() && present.get().equals(value)) {
                continue;
            }
            changed = true;
            if (present.isPresent()) {
                tx.update(
                        "UPDATE tag SET val = ?, val_hash = ?, val_low = ?"
                                + " WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?",
                        value,
                        Texts.hash(value),
                        Texts.low(value),
                        ownerKind,
                        owner,
                        keyId);
            } else {
                tx.update(
                        "INSERT INTO tag (val, val_hash, val_low, owner_kind, owner_pk, key_id, exp_pk, start_ms)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        value,
                        Texts.hash(value),
                        Texts.low(value),
                        ownerKind,
                        owner,
                        keyId,
                        experiment,
                        start);
            }
        }
        return changed;
    }

    private void inputs(RunTarget run, List<DatasetInput> inputs) throws SQLException {
        List<DatasetInput> stored = tx.list(
                "SELECT name, digest, role, source, row_count FROM run_input WHERE run_pk = ?",
                RunReads::input,
                run.pk());
        Set<DatasetInput> known = new HashSet<>(stored);
        for (DatasetInput input : inputs) {
            StoredText.check("the name of a dataset", input.name());
            StoredText.check("the digest of dataset '" + input.name() + "'", input.digest());
            StoredText.check("the role of dataset '" + input.name() + "'", input.role());
            StoredText.check("the source of dataset '" + input.name() + "'", input.source());
            if (known.add(input)) {
                tx.update(
                        "INSERT INTO run_input (run_pk, pos, name, digest, role, source, row_count)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        run.pk(),
                        known.size(),
                        input.name(),
                        input.digest(),
                        input.role(),
                        input.source(),
                        input.rows());
            }
        }
        if (known.size() > stored.size()) {
            event(Event.Kind.RUN_INPUTS, run.pk(), run.heartbeat(), null);
        }
    }

    private void event(Event.Kind kind, long run, long atMillis, @Nullable String after) throws SQLException {
        tx.event(new Event(kind, run, atMillis, null, null, null, after, null, null));
    }

    private static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "... (" + value.length() + " characters)";
    }
}
