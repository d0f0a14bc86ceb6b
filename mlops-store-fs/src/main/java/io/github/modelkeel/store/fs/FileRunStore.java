package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.PageToken;
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
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments and runs in a directory. */
final class FileRunStore implements RunStore {
    private final FileStore store;
    private final KnownPoints known;

    FileRunStore(FileStore store, Path root) {
        this.store = store;
        this.known = new KnownPoints(root);
    }

    @Override
    public void apply(List<RunCommand> commands, Durability durability) {
        List<RunCommand> all = List.copyOf(commands);
        store.write(durability == Durability.SYNC, draft -> {
            RunWrites writes = new RunWrites(draft, known);
            for (RunCommand command : all) {
                writes.apply(command);
            }
            return all.size();
        });
    }

    @Override
    public ExperimentRecord experiment(String name, String id, Instant at) {
        StoredText.check("the name of an experiment", name);
        Optional<ExperimentRecord> present = store.read(catalog -> {
            String path = catalog.livingExperiment(name);
            return path != null && catalog.entity(path).subject() instanceof ExperimentSubject experiment
                    ? Optional.of(experiment.record())
                    : Optional.empty();
        });
        return present.orElseGet(() -> store.write(true, draft -> new RunLife(draft).experiment(name, id, at)));
    }

    @Override
    public List<ExperimentRecord> experiments(View view) {
        return store.read(Catalog::experiments).stream()
                .map(ExperimentSubject::record)
                .filter(each -> switch (view) {
                    case ACTIVE -> each.deletedAt() == null;
                    case DELETED -> each.deletedAt() != null;
                    case ALL -> true;
                })
                .sorted(Comparator.comparing(ExperimentRecord::name, StoredText.CODE_POINTS)
                        .thenComparing(ExperimentRecord::createdAt))
                .toList();
    }

    @Override
    public Optional<ExperimentRecord> findExperiment(String id) {
        return store.read(catalog ->
                FileStore.intact(catalog.entity(ExperimentSubject.path(id))).subject()
                                instanceof ExperimentSubject experiment
                        ? Optional.of(experiment.record())
                        : Optional.empty());
    }

    @Override
    public void tagExperiment(String id, Map<String, String> tags, Instant at) {
        Map<String, String> all = Map.copyOf(tags);
        store.change(draft -> new RunLife(draft).tag(id, all, at));
    }

    @Override
    public void renameExperiment(String id, String name, Instant at) {
        store.change(draft -> new RunLife(draft).rename(id, name, at));
    }

    @Override
    public void deleteExperiment(String id, Instant at) {
        store.change(draft -> new RunLife(draft).deleteExperiment(id, at));
    }

    @Override
    public void restoreExperiment(String id, Instant at) {
        store.change(draft -> new RunLife(draft).restoreExperiment(id, at));
    }

    @Override
    public Optional<RunRecord> find(String runId) {
        return store.read(catalog -> run(catalog, runId)).map(RunSubject::record);
    }

    private static Optional<RunSubject> run(Catalog catalog, String runId) {
        String path = catalog.runPath(runId);
        return path != null && FileStore.intact(catalog.entity(path)).subject() instanceof RunSubject run
                ? Optional.of(run)
                : Optional.empty();
    }

