package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.spi.RunIndex;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the store: the sum of every log that tells of an experiment, run, model or edge, brought up to
 * date by what was added to {@code events.jsonl} since it last looked. Logs are read on from where they were left, and only
 * those that a transaction named. Everything is guarded by {@link #lock}.
 */
final class Catalog {
    static final String EVENTS = "events.jsonl";

    final ReentrantLock lock = new ReentrantLock();
    private final Path root;
    private final Path events;
    private final Map<String, Entity> entities = new HashMap<>();
    private final Map<String, String> runs = new LinkedHashMap<>();
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, String> models = new LinkedHashMap<>();
    private final Map<String, String> liveNames = new HashMap<>();
    private final Map<String, Long> stale = new LinkedHashMap<>();
    private final EntityReader reader;
    private LogReader.Position tail = LogReader.Position.START;
    private long visible;
    private final Nesting nesting = new Nesting();
    private final RunIndex index = new RunIndex(this::candidate); // by path

    Catalog(Path root) {
        this.root = root;
        this.events = root.resolve(EVENTS);
        this.reader = new EntityReader(root);
    }

    /** Where the log of commits was read to. */
    LogReader.Position tail() {
        return tail;
    }

    /** Returns the sequence of the last transaction that is seen. */
    long visible() {
        return visible;
    }

    /** Returns the logs that ended in a line that is not whole when they were read, and by how many bytes. */
    Map<String, Long> torn() {
        return reader.torn();
    }

    LineageGraph lineage() {
        return reader.lineage();
    }

    /** Sets where to read on, when the catalogue was filled from an index or from the logs. */
    void startFrom(LogReader.Position position, long sequence) {
        tail = position;
        visible = sequence;
    }

    /** Looks whether something was committed, by whatever process, and notes which logs it changed. */
    void update() {
        try {
            long length = events.toFile().length(); // 0 when there is none yet
            if (length == tail.length()) {
                return;
            }
            tail = LogReader.read(events, tail, Long.MAX_VALUE, (line, before) -> {
                        visible = Math.max(visible, line.path("last").asLong());
                        line.path("files")
                                .properties()
                                .forEach(each ->
                                        stale(each.getKey(), each.getValue().asLong()));
                        line.path("gone").forEach(path -> forget(path.asText()));
                        return true;
                    })
                    .position();
        } catch (FileNotFoundException e) {
            if (tail.length() > 0) {
                throw new IntegrityException(
                        "'" + events + "' is gone: the store was removed while it is open; restore it", e);
            }
        } catch (IOException e) {
            throw EntityReader.unreadable(events, e);
        }
    }

    private void forget(String path) {
        stale.remove(path);
        Entity before = entities.remove(path);
        String run = RunSubject.folder(path);
        if (run != null) {
            if (before != null && before.subject() instanceof RunSubject nested) {
                nesting.remove(nested, path);
            }
            runs.remove(run);
            index.changed(path);
        } else {
            experiments.values().remove(path);
            liveNames.values().remove(path);
        }
    }

    /** Returns a log as of now; unread when there is none. */
    Entity entity(String path) {
        Long expected = stale.get(path);
        if (expected != null) {
            refresh(path, expected);
        }
        return entities.getOrDefault(path, Entity.unread(path));
    }

    /** Returns a log as it was last read. */
    private Entity known(String path) {
        return entities.getOrDefault(path, Entity.unread(path));
    }

    private void refresh(String path, long expected) {
        Entity next = reader.read(known(path), visible, expected);
        if (next == null) { // its file went away while it was read: the log of commits says so, or it is damage
            update();
            if (!stale.containsKey(path)) {
                return;
            }
            next = EntityReader.damaged(
                    path, new IntegrityException("'" + root.resolve(path) + "' is missing; restore it from a copy"));
        }
        stale.remove(path);
        put(next);
    }

    /** Reads every log of these, whatever its sequence, and returns the greatest sequence that was found. */
    long load(Collection<String> paths, long most) {
        long greatest = 0;
        for (String path : paths) {
            Entity read = reader.read(Entity.unread(path), most, 0);
            if (read != null) {
                put(read);
                greatest = Math.max(greatest, read.position().sequence());
            }
        }
        return greatest;
    }

    /** Forgets everything. */
    void clear() {
        entities.clear();
        runs.clear();
        experiments.clear();
        models.clear();
        liveNames.clear();
        stale.clear();
        reader.clear();
        tail = LogReader.Position.START;
        visible = 0;
        nesting.clear();
        index.clear();
    }

    /** Drops the notes about logs that were read far enough. */
    void settle() {
        stale.entrySet().removeIf(entry -> {
            Entity read = known(entry.getKey());
            return read.damage() != null
                    || (read.position().length() > 0 && read.position().sequence() >= entry.getValue());
        });
    }

    /** Notes that a log was changed since it was read. */
    void stale(String path, long expected) {
        stale.put(path, expected);
        String run = RunSubject.folder(path);
        if (run != null) {
            runs.putIfAbsent(run, path);
        }
    }

    /** Takes over what became of a log, unless more is known already. */
    void put(Entity entity) {
        String path = entity.path();
        Entity before = known(path);
        if (entity.damage() == null
                && entity.position().length() < before.position().length()) {
            return;
        }
        entities.put(path, entity);
        Subject subject = entity.subject();
        String run = RunSubject.folder(path);
        if (run != null) {
            runs.put(run, path); // a damaged one too: it is there
            if (subject instanceof RunSubject nested) {
                nesting.add(nested, path);
            }
            index.changed(path);
        } else if (subject instanceof ExperimentSubject experiment) {
            experiments.put(experiment.record().id(), path);
            liveNames.values().remove(path);
            if (experiment.record().deletedAt() == null) {
                liveNames.put(experiment.record().name(), path);
            }
        } else if (subject instanceof ModelSubject model) {
            models.put(model.name, path);
        }
    }

    /** Takes over what was committed by this process: the logs, the edges, and how far the log of commits goes. */
    void publish(
            Collection<Entity> changed,
            Collection<String> gone,
            LineageGraph edges,
            LogReader.Position end,
            long last) {
        edges.edges().forEach(reader.lineage()::add);
        for (Entity entity : changed) {
            put(entity);
            if (known(entity.path()).position().length() == entity.position().length()) {
                stale.remove(entity.path());
            }
        }
        gone.forEach(this::forget);
        if (tail.length() < end.length()) {
            tail = end;
            visible = Math.max(visible, last);
        }
    }

    private void refreshAll() {
        for (String path : List.copyOf(stale.keySet())) {
            entity(path);
        }
    }

    /** Returns where a run is, or {@code null}. */
    @Nullable
    String runPath(String id) {
        return runs.get(Names.ofId(id));
    }

    /** Returns where the living experiment of a name is, or {@code null}. */
    @Nullable
    String livingExperiment(String name) {
        refreshAll();
        return liveNames.get(name);
    }

    List<ExperimentSubject> experiments() {
        refreshAll();
        return experiments.values().stream()
                .map(path -> (ExperimentSubject) requireNonNull(known(path).subject(), path))
                .toList();
    }

    List<RunSubject> runs() {
        refreshAll();
        List<RunSubject> all = new ArrayList<>(runs.size());
        for (String path : runs.values()) {
            if (known(path).subject() instanceof RunSubject run) {
                all.add(run);
            }
        }
        return all;
    }

    /** Returns the runs that are nested in one and can be read, deleted ones too. */
    List<RunSubject> nestedIn(String id) {
        refreshAll();
        List<RunSubject> nested = new ArrayList<>();
        for (String path : nesting.in(id)) {
            if (known(path).subject() instanceof RunSubject run) {
                nested.add(run);
            }
        }
        return nested;
    }

    List<ModelSubject> models() {
        refreshAll();
        List<ModelSubject> all = new ArrayList<>();
        for (String path : models.values()) {
            if (known(path).subject() instanceof ModelSubject model) {
                all.add(model);
            }
        }
        return all;
    }

    /** Finds a page of the runs that a query asks for, of those that can be read; to be read without the lock. */
    Supplier<Page<RunRecord>> search(RunQuery query) {
        refreshAll();
        return index.search(query, visible);
    }

    private RunIndex.@Nullable Candidate candidate(String path) {
        return known(path).subject() instanceof RunSubject run
                ? new RunIndex.Candidate(run.record(), run.created())
                : null;
    }

    /** Returns the logs that are to be read before the next answer. */
    Set<String> unread() {
        return Set.copyOf(stale.keySet());
    }

    /** Returns everything that was read, for the index and for checks. */
    List<Entity> all() {
        refreshAll();
        return List.copyOf(entities.values());
    }
}
