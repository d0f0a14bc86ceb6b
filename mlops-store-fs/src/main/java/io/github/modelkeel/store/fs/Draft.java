package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.tracking.MetricPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the transactions of one group are going to change: they see what those before them in the group changed, and one that
 * fails leaves nothing. Nothing is written before the group is. Used by the writer's thread under the lock of the catalogue.
 */
final class Draft {
    private final Catalog catalog;
    private final Map<String, Entity> group = new LinkedHashMap<>();
    private final Map<String, String> groupRuns = new HashMap<>();
    private final Map<String, KnownPoints.Pending> groupPoints = new HashMap<>();
    private final Map<String, byte[]> groupClaims = new HashMap<>();
    private final Set<String> groupGone = new LinkedHashSet<>();
    private final LineageGraph groupEdges = new LineageGraph();
    private final List<Journal.Entry> entries = new ArrayList<>();
    private LogReader.Position end;
    private long next;

    private final Map<String, Entity> own = new LinkedHashMap<>();
    private final Map<String, String> ownRuns = new HashMap<>();
    private final Map<String, KnownPoints.Pending> ownPoints = new HashMap<>();
    private final Map<String, FileOp> claims = new LinkedHashMap<>();
    private final Map<String, ByteArrayOutputStream> lines = new LinkedHashMap<>();
    private final Map<String, Long> starts = new HashMap<>();
    private final Set<String> gone = new LinkedHashSet<>();
    private final List<LineageEdge> edges = new ArrayList<>();
    private ArrayNode events = Lines.object().putArray("events");
    private long first;

    Draft(Catalog catalog) {
        this.catalog = catalog;
        this.end = catalog.tail();
        this.next = catalog.visible() + 1;
        this.first = next;
    }

    // ---- what a transaction does

    Catalog catalog() {
        return catalog;
    }

    /** Returns a log as this transaction sees it, unread when there is none; fails when it is damaged. */
    Entity entity(String path) {
        Entity changed = changed(path);
        if (changed == null) {
            changed = gone.contains(path) || groupGone.contains(path) ? Entity.unread(path) : catalog.entity(path);
        }
        if (changed.damage() != null) {
            throw requireNonNull(changed.damage());
        }
        return changed;
    }

    private @Nullable Entity changed(String path) {
        if (gone.contains(path)) {
            return null;
        }
        Entity mine = own.get(path);
        return mine != null ? mine : group.get(path);
    }

    /** Returns where a run is, or {@code null}. */
    @Nullable
    String runPath(String id) {
        String path = ownRuns.get(Names.ofId(id));
        path = path != null ? path : groupRuns.get(Names.ofId(id));
        path = path != null ? path : catalog.runPath(id);
        boolean isGone = gone.contains(path) || (groupGone.contains(path) && !own.containsKey(path));
        return isGone ? null : path;
    }

    /** Returns every run as this transaction sees it. */
    List<RunSubject> runs() {
        return asSeen(catalog.runs(), overlay(RunSubject.class));
    }

    /** Returns the runs that are nested in one as this transaction sees them, deleted ones too. */
    List<RunSubject> nestedIn(String id) {
        return asSeen(
                catalog.nestedIn(id),
                overlay(RunSubject.class).stream()
                        .filter(run -> id.equals(run.parentId()))
                        .toList());
    }

    private List<RunSubject> asSeen(List<RunSubject> committed, List<RunSubject> changed) {
        Map<String, RunSubject> all = new LinkedHashMap<>();
        committed.forEach(run -> all.put(run.record().id(), run));
        changed.forEach(run -> all.put(run.record().id(), run));
        all.values().removeIf(run -> runPath(run.record().id()) == null);
        return List.copyOf(all.values());
    }

    /** Returns every experiment as this transaction sees it. */
    List<ExperimentSubject> experiments() {
        Map<String, ExperimentSubject> all = new LinkedHashMap<>();
        catalog.experiments().forEach(each -> all.put(each.record().id(), each));
        overlay(ExperimentSubject.class).forEach(each -> all.put(each.record().id(), each));
        all.keySet()
                .removeIf(id ->
                        gone.contains(ExperimentSubject.path(id)) || groupGone.contains(ExperimentSubject.path(id)));
        return List.copyOf(all.values());
    }

    private <S extends Subject> List<S> overlay(Class<S> kind) {
        List<S> all = new ArrayList<>();
        for (Map<String, Entity> map : List.of(group, own)) {
            map.values().forEach(entity -> {
                if (kind.isInstance(entity.subject())) {
                    all.add(kind.cast(entity.subject()));
                }
            });
        }
        return all;
    }

    /** Returns the edges that are not committed yet. */
    LineageGraph coming() {
        LineageGraph coming = new LineageGraph();
        groupEdges.edges().forEach(coming::add);
        edges.forEach(coming::add);
        return coming;
    }

    void add(LineageEdge edge) {
        edges.add(edge);
    }

