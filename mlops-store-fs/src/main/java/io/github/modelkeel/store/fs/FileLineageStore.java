package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.spi.StoredText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was made of what, in a directory. */
final class FileLineageStore implements LineageStore {
    private final FileStore store;

    FileLineageStore(FileStore store) {
        this.store = store;
    }

    @Override
    public void link(List<LineageEdge> edges) {
        List<LineageEdge> kept = new ArrayList<>();
        for (LineageEdge edge : edges) {
            StoredText.check("the role of an edge", edge.role());
            StoredText.check("the id of a node", edge.from().id());
            StoredText.check("the id of a node", edge.to().id());
            kept.add(new LineageEdge(edge.from(), edge.to(), edge.role(), Subject.millis(edge.at())));
        }
        store.change(draft -> {
            draft.entity(LineageGraph.PATH); // up to date and whole
            LineageGraph present = draft.catalog().lineage();
            LineageGraph coming = draft.coming();
            for (LineageEdge edge : kept) {
                if (!present.has(edge) && !coming.has(edge)) {
                    refuseCircle(edge, present, coming);
                    coming.add(edge);
                    add(draft, edge);
                }
            }
        });
    }

    private static void add(Draft draft, LineageEdge edge) throws IOException {
        Map<String, String> detail = Map.of("from", name(edge.from()), "to", name(edge.to()), "role", edge.role());
        long sequence = draft.event(edge.at(), StoreEvent.Kind.LINKED, edge.to().id(), "", detail);
        draft.add(edge);
        draft.line(LineageGraph.PATH, sequence, LineageGraph.line(edge));
    }

    private static void refuseCircle(LineageEdge edge, LineageGraph present, LineageGraph coming) {
        List<LineageNode> way = present.way(edge.to(), edge.from(), coming);
        if (way != null) {
            throw new ConflictException("the edge from " + name(edge.from()) + " to " + name(edge.to())
                    + " closes a circle: " + name(edge.from()) + " -> "
                    + way.stream().map(FileLineageStore::name).collect(Collectors.joining(" -> "))
                    + "; nothing is made of what it is made into");
        }
    }

    private static String name(LineageNode node) {
        return node.kind() + ":" + node.id();
    }

    private <T> T read(Function<LineageGraph, T> reader) {
        return store.read(catalog -> {
            FileStore.intact(catalog.entity(LineageGraph.PATH));
            return reader.apply(catalog.lineage());
        });
    }

    @Override
    public List<LineageEdge> from(LineageNode node) {
        return read(graph -> graph.from(node));
    }

    @Override
    public List<LineageEdge> to(LineageNode node) {
        return read(graph -> graph.to(node));
    }

    @Override
    public Set<LineageNode> upstream(LineageNode node) {
        return read(graph -> graph.upstream(node));
    }

    @Override
    public Set<LineageNode> downstream(LineageNode node) {
        return read(graph -> graph.downstream(node));
    }

    @Override
    public List<LineageEdge> edges() {
        return read(LineageGraph::edges);
    }
}
