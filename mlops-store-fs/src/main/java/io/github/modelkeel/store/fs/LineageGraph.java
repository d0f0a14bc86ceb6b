package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was made of what. Guarded by the lock of the catalogue. */
final class LineageGraph {
    static final String PATH = "lineage.jsonl";

    private final Map<Key, LineageEdge> all = new LinkedHashMap<>();
    private final Map<LineageNode, List<LineageEdge>> from = new HashMap<>();
    private final Map<LineageNode, List<LineageEdge>> to = new HashMap<>();

    private record Key(LineageNode from, LineageNode to, String role) {
        static Key of(LineageEdge edge) {
            return new Key(edge.from(), edge.to(), edge.role());
        }
    }

    /** Adds an edge; one that is there is no change. */
    boolean add(LineageEdge edge) {
        if (all.putIfAbsent(Key.of(edge), edge) != null) {
            return false;
        }
        from.computeIfAbsent(edge.from(), node -> new ArrayList<>()).add(edge);
        to.computeIfAbsent(edge.to(), node -> new ArrayList<>()).add(edge);
        return true;
    }

    boolean has(LineageEdge edge) {
        return all.containsKey(Key.of(edge));
    }

    List<LineageEdge> edges() {
        return List.copyOf(all.values());
    }

    List<LineageEdge> from(LineageNode node) {
        return List.copyOf(from.getOrDefault(node, List.of()));
    }

    List<LineageEdge> to(LineageNode node) {
        return List.copyOf(to.getOrDefault(node, List.of()));
    }

    Set<LineageNode> downstream(LineageNode node) {
        return closure(node, true);
    }

    Set<LineageNode> upstream(LineageNode node) {
        return closure(node, false);
    }

    private Set<LineageNode> closure(LineageNode start, boolean down) {
        Set<LineageNode> seen = new LinkedHashSet<>();
        Deque<LineageNode> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            for (LineageEdge edge : (down ? from : to).getOrDefault(open.remove(), List.of())) {
                LineageNode next = down ? edge.to() : edge.from();
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        seen.remove(start);
        return Collections.unmodifiableSet(seen);
    }

    /** Returns a way from one node to another over the edges that are here and those that are to come; null when none. */
    @Nullable
    List<LineageNode> way(LineageNode start, LineageNode end, LineageGraph coming) {
        Map<LineageNode, LineageNode> reachedFrom = new HashMap<>();
        Set<LineageNode> seen = new HashSet<>(Set.of(start));
        Deque<LineageNode> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            LineageNode node = open.remove();
            if (node.equals(end)) {
                return wayTo(end, start, reachedFrom);
            }
            for (LineageGraph graph : List.of(this, coming)) {
                for (LineageEdge edge : graph.from.getOrDefault(node, List.of())) {
                    if (seen.add(edge.to())) {
                        reachedFrom.put(edge.to(), node);
                        open.add(edge.to());
                    }
                }
            }
        }
        return null;
    }

    private static List<LineageNode> wayTo(
            LineageNode end, LineageNode start, Map<LineageNode, LineageNode> reachedFrom) {
        List<LineageNode> way = new ArrayList<>();
        for (LineageNode node = end; node != null && !node.equals(start); node = reachedFrom.get(node)) {
            way.add(node);
        }
        way.add(start);
        Collections.reverse(way);
        return way;
    }

    static ObjectNode line(LineageEdge edge) {
        ObjectNode line = Lines.object();
        line.put("do", "link");
        line.putArray("from").add(edge.from().kind().name()).add(edge.from().id());
        line.putArray("to").add(edge.to().kind().name()).add(edge.to().id());
        line.put("role", edge.role());
        line.put("at", Subject.millis(edge.at()).toString());
        return line;
    }

    static LineageEdge edge(JsonNode line) {
        return new LineageEdge(
                node(line.path("from")),
                node(line.path("to")),
                line.path("role").asText(),
                Subject.instant(line.path("at")));
    }

    private static LineageNode node(JsonNode from) {
        return new LineageNode(
                LineageNode.Kind.valueOf(from.path(0).asText()), from.path(1).asText());
    }
}