    /** Notes a point that is added to a run. */
    void add(String path, MetricPoint point) {
        ownPoints.computeIfAbsent(path, key -> new KnownPoints.Pending()).add(point);
    }

    /** Returns whether a point is added to a run by this transaction, or one before it in the group. */
    boolean isComing(String path, MetricPoint point) {
        KnownPoints.Pending mine = ownPoints.get(path);
        KnownPoints.Pending before = groupPoints.get(path);
        return (mine != null && mine.has(point)) || (before != null && before.has(point));
    }

    /** Takes a sequence for a change that has no event. */
    long silent() {
        return next++;
    }

    /** Adds an event and returns its sequence. */
    long event(Instant at, StoreEvent.Kind kind, String subject, String actor, Map<String, String> detail) {
        ObjectNode event = events.addObject();
        event.put("seq", next);
        event.put("at", Subject.millis(at).toString());
        event.put("kind", kind.name());
        event.put("subject", subject);
        event.put("actor", actor);
        Subject.write(detail, event.putObject("detail"));
        return next++;
    }

    /** Adds a line to a log. */
    void line(String path, long sequence, ObjectNode body) throws IOException {
        Entity before = entity(path);
        ObjectNode line = Lines.object();
        long number = before.position().lines() + 1;
        line.put("n", number);
        line.put("seq", sequence);
        line.setAll(body);
        byte[] bytes = Lines.encode(line);
        Subject subject = before.subject();
        Subject after = path.equals(LineageGraph.PATH)
                ? null
                : subject == null ? EntityReader.first(line) : subject.after(line);
        starts.putIfAbsent(path, before.position().length());
        lines.computeIfAbsent(path, key -> new ByteArrayOutputStream()).writeBytes(bytes);
        String run = subject == null ? RunSubject.folder(path) : null;
        if (run != null) {
            ownRuns.put(run, path);
        }
        long length = before.position().length() + bytes.length;
        own.put(path, new Entity(path, after, new LogReader.Position(length, number, sequence), null));
    }

    /** Makes a file that never changes. */
    void claim(String path, byte[] content) {
        claims.put(path, new FileOp(FileOp.Kind.CLAIM, path, 0, content));
    }

    /** Returns the content of a file that is claimed and not yet there; {@code null} when it is not coming. */
    byte @Nullable [] coming(String path) {
        FileOp mine = claims.get(path);
        return mine != null ? mine.bytes() : groupClaims.get(path);
    }

    /** Removes a log for ever. */
    void remove(String path) {
        own.remove(path);
        lines.remove(path);
        starts.remove(path);
        gone.add(path);
    }

    // ---- what the writer does

    /** Keeps what the transaction did. */
    void keep() throws IOException {
        if (next > first) {
            List<FileOp> ops = new ArrayList<>(claims.values());
            lines.forEach((path, bytes) -> ops.add(
                    new FileOp(FileOp.Kind.APPEND, path, requireNonNull(starts.get(path)), bytes.toByteArray())));
            ops.add(new FileOp(FileOp.Kind.APPEND, Catalog.EVENTS, end.length(), commit()));
            gone.forEach(path -> ops.add(new FileOp(FileOp.Kind.DELETE, path, 0, new byte[0])));
            entries.add(new Journal.Entry(first, next - 1, ops));
            group.putAll(own);
            groupRuns.putAll(ownRuns);
            claims.forEach((path, op) -> groupClaims.put(path, op.bytes()));
            ownPoints.forEach((path, points) -> groupPoints
                    .computeIfAbsent(path, key -> new KnownPoints.Pending())
                    .addAll(points));
            group.keySet().removeAll(gone);
            groupGone.removeAll(own.keySet());
            groupGone.addAll(gone);
            edges.forEach(groupEdges::add);
        }
        reset();
    }

    /** Returns the line of the transaction in the log of commits. */
    private byte[] commit() throws IOException {
        ObjectNode line = Lines.object();
        line.put("n", end.lines() + 1);
        line.put("seq", first);
        line.put("last", next - 1);
        line.set("events", events);
        ObjectNode files = line.putObject("files");
        lines.keySet()
                .forEach(path ->
                        files.put(path, requireNonNull(own.get(path)).position().sequence()));
        if (!gone.isEmpty()) {
            gone.forEach(line.putArray("gone")::add);
        }
        byte[] bytes = Lines.encode(line);
        end = new LogReader.Position(end.length() + bytes.length, end.lines() + 1, first);
        return bytes;
    }

    /** Drops what the transaction did. */
    void drop() {
        next = first;
        reset();
    }

    private void reset() {
        own.clear();
        ownRuns.clear();
        ownPoints.clear();
        claims.clear();
        lines.clear();
        starts.clear();
        gone.clear();
        edges.clear();
        events = Lines.object().putArray("events");
        first = next;
    }

    List<Journal.Entry> entries() {
        return entries;
    }

    /** Hands the outcome of the group to the catalogue. */
    void publish() {
        catalog.publish(group.values(), groupGone, groupEdges, end, next - 1);
    }
}
