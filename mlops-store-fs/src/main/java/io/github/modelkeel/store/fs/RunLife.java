package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends, resumes, renames, deletes, restores and purges runs and experiments. */
final class RunLife {
    private final Draft draft;

    RunLife(Draft draft) {
        this.draft = draft;
    }

    void apply(RunCommand command) throws IOException {
        if (command instanceof RunCommand.End end) {
            end(end);
        } else if (command instanceof RunCommand.Resume resume) {
            RunSubject run = RunWrites.living(draft, resume.runId());
            if (run.record().status().isTerminal()) {
                add(run, Kind.RUN_RESUMED, resume.at(), Map.of(), RunWrites.timed("resume", resume.at()));
            }
        } else if (command instanceof RunCommand.Rename rename) {
            RunSubject run = RunWrites.living(draft, rename.runId());
            StoredText.check("the name of run '" + rename.runId() + "'", rename.name());
            if (!run.record().name().equals(rename.name())) {
                ObjectNode line = RunWrites.timed("rename", rename.at());
                line.put("name", rename.name());
                add(run, Kind.RUN_RENAMED, rename.at(), Map.of("name", rename.name()), line);
            }
        } else if (command instanceof RunCommand.Delete delete) {
            delete(delete);
        } else if (command instanceof RunCommand.Restore restore) {
            restore(restore);
        } else {
            throw new IllegalStateException("not a change of a run's life: " + command);
        }
    }

    private void end(RunCommand.End end) throws IOException {
        RunSubject run = RunWrites.living(draft, end.runId());
        RunStatus status = run.record().status();
        if (status == end.status()) {
            return;
        }
        if (status.isTerminal()) {
            throw new ConflictException("run '" + end.runId() + "' ended as " + status + " and cannot become "
                    + end.status() + "; resume it, or start a new run");
        }
        String error = end.error();
        ObjectNode line = RunWrites.timed("end", end.at());
        line.put("status", end.status().name());
        line.put("error", error == null ? null : StoredText.check("the error of run '" + end.runId() + "'", error));
        add(run, Kind.RUN_ENDED, end.at(), Map.of("status", end.status().name()), line);
    }

    private void add(RunSubject run, Kind kind, Instant at, Map<String, String> detail, ObjectNode line)
            throws IOException {
        draft.line(run.path(), draft.event(at, kind, run.record().id(), "", detail), line);
    }

    private void delete(RunCommand.Delete delete) throws IOException {
        RunSubject run = RunWrites.get(draft, delete.runId());
        if (run.record().deletedAt() != null) {
            return;
        }
        long sequence = draft.event(delete.at(), Kind.RUN_DELETED, delete.runId(), "", Map.of());
        List<RunSubject> open = new ArrayList<>(List.of(run));
        while (!open.isEmpty()) {
            RunSubject next = open.remove(open.size() - 1);
            draft.line(next.path(), sequence, deleted(delete.at(), delete.runId()));
            draft.nestedIn(next.record().id()).stream()
                    .filter(nested -> nested.record().deletedAt() == null)
                    .forEach(open::add);
        }
    }

    private static ObjectNode deleted(Instant at, String with) {
        ObjectNode line = RunWrites.timed("delete", at);
        line.put("with", with);
        return line;
    }

    private void restore(RunCommand.Restore restore) throws IOException {
        RunSubject run = RunWrites.get(draft, restore.runId());
        RunRecord record = run.record();
        if (record.deletedAt() == null) {
            return;
        }
        if (!record.id().equals(run.deletedWith())) {
            throw notAlone(record, run.deletedWith());
        }
        if (experiment(record.experimentId()).deletedAt() != null) {
            throw notAlone(record, record.experimentId());
        }
        RunSubject parent = record.parentId() == null ? null : RunWrites.find(draft, record.parentId());
        if (parent != null && parent.record().deletedAt() != null) {
            throw notAlone(record, record.parentId());
        }
        long sequence = draft.event(restore.at(), Kind.RUN_RESTORED, record.id(), "", Map.of());
        restoreAll(record.id(), sequence, restore.at());
    }

    private void restoreAll(String with, long sequence, Instant at) throws IOException {
        for (RunSubject each : draft.runs()) {
            if (with.equals(each.deletedWith())) {
                draft.line(each.path(), sequence, RunWrites.timed("restore", at));
            }
        }
    }

    private static ConflictException notAlone(RunRecord run, @Nullable String with) {
        return new ConflictException("run '" + run.id() + "' cannot be restored alone because '" + with
                + "', which it belongs to, is deleted; restore that");
    }

    List<String> markLost(Instant silentSince, Instant at) throws IOException {
        List<String> lost = new ArrayList<>();
        for (RunSubject each : draft.runs()) {
            RunRecord run = each.record();
            if (run.status() == RunStatus.RUNNING
                    && run.deletedAt() == null
                    && run.heartbeatAt().isBefore(silentSince)) {
                end(new RunCommand.End(run.id(), RunStatus.LOST, null, at));
                lost.add(run.id());
            }
        }
        return List.copyOf(lost);
    }

