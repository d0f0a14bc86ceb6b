package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The experiments of the store in memory. Guarded by the lock of its store. */
final class MemoryExperiments {
    private final MemoryEventLog events;
    private final Map<String, RunState> runs;
    private final Map<String, ExperimentRecord> byId = new LinkedHashMap<>(); // in the order they were made
    private final Map<String, String> living = new HashMap<>(); // ids by name

    MemoryExperiments(MemoryEventLog events, Map<String, RunState> runs) {
        this.events = events;
        this.runs = runs;
    }

    ExperimentRecord getOrCreate(String name, String id, Instant at, Undo undo) {
        StoredText.check("the name of an experiment", name);
        StoredText.check("the id of an experiment", id);
        String present = living.get(name);
        if (present != null) {
            return experiment(present);
        }
        if (byId.containsKey(id)) {
            throw new ConflictException("experiment id '" + id + "' belongs to experiment '"
                    + experiment(id).name() + "'; use a new one");
        }
        ExperimentRecord made = new ExperimentRecord(id, name, RunState.millis(at));
        undo.put(byId, id, made);
        undo.put(living, name, id);
        events.append(Kind.EXPERIMENT_CREATED, at, id, "", Map.of("name", name), undo);
        return made;
    }

    List<ExperimentRecord> list(View view) {
        return byId.values().stream()
                .filter(each -> switch (view) {
                    case ACTIVE -> each.deletedAt() == null;
                    case DELETED -> each.deletedAt() != null;
                    case ALL -> true;
                })
                .sorted(Comparator.comparing(ExperimentRecord::name, StoredText.CODE_POINTS)
                        .thenComparing(ExperimentRecord::createdAt))
                .toList();
    }

    Optional<ExperimentRecord> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    ExperimentRecord tag(String id, Map<String, String> tags, Instant at, Undo undo) {
        ExperimentRecord experiment = livingExperiment(id);
        Map<String, String> all = new HashMap<>(experiment.tags());
        tags.forEach((key, value) ->
                all.put(StoredText.check("the name of a tag", key), StoredText.check("tag '" + key + "'", value)));
        if (all.equals(experiment.tags())) {
            return experiment;
        }
        events.append(Kind.EXPERIMENT_TAGGED, at, id, "", Map.of(), undo);
        return become(experiment.name(), experiment, experiment.deletedAt(), all, undo);
    }

    ExperimentRecord rename(String id, String name, Instant at, Undo undo) {
        ExperimentRecord experiment = livingExperiment(id);
        StoredText.check("the name of an experiment", name);
        if (name.equals(experiment.name())) {
            return experiment;
        }
        requireFree(name, "rename");
        undo.remove(living, experiment.name());
        undo.put(living, name, id);
        events.append(Kind.EXPERIMENT_RENAMED, at, id, "", Map.of("name", name), undo);
        return become(name, experiment, null, experiment.tags(), undo);
    }

    ExperimentRecord delete(String id, Instant at, Undo undo) {
        ExperimentRecord experiment = experiment(id);
        if (experiment.deletedAt() != null) {
            return experiment;
        }
        Instant when = RunState.millis(at);
        for (RunState run : runs.values()) {
            if (run.created.experimentId().equals(id) && !run.isDeleted()) {
                run.become(run.life().deleted(id, when), undo);
            }
        }
        undo.remove(living, experiment.name());
        events.append(Kind.EXPERIMENT_DELETED, at, id, "", Map.of(), undo);
        return become(experiment.name(), experiment, when, experiment.tags(), undo);
    }

    ExperimentRecord restore(String id, Instant at, Undo undo) {
        ExperimentRecord experiment = experiment(id);
        if (experiment.deletedAt() == null) {
            return experiment;
        }
        requireFree(experiment.name(), "restore");
        for (RunState run : runs.values()) {
            if (id.equals(run.life().deletedWith())) {
                run.become(run.life().restored(), undo);
            }
        }
        undo.put(living, experiment.name(), id);
        events.append(Kind.EXPERIMENT_RESTORED, at, id, "", Map.of(), undo);
        return become(experiment.name(), experiment, null, experiment.tags(), undo);
    }

    int purge(List<String> ids, Instant at, Undo undo) {
        int purged = 0;
        for (String id : new LinkedHashSet<>(ids)) {
            ExperimentRecord experiment = byId.get(id);
            if (experiment == null) {
                continue;
            }
            if (experiment.deletedAt() == null) {
                throw new ConflictException("experiment '" + experiment.name() + "' (" + id
                        + ") is not deleted; delete it before it is purged");
            }
            if (runs.values().stream()
                    .anyMatch(run -> run.created.experimentId().equals(id))) {
                throw new ConflictException(
                        "experiment '" + experiment.name() + "' (" + id + ") still has runs; purge them before it");
            }
            undo.remove(byId, id);
            events.append(Kind.EXPERIMENT_PURGED, at, id, "", Map.of(), undo);
            purged++;
        }
        return purged;
    }

    private ExperimentRecord become(
            String name, ExperimentRecord from, @Nullable Instant deletedAt, Map<String, String> tags, Undo undo) {
        ExperimentRecord next = new ExperimentRecord(from.id(), name, from.createdAt(), deletedAt, tags);
        undo.put(byId, from.id(), next);
        return next;
    }

    private void requireFree(String name, String what) {
        String taken = living.get(name);
        if (taken != null) {
            throw new ConflictException("cannot " + what + ": the experiment with id '" + taken + "' is named '" + name
                    + "'; rename it first");
        }
    }

    private ExperimentRecord experiment(String id) {
        ExperimentRecord experiment = byId.get(id);
        if (experiment == null) {
            throw new NotFoundException(
                    "there is no experiment with id '" + id + "' in this store; tracker.experiments() lists them");
        }
        return experiment;
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
