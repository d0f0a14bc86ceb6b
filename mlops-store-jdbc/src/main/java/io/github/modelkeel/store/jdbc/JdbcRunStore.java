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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Experiments and runs in a database. */
final class JdbcRunStore implements RunStore {
    /** Runs that one transaction marks as lost or removes: others may write in between. */
    private static final int AT_ONCE = 100;

    private static final Set<RunQuery.Part> EVERYTHING = EnumSet.allOf(RunQuery.Part.class);

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
        database.change(durability, tx -> new RunWrites(tx).apply(all));
    }

    @Override
    public ExperimentRecord experiment(String name, String id, Instant at) {
        StoredText.check("the name of an experiment", name);
        Optional<ExperimentRecord> present = database.read(db -> new ExperimentReads(db).living(name));
        return present.orElseGet(() -> database.write(tx -> new ExperimentWrites(tx).getOrCreate(name, id, at)));
    }

    @Override
    public List<ExperimentRecord> experiments(View view) {
        return database.read(db -> new ExperimentReads(db).all(view));
    }

    @Override
    public Optional<ExperimentRecord> findExperiment(String id) {
        return database.read(db -> new ExperimentReads(db).find(id));
    }

    @Override
    public void tagExperiment(String id, Map<String, String> tags, Instant at) {
        Map<String, String> copy = Map.copyOf(tags);
        database.change(tx -> new ExperimentWrites(tx).tag(id, copy, at));
    }

    @Override
    public void renameExperiment(String id, String name, Instant at) {
        database.change(tx -> new ExperimentWrites(tx).rename(id, name, at));
    }

    @Override
    public void deleteExperiment(String id, Instant at) {
        database.change(tx -> new ExperimentWrites(tx).delete(id, at));
    }

    @Override
    public void restoreExperiment(String id, Instant at) {
        database.change(tx -> new ExperimentWrites(tx).restore(id, at));
    }

    @Override
    public Optional<RunRecord> find(String runId) {
        return database.read(db -> {
            RunReads reads = new RunReads(db);
            Optional<Long> key = reads.key(runId);
            return key.isEmpty()
                    ? Optional.empty()
                    : reads.load(List.of(key.get()), EVERYTHING, database.names()).stream()
                            .findFirst();
        });
    }

    @Override
    public Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit) {
        return database.read(db -> new MetricReads(db, database.names()).history(runId, metric, context, token, limit));
    }

    @Override
    public Page<RunRecord> search(RunQuery query) {
        return database.read(db -> RunSearch.search(db, database.names(), query));
    }

    @Override
    public List<String> markLost(Instant silentSince, Instant at) {
        List<String> lost = new ArrayList<>();
        List<String> some;
        do {
            some = database.write(tx -> new RunLife(tx).markLost(silentSince, at, AT_ONCE));
            lost.addAll(some);
        } while (some.size() == AT_ONCE);
        return List.copyOf(lost);
    }

    @Override
    public Deleted deletedBefore(Instant time) {
        return database.read(
                db -> new Deleted(new ExperimentReads(db).deletedBefore(time), new RunReads(db).deletedBefore(time)));
    }

    @Override
    public void purgeRuns(List<String> runIds, Instant at) {
        List<String> ids = List.copyOf(new LinkedHashSet<>(runIds));
        database.read(db -> {
            RunReads reads = new RunReads(db);
            for (String id : ids) { // refuse before anything is removed
                if (reads.isLiving(id)) {
                    throw RunLife.notDeleted(id);
                }
            }
            return ids;
        });
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            database.change(tx -> new RunLife(tx).purge(some, at));
        }
    }

    @Override
    public void purgeExperiments(List<String> ids, Instant at) {
        List<String> copy = List.copyOf(ids);
        database.change(tx -> new ExperimentWrites(tx).purge(copy, at));
    }
}
