package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunIndex;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out commands on runs, each with its event. Guarded by the lock of its store. */
final class RunChanges {
    private final MemoryEventLog events;
    private final Map<String, RunState> runs;
    private final MemoryExperiments experiments;
    private final RunIndex index;
    private long sequence;

    RunChanges(MemoryEventLog events, Map<String, RunState> runs, MemoryExperiments experiments, RunIndex index) {
        this.events = events;
        this.runs = runs;
        this.experiments = experiments;
        this.index = index;
    }

    /** Returns the sequence of the run that was made last. */
    long sequence() {
        return sequence;
    }

    void apply(RunCommand command, Undo undo) {
        if (command instanceof RunCommand.Create create) {
            create(create, undo);
        } else if (command instanceof RunCommand.Params params) {
            params(openRun(params.runId(), "set parameters"), params.values(), undo);
        } else if (command instanceof RunCommand.Metrics metrics) {
            metrics(openRun(metrics.runId(), "log metrics"), metrics.points(), undo);
        } else if (command instanceof RunCommand.Tags tags) {
            tags(openRun(tags.runId(), "set tags"), tags.values(), undo);
        } else if (command instanceof RunCommand.Inputs inputs) {
            inputs(openRun(inputs.runId(), "name datasets"), inputs.inputs(), undo);
        } else if (command instanceof RunCommand.Heartbeat heartbeat) {
            RunState run = openRun(heartbeat.runId(), "say that it lives");
            Instant at = RunState.millis(heartbeat.at());
            if (at.isAfter(run.life().heartbeatAt())) {
                run.become(run.life().heard(at), undo);
            }
        } else if (command instanceof RunCommand.End end) {
            end(end, undo);
        } else if (command instanceof RunCommand.Resume resume) {
            RunState run = livingRun(resume.runId());
            if (run.life().status().isTerminal()) {
                run.become(run.life().resumed(RunState.millis(resume.at())), undo);
                event(Kind.RUN_RESUMED, resume.at(), run, Map.of(), undo);
            }
        } else if (command instanceof RunCommand.Rename rename) {
            RunState run = livingRun(rename.runId());
            StoredText.check("the name of run '" + rename.runId() + "'", rename.name());
            if (!run.life().name().equals(rename.name())) {
                run.become(run.life().renamed(rename.name()), undo);
                event(Kind.RUN_RENAMED, rename.at(), run, Map.of("name", rename.name()), undo);
            }
        } else if (command instanceof RunCommand.Delete delete) {
            delete(delete, undo);
        } else if (command instanceof RunCommand.Restore restore) {
            restore(restore, undo);
        } else if (command instanceof RunCommand.Expect expect) {
            int revision = run(expect.runId()).life().revision();
            if (revision != expect.revision()) {
                throw new ConflictException("run '" + expect.runId() + "' is at revision " + revision + ", expected "
                        + expect.revision() + "; read it again, then decide");
            }
        }
    }

    private void create(RunCommand.Create given, Undo undo) {
        StoredText.check("the id of a run", given.runId());
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
        if (present != null) {
            if (!present.created.equals(create)) {
                throw new ConflictException("run '" + create.runId() + "' exists with other content; use a new id");
            }
            return;
        }
        ExperimentRecord experiment = experiments
                .find(given.experimentId())
                .orElseThrow(() -> new NotFoundException("there is no experiment with id '" + given.experimentId()
                        + "' for run '" + given.runId() + "'; make it with tracker.experiment(name)"));
        if (experiment.deletedAt() != null) {
            throw new ConflictException("experiment '" + experiment.name() + "' (" + experiment.id()
                    + ") is deleted and takes no runs; restore it, or use another");
        }
        if (given.parentId() != null) {
            livingRun(given.parentId());
        }
        Runnable noted = () -> index.changed(create.runId());
        undo.add(noted);
        undo.put(runs, create.runId(), new RunState(create, ++sequence, noted));
        noted.run();
        Map<String, String> detail = Map.of("experiment", create.experimentId(), "name", create.name());
        events.append(Kind.RUN_CREATED, create.at(), create.runId(), create.user(), detail, undo);
    }

