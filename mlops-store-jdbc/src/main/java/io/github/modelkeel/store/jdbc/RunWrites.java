package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Carries out commands on runs inside one transaction, each with its event. */
final class RunWrites {
    /** The owner kind of a run in the table of tags. */
    static final int RUN_OWNER = 2;

    private static final RowBuffer.Kind RUN = RowBuffer.Kind.insert(
            "run",
            "run_pk",
            "run_id",
            "exp_pk",
            "parent_pk",
            "parent_id",
            "name",
            "name_low",
            "status",
            "start_ms",
            "heartbeat_ms",
            "user_name",
            "user_low",
            "rev");
    private static final RowBuffer.Kind PARAM = RowBuffer.Kind.insert(
            "param", "run_pk", "key_id", "val", "num_bits", "exp_pk", "start_ms", "val_hash", "val_low");
    private static final RowBuffer.Kind NEW_TAG = RowBuffer.Kind.insert(
            "tag", "val", "val_hash", "val_low", "owner_kind", "owner_pk", "key_id", "exp_pk", "start_ms");
    private static final RowBuffer.Kind TAG = RowBuffer.Kind.update(
            "tag",
            "UPDATE tag SET val = ?, val_hash = ?, val_low = ? WHERE owner_kind = ? AND owner_pk = ? AND key_id = ?");

    private final Tx tx;
    private final RunLife life;
    private final Set<String> absent = new HashSet<>(); // ids of runs to be made that are not there

    RunWrites(Tx tx) {
        this.tx = tx;
        this.life = new RunLife(tx);
    }

    void apply(List<RunCommand> commands) throws SQLException {
        lookUp(commands);
        for (RunCommand command : commands) {
            apply(command);
        }
    }

    /** Finds out for many runs at once which of them are not there. */
    private void lookUp(List<RunCommand> commands) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        for (RunCommand command : commands) {
            if (command instanceof RunCommand.Create create) {
                ids.add(create.runId());
            }
        }
        if (ids.size() > 1) {
            absent.addAll(ids);
            for (String there :
                    Lookup.among(tx, "SELECT run_id FROM run WHERE run_id IN ", row -> row.getString(1), ids)) {
                absent.remove(there);
            }
        }
    }

    private void apply(RunCommand command) throws SQLException {
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
            if (tags(
                    tx,
                    RUN_OWNER,
                    run.pk(),
                    run.experiment(),
                    run.start(),
                    tags.values(),
                    tx.memory().of(run.id())::write)) {
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
        if (!absent.remove(create.runId()) && isThere(create)) {
            return;
        }
        long experiment = livingExperiment(create);
        String parentId = create.parentId();
        Long parent = parentId == null ? null : RunTarget.living(tx, parentId).pk();
        long start = create.at().toEpochMilli();
        long pk = tx.next();
        tx.later(
                RUN,
                pk,
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
                Texts.low(create.user()),
                0);
        tx.memory()
                .made(new RunTarget(
                        create.runId(),
                        pk,
                        experiment,
                        parent,
                        create.name(),
                        RunStatus.RUNNING,
                        start,
                        start,
                        null,
                        0));
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
        Long known = tx.memory().experiment(create.experimentId());
        if (known != null) {
            return known;
        }
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
        tx.memory().knowExperiment(create.experimentId(), experiment.pk());
        return experiment.pk();
    }

    private void params(RunTarget run, Map<String, String> values) throws SQLException {
        StringBuilder set = new StringBuilder();
        List<Text> texts = texts(tx, KeyNames.Kind.PARAM, "parameter", values);
        Map<Long, String> stored = stored(
                tx,
                texts,
                tx.memory().of(run.id())::write,
                "SELECT key_id, val FROM param WHERE run_pk = ? AND key_id IN ",
                run.pk());
        for (Text text : texts) {
            String present = stored.get(text.key());
            if (present != null) {
                if (!present.equals(text.value())) {
                    throw new ConflictException("parameter '" + text.name() + "' of run '" + run.id() + "' is '"
                            + shown(present) + "' and cannot become '" + shown(text.value())
                            + "'; a parameter keeps its first value: log a metric or a tag for what changes");
                }
                continue;
            }
            OptionalDouble number = StoredText.asNumber(text.value());
            tx.later(
                    PARAM,
                    run.pk(),
                    run.pk(),
                    text.key(),
                    text.value(),
                    number.isPresent() ? OrderedBits.encode(number.getAsDouble()) : null,
                    run.experiment(),
                    run.start(),
                    Texts.hash(text.value()),
                    Texts.low(text.value()));
            set.append(set.isEmpty() ? "" : "\n").append(text.name());
        }
        if (!set.isEmpty()) {
            event(Event.Kind.RUN_PARAMS_SET, run.pk(), run.heartbeat(), set.toString());
        }
    }

    /** A parameter or tag that a command sets. */
    private record Text(String name, long key, String value) {}

    private static List<Text> texts(Tx tx, KeyNames.Kind kind, String what, Map<String, String> values)
            throws SQLException {
        List<Text> texts = new ArrayList<>(values.size());
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            String name = StoredText.check("the name of a " + what, entry.getKey());
            String value = StoredText.check(what + " '" + name + "'", entry.getValue());
            texts.add(new Text(name, tx.keyId(kind, name), value));
        }
        return texts;
    }

    /** Reads the values that some parameters or tags have now, by key. */
    private static Map<Long, String> stored(
            Tx tx, List<Text> texts, LongPredicate mayBeThere, String sql, @Nullable Object... owner)
            throws SQLException {
        List<Long> keys = new ArrayList<>();
        for (Text text : texts) {
            if (mayBeThere.test(text.key())) {
                keys.add(text.key());
            }
        }
        Map<Long, String> stored = new HashMap<>();
        Lookup.among(tx, sql, row -> stored.put(row.getLong(1), row.getString(2)), keys, owner);
        return stored;
    }

    /**
     * Sets tags of a run or an experiment and returns whether one changed.
     *
     * @param experiment key of the experiment of the run, 0 for an experiment
     * @param start when the run started, 0 for an experiment
     * @param mayBeThere whether a tag may be stored, by its key
     */
    static boolean tags(
            Tx tx,
            int ownerKind,
            long owner,
            long experiment,
            long start,
            Map<String, String> values,
            LongPredicate mayBeThere)
            throws SQLException {
        boolean changed = false;
        List<Text> texts = texts(tx, KeyNames.Kind.TAG, "tag", values);
        Map<Long, String> stored = stored(
                tx,
                texts,
                mayBeThere,
                "SELECT key_id, val FROM tag WHERE owner_kind = ? AND owner_pk = ? AND key_id IN ",
                ownerKind,
                owner);
        for (Text text : texts) {
            String present = stored.get(text.key());
            if (text.value().equals(present)) {
                continue;
            }
            changed = true;
            long hash = Texts.hash(text.value());
            String low = Texts.low(text.value());
            if (present != null) {
                tx.later(TAG, owner, text.value(), hash, low, ownerKind, owner, text.key());
            } else {
                tx.later(NEW_TAG, owner, text.value(), hash, low, ownerKind, owner, text.key(), experiment, start);
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
