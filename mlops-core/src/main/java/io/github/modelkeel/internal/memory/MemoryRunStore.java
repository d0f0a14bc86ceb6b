package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Experiments and runs in memory. */
final class MemoryRunStore implements RunStore {
    private final MemoryStorage.Guard guard;
    private final Map<String, ExperimentRecord> experiments = new HashMap<>();
    private final Map<String, RunState> runs = new LinkedHashMap<>();

    MemoryRunStore(MemoryStorage.Guard guard) {
        this.guard = guard;
    }

    @Override
    public void apply(List<RunCommand> commands, Durability durability) {
        synchronized (guard) {
            guard.requireOpen();
            Undo undo = new Undo();
            try {
                for (RunCommand command : commands) {
                    apply(command, undo);
                }
            } catch (RuntimeException e) {
                undo.all();
                throw e;
            }
        }
    }

    private void apply(RunCommand command, Undo undo) {
        if (command instanceof RunCommand.Create create) {
            create(create, undo);
        } else if (command instanceof RunCommand.Params params) {
            params(openRun(params.runId(), "set parameters"), params.values(), undo);
        } else if (command instanceof RunCommand.Metrics metrics) {
            metrics(openRun(metrics.runId(), "log metrics"), metrics.points(), undo);
        } else if (command instanceof RunCommand.Tags tags) {
            RunState run = openRun(tags.runId(), "set tags");
            tags.values().forEach((key, value) -> {
                StoredText.check("the name of a tag", key);
                undo.put(run.tags, key, StoredText.check("tag '" + key + "'", value));
            });
        } else if (command instanceof RunCommand.End end) {
            end(end, undo);
        }
    }

    private void create(RunCommand.Create given, Undo undo) {
        if (experiments.values().stream().noneMatch(each -> each.id().equals(given.experimentId()))) {
            throw new NotFoundException("there is no experiment with id '" + given.experimentId() + "' for run '"
                    + given.runId() + "'; make it with tracker.experiment(name)");
        }
        if (given.parentId() != null) {
            run(given.parentId());
        }
        StoredText.check("the name of run '" + given.runId() + "'", given.name());
        StoredText.check("the user of run '" + given.runId() + "'", given.user());
        RunCommand.Create create = new RunCommand.Create(
                given.runId(),
                given.experimentId(),
                given.parentId(),
                given.name(),
                given.user(),
                RunState.millis(given.at()));
        RunState present = runs.get(create.runId());
        if (present == null) {
            undo.put(runs, create.runId(), new RunState(create));
        } else if (!present.created.equals(create)) {
            throw new ConflictException("run '" + create.runId() + "' exists with other content; use a new id");
        }
    }

    private static void params(RunState run, Map<String, String> values, Undo undo) {
        values.forEach((key, value) -> {
            StoredText.check("the name of a parameter", key);
            StoredText.check("parameter '" + key + "'", value);
            String present = run.params.get(key);
            if (present == null) {
                undo.put(run.params, key, value);
            } else if (!present.equals(value)) {
                throw new ConflictException("parameter '" + key + "' of run '" + run.created.runId() + "' is '"
                        + shown(present) + "' and cannot become '" + shown(value)
                        + "'; a parameter keeps its first value: log a metric or a tag for what changes");
            }
        });
    }

    private static void metrics(RunState run, List<MetricPoint> points, Undo undo) {
        for (MetricPoint point : points) {
            StoredText.check("the name of a metric", point.key());
            MetricPoint kept = RunState.kept(point);
            Set<MetricPoint> series = run.points.computeIfAbsent(kept.key(), key -> new LinkedHashSet<>());
            if (series.add(kept)) {
                undo.add(() -> series.remove(kept));
                undo.put(run.last, kept.key(), RunState.later(run.last.get(kept.key()), kept));
            }
        }
    }

    private void end(RunCommand.End end, Undo undo) {
        RunState run = run(end.runId());
        if (run.status == end.status()) {
            return;
        }
        if (run.status.isTerminal()) {
            throw new ConflictException("run '" + end.runId() + "' ended as " + run.status + " and cannot become "
                    + end.status() + "; start a new run");
        }
        if (end.error() != null) {
            StoredText.check("the error of run '" + end.runId() + "'", end.error());
        }
        run.status = end.status();
        run.endedAt = RunState.millis(end.at());
        run.error = end.error();
        undo.add(() -> {
            run.status = RunStatus.RUNNING;
            run.endedAt = null;
            run.error = null;
        });
    }

    private RunState run(String runId) {
        RunState run = runs.get(runId);
        if (run == null) {
            throw new NotFoundException("there is no run with id '" + runId + "' in this store; search for it by name");
        }
        return run;
    }

    private RunState openRun(String runId, String what) {
        RunState run = run(runId);
        if (run.status.isTerminal()) {
            throw new ConflictException(
                    "run '" + runId + "' ended as " + run.status + ": it is too late to " + what + "; start a new run");
        }
        return run;
    }

    private static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "... (" + value.length() + " characters)";
    }

    @Override
    public ExperimentRecord experiment(String name, String id, Instant at) {
        StoredText.check("the name of an experiment", name);
        synchronized (guard) {
            guard.requireOpen();
            return experiments.computeIfAbsent(name, key -> new ExperimentRecord(id, name, RunState.millis(at)));
        }
    }

    @Override
    public List<ExperimentRecord> experiments(View view) {
        synchronized (guard) {
            guard.requireOpen();
            return experiments.values().stream()
                    .sorted(Comparator.comparing(ExperimentRecord::name, StoredText.CODE_POINTS))
                    .toList();
        }
    }

    @Override
    public Optional<RunRecord> find(String runId) {
        synchronized (guard) {
            guard.requireOpen();
            return Optional.ofNullable(runs.get(runId)).map(RunState::record);
        }
    }

    @Override
    public Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit) {
        synchronized (guard) {
            guard.requireOpen();
            Set<MetricPoint> points = run(runId).points.get(metric);
            return new Page<>(points == null ? List.of() : List.copyOf(points), null);
        }
    }

    @Override
    public Page<RunRecord> search(RunQuery query) {
        List<RunRecord> all;
        synchronized (guard) {
            guard.requireOpen();
            all = runs.values().stream().map(RunState::record).toList();
        }
        return new Page<>(MemorySearch.search(all, query), null);
    }
}