    private void params(RunState run, Map<String, String> values, Undo undo) {
        boolean changed = false;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String key = StoredText.check("the name of a parameter", entry.getKey());
            String value = StoredText.check("parameter '" + key + "'", entry.getValue());
            String present = run.params.get(key);
            if (present == null) {
                undo.put(run.params, key, value);
                changed = true;
            } else if (!present.equals(value)) {
                throw new ConflictException("parameter '" + key + "' of run '" + run.id() + "' is '"
                        + MemoryRunStore.shown(present) + "' and cannot become '" + MemoryRunStore.shown(value)
                        + "'; a parameter keeps its first value: log a metric or a tag for what changes");
            }
        }
        if (changed) {
            changed(Kind.RUN_PARAMS, run.life().heartbeatAt(), run, Map.of(), undo);
        }
    }

    private void tags(RunState run, Map<String, String> values, Undo undo) {
        boolean changed = false;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String key = StoredText.check("the name of a tag", entry.getKey());
            String value = StoredText.check("tag '" + key + "'", entry.getValue());
            if (!value.equals(run.tags.get(key))) {
                undo.put(run.tags, key, value);
                changed = true;
            }
        }
        if (changed) {
            changed(Kind.RUN_TAGGED, run.life().heartbeatAt(), run, Map.of(), undo);
        }
    }

    private void metrics(RunState run, List<MetricPoint> points, Undo undo) {
        int added = 0;
        Instant at = run.life().heartbeatAt();
        for (MetricPoint point : points) {
            StoredText.check("the name of a metric", point.key());
            StoredText.check("the context of metric '" + point.key() + "'", point.context());
            MetricPoint kept = RunState.kept(point);
            Series series = run.series.computeIfAbsent(new Series.Key(kept.key(), kept.context()), key -> new Series());
            Runnable back = series.add(kept);
            if (back != null) {
                undo.add(back);
                added++;
                at = kept.at();
            }
        }
        if (added > 0) {
            changed(Kind.RUN_METRICS, at, run, Map.of("points", Integer.toString(added)), undo);
        }
    }

    private void inputs(RunState run, List<DatasetInput> inputs, Undo undo) {
        boolean changed = false;
        for (DatasetInput input : inputs) {
            StoredText.check("the name of a dataset", input.name());
            StoredText.check("the digest of dataset '" + input.name() + "'", input.digest());
            StoredText.check("the role of dataset '" + input.name() + "'", input.role());
            StoredText.check("the source of dataset '" + input.name() + "'", input.source());
            if (run.inputs.add(input)) {
                undo.add(() -> run.inputs.remove(input));
                changed = true;
            }
        }
        if (changed) {
            changed(Kind.RUN_INPUTS, run.life().heartbeatAt(), run, Map.of(), undo);
        }
    }

    void end(RunCommand.End end, Undo undo) {
        RunState run = livingRun(end.runId());
        RunState.Life life = run.life();
        if (life.status() == end.status()) {
            return;
        }
        if (life.status().isTerminal()) {
            throw new ConflictException("run '" + end.runId() + "' ended as " + life.status() + " and cannot become "
                    + end.status() + "; resume it, or start a new run");
        }
        if (end.error() != null) {
            StoredText.check("the error of run '" + end.runId() + "'", end.error());
        }
        run.become(life.ended(end.status(), end.error(), RunState.millis(end.at())), undo);
        event(Kind.RUN_ENDED, end.at(), run, Map.of("status", end.status().name()), undo);
    }

    private void delete(RunCommand.Delete delete, Undo undo) {
        RunState run = run(delete.runId());
        if (run.isDeleted()) {
            return;
        }
        deleteTree(run, run.id(), RunState.millis(delete.at()), undo);
        event(Kind.RUN_DELETED, delete.at(), run, Map.of(), undo);
    }

    private void deleteTree(RunState run, String with, Instant at, Undo undo) {
        run.become(run.life().deleted(with, at), undo);
        for (RunState child : runs.values()) {
            if (run.id().equals(child.created.parentId()) && !child.isDeleted()) {
                deleteTree(child, with, at, undo);
            }
        }
    }

    private void restore(RunCommand.Restore restore, Undo undo) {
        RunState run = run(restore.runId());
        if (!run.isDeleted()) {
            return;
        }
        String with = run.life().deletedWith();
        if (!run.id().equals(with)) {
            throw notAlone(run, with);
        }
        ExperimentRecord experiment =
                experiments.find(run.created.experimentId()).orElseThrow();
        if (experiment.deletedAt() != null) {
            throw notAlone(run, experiment.id());
        }
        RunState parent = run.created.parentId() == null ? null : runs.get(run.created.parentId());
        if (parent != null && parent.isDeleted()) {
            throw notAlone(run, parent.id());
        }
        for (RunState each : runs.values()) {
            if (run.id().equals(each.life().deletedWith())) {
                each.become(each.life().restored(), undo);
            }
        }
        event(Kind.RUN_RESTORED, restore.at(), run, Map.of(), undo);
    }

    private static ConflictException notAlone(RunState run, @Nullable String with) {
        return new ConflictException("run '" + run.id() + "' cannot be restored alone because '" + with
                + "', which it belongs to, is deleted; restore that");
    }

    private void changed(Kind kind, Instant at, RunState run, Map<String, String> detail, Undo undo) {
        run.changed();
        undo.add(run::changed);
        event(kind, at, run, detail, undo);
    }

    private void event(Kind kind, Instant at, RunState run, Map<String, String> detail, Undo undo) {
        events.append(kind, at, run.id(), "", detail, undo);
    }

    RunState run(String runId) {
        RunState run = runs.get(runId);
        if (run == null) {
            throw MemoryRunStore.noRun(runId);
        }
        return run;
    }

    private RunState livingRun(String runId) {
        RunState run = run(runId);
        if (run.isDeleted()) {
            throw new ConflictException("run '" + runId + "' is deleted and is not changed; restore it first");
        }
        return run;
    }

    private RunState openRun(String runId, String what) {
        RunState run = livingRun(runId);
        if (run.life().status().isTerminal()) {
            throw new ConflictException("run '" + runId + "' ended as "
                    + run.life().status() + ": it is too late to " + what + "; resume it, or start a new run");
        }
        return run;
    }
}
