package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Experiments and runs in a database. */
final class JdbcRunStore implements RunStore {
    private final Database database;

    JdbcRunStore(Database database) {
        this.database = database;
    }

    @Override
    public void apply(List<RunCommand> commands, Durability durability) {
        List<RunCommand> all = List.copyOf(commands);
        if (all.isEmpty()) {
            return;
        }
        database.change(tx -> {
            RunWrites writes = new RunWrites(tx);
            for (RunCommand command : all) {
                writes.apply(command);
            }
        });
    }

    @Override
    public ExperimentRecord experiment(String name, String id, Instant at) {
        StoredText.check("the name of an experiment", name);
        Optional<ExperimentRecord> present = database.read(db -> new RunReads(db).experiment(name));
        return present.orElseGet(() -> database.write(tx -> {
            Optional<ExperimentRecord> meanwhile = new RunReads(tx).experiment(name);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
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
        }));
    }

    @Override
    public List<ExperimentRecord> experiments(View view) {
        return database.read(db -> new RunReads(db).experiments()).stream()
                .sorted(Comparator.comparing(ExperimentRecord::name, StoredText.CODE_POINTS))
                .toList();
    }

    @Override
    public Optional<RunRecord> find(String runId) {
        return database.read(db -> {
            RunReads reads = new RunReads(db);
            Optional<Long> key = reads.key(runId);
            return key.isEmpty()
                    ? Optional.empty()
                    : reads.load(List.of(key.get())).stream().findFirst();
        });
    }

    @Override
    public Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit) {
        return database.read(db -> {
            RunReads reads = new RunReads(db);
            long run = reads.key(runId).orElseThrow(() -> RunWrites.noSuchRun(runId));
            OptionalLong key = database.names().find(db, new KeyNames.Key(KeyNames.Kind.METRIC, metric));
            return new Page<>(
                    key.isEmpty() ? List.<MetricPoint>of() : reads.history(run, key.getAsLong(), metric), null);
        });
    }

    @Override
    public Page<RunRecord> search(RunQuery query) {
        return database.read(db ->
                new Page<>(new RunReads(db).load(RunSearch.find(db, database.names(), query)), null));
    }
}