    @Override
    public Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit) {
        if (limit < 1 || limit > MAX_HISTORY_PAGE) {
            throw new InvalidInputException(
                    "a page of a history has 1 to " + MAX_HISTORY_PAGE + " points, was " + limit);
        }
        String question = PageToken.question("history", runId, metric, context);
        Place from =
                token == null ? new Place(LogReader.Position.START, 0) : Place.of(PageToken.decode(token, question));
        Series.Key key = new Series.Key(metric, context);
        record Seen(Path log, LogReader.Position end, boolean isThere) {}
        Seen seen = store.read(catalog -> {
            RunSubject run = run(catalog, runId).orElseThrow(() -> RunWrites.noRun(runId));
            Entity log = catalog.entity(run.path());
            return new Seen(store.path(log.path()), log.position(), run.series(key) != null);
        });
        if (!seen.isThere()) {
            return new Page<>(List.of(), null);
        }
        if (from.line().length() > seen.end().length()) {
            throw Place.unfit();
        }
        PointReader reader = new PointReader(key, from, limit);
        try {
            LogReader.read(seen.log(), from.line(), seen.end().sequence(), reader);
        } catch (FileNotFoundException e) {
            if (Files.notExists(seen.log())) {
                throw RunWrites.noRun(runId); // purged meanwhile
            }
            throw store.unreadable(e);
        } catch (IOException e) {
            throw store.unreadable(e);
        }
        Place next = reader.next;
        return new Page<>(reader.points, next == null ? null : next.token().encode(question));
    }

    /** Where a page of a history begins: at a point of the line that begins at a position of the log. */
    private record Place(LogReader.Position line, int point) {
        PageToken token() {
            return new PageToken(line.sequence(), List.of(line.length(), line.lines(), (long) point));
        }

        static Place of(PageToken token) {
            List<@Nullable Object> key = token.key();
            if (key.size() == 3
                    && key.get(0) instanceof Long length
                    && key.get(1) instanceof Long lines
                    && key.get(2) instanceof Long point
                    && length >= 0
                    && lines >= 0
                    && point >= 0
                    && point <= Integer.MAX_VALUE) {
                return new Place(new LogReader.Position(length, lines, token.snapshot()), point.intValue());
            }
            throw unfit();
        }

        static InvalidInputException unfit() {
            return new InvalidInputException("the page token does not fit the history; read it from its first page");
        }
    }

    /** Collects points of one series until a page is full, and finds out whether there is another. */
    private static final class PointReader implements LogReader.Sink {
        private final Series.Key key;
        private final Place from;
        private final int limit;
        private final List<MetricPoint> points = new ArrayList<>();
        private @Nullable Place next;

        PointReader(Series.Key key, Place from, int limit) {
            this.key = key;
            this.from = from;
            this.limit = limit;
        }

        @Override
        public boolean take(ObjectNode line, LogReader.Position before) {
            JsonNode all = line.path("points");
            int first = before.length() == from.line().length() ? from.point() : 0;
            for (int i = first; i < all.size(); i++) {
                JsonNode each = all.get(i);
                if (each.path(0).asText().equals(key.metric())
                        && each.path(1).asText().equals(key.context())) {
                    if (points.size() == limit) {
                        next = new Place(before, i);
                        return false;
                    }
                    points.add(Series.point(each));
                }
            }
            return true;
        }
    }

    @Override
    public Page<RunRecord> search(RunQuery query) {
        return store.read(catalog -> catalog.search(query)).get(); // reads on while others write
    }

    @Override
    public List<String> markLost(Instant silentSince, Instant at) {
        return store.write(true, draft -> new RunLife(draft).markLost(silentSince, at));
    }

    @Override
    public Deleted deletedBefore(Instant time) {
        return store.read(catalog -> {
            List<RunSubject> all = catalog.runs();
            Map<String, RunRecord> byId = new HashMap<>();
            all.forEach(run -> byId.put(run.record().id(), run.record()));
            List<String> deepestFirst = byId.values().stream()
                    .filter(run -> run.deletedAt() != null && run.deletedAt().isBefore(time))
                    .sorted(Comparator.comparingInt((RunRecord run) -> depth(run, byId))
                            .reversed()
                            .thenComparing(RunRecord::id))
                    .map(RunRecord::id)
                    .toList();
            List<String> oldestFirst = catalog.experiments().stream()
                    .map(ExperimentSubject::record)
                    .filter(each -> each.deletedAt() != null && each.deletedAt().isBefore(time))
                    .sorted(Comparator.comparing(ExperimentRecord::deletedAt).thenComparing(ExperimentRecord::id))
                    .map(ExperimentRecord::id)
                    .toList();
            return new Deleted(oldestFirst, deepestFirst);
        });
    }

    /** A run is made after the one it is nested in, so this ends. */
    private static int depth(RunRecord run, Map<String, RunRecord> byId) {
        int depth = 0;
        for (RunRecord at = run; at != null && at.parentId() != null; at = byId.get(at.parentId())) {
            depth++;
        }
        return depth;
    }

    @Override
    public void purgeRuns(List<String> runIds, Instant at) {
        List<String> ids = List.copyOf(runIds);
        store.change(draft -> new RunLife(draft).purgeRuns(ids, at));
    }

    @Override
    public void purgeExperiments(List<String> ids, Instant at) {
        List<String> all = List.copyOf(ids);
        store.change(draft -> new RunLife(draft).purgeExperiments(all, at));
    }
}
