package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunIndex;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments and runs in memory. */
final class MemoryRunStore implements RunStore {
    private final MemoryStorage.Guard guard;
    private final MemoryEventLog events;
    private final Map<String, RunState> runs = new LinkedHashMap<>();
    private final MemoryExperiments experiments;
    private final RunIndex index;
    private final RunChanges changes;

    MemoryRunStore(MemoryStorage.Guard guard, MemoryEventLog events) {
        this.guard = guard;
        this.events = events;
        this.experiments = new MemoryExperiments(events, runs);
        this.index = new RunIndex(this::candidate);
        this.changes = new RunChanges(events, runs, experiments, index);
    }

    private RunIndex.@Nullable Candidate candidate(String id) {
        RunState run = runs.get(id);
        return run == null ? null : new RunIndex.Candidate(run.record(), run.sequence);
    }

    /** Does something whole or not at all. */
    private interface Step<T> {
        T with(Undo undo);
    }

    private <T> T whole(Step<T> step) {
        synchronized (guard) {
            guard.requireOpen();
            Undo undo = new Undo();
            try {
                return step.with(undo);
            } catch (RuntimeException e) {
                undo.all();
                throw e;
            }
        }
    }

    @Override
    public void apply(List<RunCommand> commands, Durability durability) {
        whole(undo -> {
            commands.forEach(command -> changes.apply(command, undo));
            return commands.size();
        });
    }

    @Override
    public ExperimentRecord experiment(String name, String id, Instant at) {
        return whole(undo -> experiments.getOrCreate(name, id, at, undo));
    }

    @Override
    public List<ExperimentRecord> experiments(View view) {
        return whole(undo -> experiments.list(view));
    }

    @Override
    public Optional<ExperimentRecord> findExperiment(String id) {
        return whole(undo -> experiments.find(id));
    }

    @Override
    public void tagExperiment(String id, Map<String, String> tags, Instant at) {
        whole(undo -> experiments.tag(id, tags, at, undo));
    }

    @Override
    public void renameExperiment(String id, String name, Instant at) {
        whole(undo -> experiments.rename(id, name, at, undo));
    }

    @Override
    public void deleteExperiment(String id, Instant at) {
        whole(undo -> experiments.delete(id, at, undo));
    }

    @Override
    public void restoreExperiment(String id, Instant at) {
        whole(undo -> experiments.restore(id, at, undo));
    }

    @Override
    public Optional<RunRecord> find(String runId) {
        return whole(undo -> Optional.ofNullable(runs.get(runId)).map(RunState::record));
    }

    @Override
    public Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit) {
        if (limit < 1 || limit > MAX_HISTORY_PAGE) {
            throw new InvalidInputException(
                    "a page of a history has 1 to " + MAX_HISTORY_PAGE + " points, was " + limit);
        }
        String question = PageToken.question("history", runId, metric, context);
        return whole(undo -> {
            Series series = changes.run(runId).series.get(new Series.Key(metric, context));
            int size = series == null ? 0 : series.size();
            int from = token == null ? 0 : from(PageToken.decode(token, question), size);
            int to = Math.min(size, from + limit);
            return new Page<>(
                    series == null ? List.of() : series.part(from, to),
                    to == size ? null : new PageToken(0, List.of((long) to)).encode(question));
        });
    }

    private static int from(PageToken token, int size) {
        if (token.key().size() == 1 && token.key().get(0) instanceof Long from && from >= 0 && from <= size) {
            return from.intValue();
        }
        throw new InvalidInputException("the page token does not fit the history; read it from its first page");
    }

    @Override
    public Page<RunRecord> search(RunQuery query) {
        return whole(undo -> index.search(query, changes.sequence())).get(); // reads on while others write
    }

    @Override
    public List<String> markLost(Instant silentSince, Instant at) {
        return whole(undo -> {
            List<String> lost = new ArrayList<>();
            for (RunState run : runs.values()) {
                if (run.life().status() == RunStatus.RUNNING
                        && !run.isDeleted()
                        && run.life().heartbeatAt().isBefore(silentSince)) {
                    changes.end(new RunCommand.End(run.id(), RunStatus.LOST, null, at), undo);
                    lost.add(run.id());
                }
            }
            return List.copyOf(lost);
        });
    }

    @Override
    public Deleted deletedBefore(Instant time) {
        return whole(undo -> {
            List<String> deepestFirst = runs.values().stream()
                    .filter(run -> isBefore(run.life().deletedAt(), time))
                    .sorted(Comparator.comparingInt(this::depth).reversed())
                    .map(RunState::id)
                    .toList();
            List<String> oldestFirst = experiments.list(View.DELETED).stream()
                    .filter(each -> isBefore(each.deletedAt(), time))
                    .sorted(Comparator.comparing(ExperimentRecord::deletedAt))
                    .map(ExperimentRecord::id)
                    .toList();
            return new Deleted(oldestFirst, deepestFirst);
        });
    }

    private static boolean isBefore(@Nullable Instant at, Instant time) {
        return at != null && at.isBefore(time);
    }

    /** A run is made after the one it is nested in, so this ends. */
    private int depth(RunState run) {
        int depth = 0;
        String parent = run.created.parentId();
        while (parent != null) {
            depth++;
            RunState above = runs.get(parent);
            parent = above == null ? null : above.created.parentId();
        }
        return depth;
    }

    @Override
    public void purgeRuns(List<String> runIds, Instant at) {
        whole(undo -> {
            for (String id : new LinkedHashSet<>(runIds)) {
                RunState run = runs.get(id);
                if (run == null) {
                    continue;
                }
                if (!run.isDeleted()) {
                    throw new ConflictException("run '" + id + "' is not deleted; delete it before it is purged");
                }
                events.append(Kind.RUN_PURGED, at, id, "", Map.of(), undo);
            }
            runIds.forEach(index::changed);
            return runs.keySet().removeAll(new LinkedHashSet<>(runIds)); // after the last that can be refused
        });
    }

    @Override
    public void purgeExperiments(List<String> ids, Instant at) {
        whole(undo -> experiments.purge(ids, at, undo));
    }

    /** Returns one line for each series whose sums are not those of its points. */
    List<String> check() {
        return whole(undo -> {
            List<String> wrong = new ArrayList<>();
            for (RunState run : runs.values()) {
                run.series.forEach((key, series) -> {
                    if (!series.isSound()) {
                        wrong.add("run '" + run.id() + "': the summary of metric '" + key.metric() + "' in context '"
                                + key.context() + "' is not that of its points");
                    }
                });
            }
            return List.copyOf(wrong);
        });
    }

    /** Returns a text short enough for a message. */
    static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "... (" + value.length() + " characters)";
    }

    static NotFoundException noRun(String runId) {
        return new NotFoundException("there is no run with id '" + runId + "' in this store; search for it by name");
    }
}
