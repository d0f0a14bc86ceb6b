package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.spi.StoredText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was made of what, in memory. */
final class MemoryLineageStore implements LineageStore {
    private final MemoryStorage.Guard guard;
    private final MemoryEventLog log;
    private final List<LineageEdge> edges = new ArrayList<>();
    private final Set<Key> known = new HashSet<>();
    private final Map<LineageNode, List<LineageEdge>> from = new HashMap<>();
    private final Map<LineageNode, List<LineageEdge>> to = new HashMap<>();

    /** What makes two edges the same. */
    private record Key(LineageNode from, LineageNode to, String role) {}

    MemoryLineageStore(MemoryStorage.Guard guard, MemoryEventLog log) {
        this.guard = guard;
        this.log = log;
    }

    @Override
    public void link(List<LineageEdge> added) {
        for (LineageEdge edge : added) {
            StoredText.check("the role of an edge", edge.role());
            StoredText.check("the id of a node", edge.from().id());
            StoredText.check("the id of a node", edge.to().id());
        }
        synchronized (guard) {
            guard.requireOpen();
            Undo undo = new Undo();
            try {
                added.forEach(edge -> link(edge, undo));
            } catch (RuntimeException e) {
                undo.all();
                throw e;
            }
        }
    }

    private void link(LineageEdge given, Undo undo) {
        LineageEdge edge = new LineageEdge(given.from(), given.to(), given.role(), RunState.millis(given.at()));
        Key key = new Key(edge.from(), edge.to(), edge.role());
        if (!known.add(key)) {
            return;
        }
        undo.add(() -> known.remove(key));
        refuseCircle(edge);
        append(edges, edge, undo);
        append(from.computeIfAbsent(edge.from(), node -> new ArrayList<>()), edge, undo);
        append(to.computeIfAbsent(edge.to(), node -> new ArrayList<>()), edge, undo);
        Map<String, String> detail = Map.of("from", name(edge.from()), "to", name(edge.to()), "role", edge.role());
        log.append(Kind.LINKED, edge.at(), edge.to().id(), "", detail, undo);
    }

    private static void append(List<LineageEdge> list, LineageEdge edge, Undo undo) {
        list.add(edge);
        undo.add(() -> list.remove(list.size() - 1));
    }

    private static String name(LineageNode node) {
        return node.kind() + ":" + node.id();
    }

    /** Refuses an edge whose end leads to its beginning already, and says by which way. */
    private void refuseCircle(LineageEdge edge) {
        Map<LineageNode, LineageNode> cameFrom = new HashMap<>();
        Deque<LineageNode> open = new ArrayDeque<>(List.of(edge.to()));
        while (!open.isEmpty()) {
            LineageNode node = open.remove();
            if (node.equals(edge.from())) {
                List<LineageNode> way = new ArrayList<>(List.of(edge.to()));
                for (LineageNode at = node; at != null && !at.equals(edge.to()); at = cameFrom.get(at)) {
                    way.add(1, at);
                }
                way.add(0, edge.from());
                throw new ConflictException("the edge from " + name(edge.from()) + " to " + name(edge.to())
                        + " closes a circle: "
                        + way.stream().map(MemoryLineageStore::name).collect(Collectors.joining(" -> "))
                        + "; nothing is made of what it is made into");
            }
            for (LineageEdge next : from.getOrDefault(node, List.of())) {
                if (!next.to().equals(edge.to()) && cameFrom.putIfAbsent(next.to(), node) == null) {
                    open.add(next.to());
                }
            }
        }
    }

    @Override
    public List<LineageEdge> from(LineageNode node) {
        synchronized (guard) {
            guard.requireOpen();
            return List.copyOf(from.getOrDefault(node, List.of()));
        }
    }

    @Override
    public List<LineageEdge> to(LineageNode node) {
        synchronized (guard) {
            guard.requireOpen();
            return List.copyOf(to.getOrDefault(node, List.of()));
        }
    }

    @Override
    public Set<LineageNode> upstream(LineageNode node) {
        return reached(node, to, LineageEdge::from);
    }

    @Override
    public Set<LineageNode> downstream(LineageNode node) {
        return reached(node, from, LineageEdge::to);
    }

    private Set<LineageNode> reached(
            LineageNode node, Map<LineageNode, List<LineageEdge>> by, Function<LineageEdge, LineageNode> next) {
        synchronized (guard) {
            guard.requireOpen();
            Set<LineageNode> reached = new HashSet<>();
            Deque<LineageNode> open = new ArrayDeque<>(List.of(node));
            while (!open.isEmpty()) {
                for (LineageEdge edge : by.getOrDefault(open.remove(), List.of())) {
                    LineageNode other = next.apply(edge);
                    if (reached.add(other)) {
                        open.add(other);
                    }
                }
            }
            return Set.copyOf(reached);
        }
    }

    @Override
    public List<LineageEdge> edges() {
        synchronized (guard) {
            guard.requireOpen();
            return List.copyOf(edges);
        }
    }
}