    void purgeRuns(List<String> ids, Instant at) {
        for (String id : new LinkedHashSet<>(ids)) {
            RunSubject run = RunWrites.find(draft, id);
            if (run == null) {
                continue;
            }
            if (run.record().deletedAt() == null) {
                throw new ConflictException("run '" + id + "' is not deleted; delete it before it is purged");
            }
            draft.event(at, Kind.RUN_PURGED, id, "", Map.of());
            draft.remove(run.path());
        }
    }

    // ---- experiments

    ExperimentRecord experiment(String name, String id, Instant at) throws IOException {
        StoredText.check("the name of an experiment", name);
        StoredText.check("the id of an experiment", id);
        ExperimentRecord present = living(name);
        if (present != null) {
            return present;
        }
        String path = ExperimentSubject.path(id);
        if (draft.entity(path).subject() instanceof ExperimentSubject other) {
            throw new ConflictException("experiment id '" + id + "' belongs to experiment '"
                    + other.record().name() + "'; use a new one");
        }
        ObjectNode line = RunWrites.timed("experiment", at);
        line.put("id", id);
        line.put("name", name);
        draft.line(path, draft.event(at, Kind.EXPERIMENT_CREATED, id, "", Map.of("name", name)), line);
        return experiment(id);
    }

    /** Returns the living experiment of a name, or {@code null}. */
    private @Nullable ExperimentRecord living(String name) {
        return draft.experiments().stream()
                .map(ExperimentSubject::record)
                .filter(each -> each.deletedAt() == null && each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    void tag(String id, Map<String, String> tags, Instant at) throws IOException {
        Map<String, String> changed = RunWrites.changedTags(livingExperiment(id).tags(), tags);
        if (!changed.isEmpty()) {
            ObjectNode line = RunWrites.timed("tags", at);
            Subject.write(changed, line.putObject("values"));
            add(id, Kind.EXPERIMENT_TAGGED, at, Map.of(), line);
        }
    }

    void rename(String id, String name, Instant at) throws IOException {
        ExperimentRecord experiment = livingExperiment(id);
        StoredText.check("the name of an experiment", name);
        if (!name.equals(experiment.name())) {
            requireFree(name, "rename");
            ObjectNode line = RunWrites.timed("rename", at);
            line.put("name", name);
            add(id, Kind.EXPERIMENT_RENAMED, at, Map.of("name", name), line);
        }
    }

    void deleteExperiment(String id, Instant at) throws IOException {
        if (experiment(id).deletedAt() != null) {
            return;
        }
        long sequence = add(id, Kind.EXPERIMENT_DELETED, at, Map.of(), RunWrites.timed("delete", at));
        for (RunSubject run : draft.runs()) {
            if (run.record().experimentId().equals(id) && run.record().deletedAt() == null) {
                draft.line(run.path(), sequence, deleted(at, id));
            }
        }
    }

    void restoreExperiment(String id, Instant at) throws IOException {
        ExperimentRecord experiment = experiment(id);
        if (experiment.deletedAt() != null) {
            requireFree(experiment.name(), "restore");
            long sequence = add(id, Kind.EXPERIMENT_RESTORED, at, Map.of(), RunWrites.timed("restore", at));
            restoreAll(id, sequence, at);
        }
    }

    void purgeExperiments(List<String> ids, Instant at) {
        for (String id : new LinkedHashSet<>(ids)) {
            if (!(draft.entity(ExperimentSubject.path(id)).subject() instanceof ExperimentSubject subject)) {
                continue;
            }
            ExperimentRecord experiment = subject.record();
            if (experiment.deletedAt() == null) {
                throw new ConflictException("experiment '" + experiment.name() + "' (" + id
                        + ") is not deleted; delete it before it is purged");
            }
            if (draft.runs().stream()
                    .anyMatch(run -> run.record().experimentId().equals(id))) {
                throw new ConflictException(
                        "experiment '" + experiment.name() + "' (" + id + ") still has runs; purge them before it");
            }
            draft.event(at, Kind.EXPERIMENT_PURGED, id, "", Map.of());
            draft.remove(ExperimentSubject.path(id));
        }
    }

    private long add(String id, Kind kind, Instant at, Map<String, String> detail, ObjectNode line) throws IOException {
        long sequence = draft.event(at, kind, id, "", detail);
        draft.line(ExperimentSubject.path(id), sequence, line);
        return sequence;
    }

    private void requireFree(String name, String what) {
        ExperimentRecord taken = living(name);
        if (taken != null) {
            throw new ConflictException("cannot " + what + ": the experiment with id '" + taken.id() + "' is named '"
                    + name + "'; rename it first");
        }
    }

    private ExperimentRecord experiment(String id) {
        if (draft.entity(ExperimentSubject.path(id)).subject() instanceof ExperimentSubject experiment) {
            return experiment.record();
        }
        throw new NotFoundException(
                "there is no experiment with id '" + id + "' in this store; tracker.experiments() lists them");
    }

    private ExperimentRecord livingExperiment(String id) {
        ExperimentRecord experiment = experiment(id);
        if (experiment.deletedAt() != null) {
            throw new ConflictException(
                    "experiment '" + experiment.name() + "' (" + id + ") is deleted; restore it first");
        }
        return experiment;
    }
}
