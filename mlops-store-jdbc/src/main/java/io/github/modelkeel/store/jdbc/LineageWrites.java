package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adds edges inside one transaction. The transaction has the write lock of the whole database from its beginning, so no
 * other process adds the edge that would close a circle meanwhile.
 */
final class LineageWrites {
    private final Tx tx;

    LineageWrites(Tx tx) {
        this.tx = tx;
    }

    void link(LineageEdge edge) throws SQLException {
        long from = key(edge.from());
        long to = key(edge.to());
        boolean present = tx.first(
                        "SELECT seq FROM lineage_edge WHERE from_pk = ? AND to_pk = ? AND role = ?",
                        row -> row.getLong(1),
                        from,
                        to,
                        edge.role())
                .isPresent();
        if (present) {
            return;
        }
        Optional<List<Long>> back = way(to, from);
        if (back.isPresent()) {
            throw circle(edge, back.get());
        }
        tx.update(
                "INSERT INTO lineage_edge (from_pk, to_pk, role, at_ms, seq) VALUES (?, ?, ?, ?, ?)",
                from,
                to,
                edge.role(),
                edge.at().toEpochMilli(),
                tx.next());
        tx.event(new Event(
                Event.Kind.LINKED,
                to,
                edge.at().toEpochMilli(),
                null,
                edge.role(),
                told(edge.from()),
                told(edge.to()),
                null,
                null));
    }

    private long key(LineageNode node) throws SQLException {
        Optional<Long> present = JdbcLineageStore.key(tx, node);
        if (present.isPresent()) {
            return present.get();
        }
        long key = tx.next();
        tx.update(
                "INSERT INTO lineage_node (node_pk, kind, id) VALUES (?, ?, ?)", key, Codes.of(node.kind()), node.id());
        return key;
    }

    static String told(LineageNode node) {
        return node.kind() + ":" + node.id();
    }

    /**
     * Returns the nodes of a way along the edges, or empty. Looks level by level from both ends at once and ends when one
     * side has no further node, so an edge to something new, which is the usual one, costs one query.
     */
    private Optional<List<Long>> way(long start, long end) throws SQLException {
        if (start == end) {
            return Optional.of(List.of(start));
        }
        Map<Long, @Nullable Long> before = new HashMap<>(); // reached from the start: the node before on the way
        Map<Long, @Nullable Long> after = new HashMap<>(); // from which the end is reached: the node after on the way
        before.put(start, null);
        after.put(end, null);
        List<Long> down = List.of(start);
        List<Long> up = List.of(end);
        while (!down.isEmpty() && !up.isEmpty()) {
            boolean downward = down.size() <= up.size();
            Map<Long, @Nullable Long> own = downward ? before : after;
            Map<Long, @Nullable Long> other = downward ? after : before;
            List<Long> next = new ArrayList<>();
            for (JdbcLineageStore.Hop hop : JdbcLineageStore.hops(
                    tx, downward ? down : up, downward ? JdbcLineageStore.Way.DOWN : JdbcLineageStore.Way.UP)) {
                if (!own.containsKey(hop.far())) {
                    own.put(hop.far(), hop.near());
                    next.add(hop.far());
                }
                if (other.containsKey(hop.far())) {
                    return Optional.of(joined(hop.far(), before, after));
                }
            }
            if (downward) {
                down = next;
            } else {
                up = next;
            }
        }
        return Optional.empty();
    }

    private static List<Long> joined(long meeting, Map<Long, @Nullable Long> before, Map<Long, @Nullable Long> after) {
        Deque<Long> way = new ArrayDeque<>();
        for (Long node = before.get(meeting); node != null; node = before.get(node)) {
            way.addFirst(node);
        }
        for (Long node = meeting; node != null; node = after.get(node)) {
            way.addLast(node);
        }
        return List.copyOf(way);
    }

    private ConflictException circle(LineageEdge edge, List<Long> back) throws SQLException {
        int most = 12; // nodes that are shown of a long way
        List<String> shown = new ArrayList<>();
        for (long node : back.size() <= most ? back : back.subList(0, most)) {
            shown.add(tx.first(
                            "SELECT kind, id FROM lineage_node WHERE node_pk = ?",
                            row -> told(new LineageNode(Codes.node(row.getInt(1)), row.getString(2))),
                            node)
                    .orElse("?"));
        }
        if (back.size() > most) {
            shown.add((back.size() - most - 1) + " more");
            shown.add(told(edge.from()));
        }
        return new ConflictException("the edge from " + told(edge.from()) + " to " + told(edge.to())
                + " would close the circle "
                + shown.stream().collect(Collectors.joining(" -> ", "", " -> " + told(edge.to())))
                + ": nothing is made of itself; check which way round the edge goes");
    }
}
