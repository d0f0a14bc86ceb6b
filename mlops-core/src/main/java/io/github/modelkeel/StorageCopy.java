package io.github.modelkeel;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Copies one storage to another and compares them. Every step may be done again. */
final class StorageCopy {
    private static final int EDGES_AT_ONCE = 1_000;

    private final Storage from;
    private final Storage to;

    StorageCopy(Storage from, Storage to) {
        this.from = from;
        this.to = to;
    }

    CopyReport copy() {
        List<ExperimentRecord> experiments = from.runs().experiments(View.ALL).stream()
                .sorted(Comparator.comparing((ExperimentRecord each) -> each.deletedAt() == null))
                .toList(); // deleted ones first: they give their names free
        RunCopy runs = new RunCopy(from, to);
        for (ExperimentRecord experiment : experiments) {
            copy(experiment, runs);
        }
        int versions = 0;
        List<String> models = from.registry().models();
        for (String model : models) {
            versions += copyModel(model);
        }
        List<LineageEdge> edges = from.lineage().edges();
        for (int start = 0; start < edges.size(); start += EDGES_AT_ONCE) {
            to.lineage().link(edges.subList(start, Math.min(edges.size(), start + EDGES_AT_ONCE)));
        }
        require(to.lineage().edges().equals(edges), "the lineage");
        return new CopyReport(
                experiments.size(),
                runs.runs(),
                runs.points(),
                runs.files(),
                runs.bytes(),
                models.size(),
                versions,
                edges.size());
    }

    private void copy(ExperimentRecord experiment, RunCopy runs) {
        RunStore store = to.runs();
        Optional<ExperimentRecord> present = store.findExperiment(experiment.id());
        if (present.isEmpty()) {
            ExperimentRecord made = store.experiment(experiment.name(), experiment.id(), experiment.createdAt());
            if (!made.id().equals(experiment.id())) {
                throw new ConflictException(to.description() + " already has an experiment '" + experiment.name()
                        + "' of its own, id " + made.id() + "; copy to an empty storage");
            }
            if (!experiment.tags().isEmpty()) {
                store.tagExperiment(experiment.id(), experiment.tags(), experiment.createdAt());
            }
        }
        List<RunRecord> records = new ArrayList<>();
        everyRun(experiment.id(), records::add);
        parentsFirst(records).forEach(runs::copy);
        runs.delete(records, experiment);
        Instant deleted = experiment.deletedAt();
        if (deleted != null) {
            store.deleteExperiment(experiment.id(), deleted);
        }
        require(store.findExperiment(experiment.id()).equals(Optional.of(experiment)), "experiment " + experiment.id());
        runs.compare(records);
    }

    private void everyRun(String experimentId, Consumer<RunRecord> each) {
        RunQuery query = RunQuery.all()
                .in(experimentId)
                .view(View.ALL)
                .orderBy(io.github.modelkeel.tracking.RunFilter.Field.attribute("start_time"), true)
                .limit(RunQuery.MAX_LIMIT);
        String token = null;
        do {
            var page = from.runs().search(query.page(token));
            page.items().forEach(each);
            token = page.nextToken();
        } while (token != null);
    }

    private static List<RunRecord> parentsFirst(List<RunRecord> records) {
        Map<String, RunRecord> waiting = new HashMap<>();
        records.forEach(record -> waiting.put(record.id(), record));
        List<RunRecord> ordered = new ArrayList<>(records.size());
        for (RunRecord record : records) {
            place(record, waiting, ordered);
        }
        return ordered;
    }

    private static void place(RunRecord record, Map<String, RunRecord> waiting, List<RunRecord> ordered) {
        List<RunRecord> line = new ArrayList<>();
        RunRecord next = waiting.remove(record.id());
        while (next != null) {
            line.add(next);
            next = next.parentId() == null ? null : waiting.remove(next.parentId());
        }
        for (int i = line.size() - 1; i >= 0; i--) {
            ordered.add(line.get(i));
        }
    }

    private int copyModel(String model) {
        ModelHistory original = from.registry()
                .read(model)
                .orElseThrow(() -> new ConflictException("model '" + model + "' was deleted while it was copied"));
        Optional<ModelHistory> present = to.registry().read(model);
        if (present.isEmpty()) {
            to.registry().write(original);
            present = to.registry().read(model);
        }
        require(
                present.map(StorageCopy::withoutSequences).equals(Optional.of(withoutSequences(original))),
                "model '" + model + "'");
        return original.versions().size();
    }

    /** Sequences are those of a store; the order is what counts. */
    private static ModelHistory withoutSequences(ModelHistory history) {
        List<RegistryEvent> events = history.events().stream()
                .map(e ->
                        new RegistryEvent(0, e.kind(), e.model(), e.version(), e.alias(), e.from(), e.to(), e.change()))
                .toList();
        return new ModelHistory(history.info(), history.nextVersion(), history.versions(), history.approvals(), events);
    }

    private void require(boolean same, String what) {
        if (!same) {
            throw new IntegrityException(what + " reads differently in " + to.description() + " than in "
                    + from.description() + "; the copy is not whole: was one of them written to meanwhile?");
        }
    }
}
