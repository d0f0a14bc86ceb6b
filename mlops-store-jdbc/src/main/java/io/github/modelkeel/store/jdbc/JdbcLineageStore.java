package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was made of what, in a database. */
final class JdbcLineageStore implements LineageStore {
    private static final String EDGES = "SELECT a.kind, a.id, b.kind, b.id, e.role, e.at_ms FROM lineage_edge e"
            + " JOIN lineage_node a ON a.node_pk = e.from_pk JOIN lineage_node b ON b.node_pk = e.to_pk";

    private final Database database;

    JdbcLineageStore(Database database) {
        this.database = database;
    }

    /** Which way the edges are followed. */
    enum Way {
        UP("to_pk", "from_pk"),
        DOWN("from_pk", "to_pk");

        private final String near;
        private final String far;

        Way(String near, String far) {
            this.near = near;
            this.far = far;
        }
    }

    /** Two neighbours: {@code far} is one edge away from {@code near}. */
    record Hop(long near, long far) {}

    @Override
    public void link(List<LineageEdge> edges) {
        for (LineageEdge edge : edges) {
            StoredText.check("the id of a node of the lineage", edge.from().id());
            StoredText.check("the id of a node of the lineage", edge.to().id());
            StoredText.check("the role of an edge of the lineage", edge.role());
        }
        database.change(tx -> {
            LineageWrites writes = new LineageWrites(tx);
            for (LineageEdge edge : edges) {
                writes.link(edge);
            }
        });
    }

    @Override
    public List<LineageEdge> from(LineageNode node) {
        return edges(" WHERE a.kind = ? AND a.id = ?", Codes.of(node.kind()), node.id());
    }

    @Override
    public List<LineageEdge> to(LineageNode node) {
        return edges(" WHERE b.kind = ? AND b.id = ?", Codes.of(node.kind()), node.id());
    }

    @Override
    public List<LineageEdge> edges() {
        return edges("");
    }

    private List<LineageEdge> edges(String which, @Nullable Object... values) {
        return List.copyOf(database.read(db -> db.list(
                EDGES + which + " ORDER BY e.seq",
                row -> new LineageEdge(
                        node(row, 1), node(row, 3), row.getString(5), Instant.ofEpochMilli(row.getLong(6))),
                values)));
    }

    private static LineageNode node(ResultSet row, int column) throws SQLException {
        return new LineageNode(Codes.node(row.getInt(column)), row.getString(column + 1));
    }

    @Override
    public Set<LineageNode> upstream(LineageNode node) {
        return closure(node, Way.UP);
    }

    @Override
    public Set<LineageNode> downstream(LineageNode node) {
        return closure(node, Way.DOWN);
    }

    private Set<LineageNode> closure(LineageNode node, Way way) {
        return database.read(db -> {
            Optional<Long> start = key(db, node);
            if (start.isEmpty()) {
                return Set.of();
            }
            return db.dialect().hasRecursiveUnion() ? inOneQuery(db, start.get(), way) : byLevel(db, start.get(), way);
        });
    }

    static Optional<Long> key(Db db, LineageNode node) throws SQLException {
        return db.first(
                "SELECT node_pk FROM lineage_node WHERE kind = ? AND id = ?",
                row -> row.getLong(1),
                Codes.of(node.kind()),
                node.id());
    }

    private static Set<LineageNode> inOneQuery(Db db, long start, Way way) throws SQLException {
        return Set.copyOf(db.list(
                "WITH RECURSIVE reached (pk) AS (SELECT " + way.far + " FROM lineage_edge WHERE " + way.near + " = ?"
                        + " UNION SELECT e." + way.far + " FROM reached r JOIN lineage_edge e ON e." + way.near
                        + " = r.pk) SELECT n.kind, n.id FROM reached r JOIN lineage_node n ON n.node_pk = r.pk",
                row -> node(row, 1),
                start));
    }

    /** One query for each level, for a database whose recursion would follow every way to a node again. */
    private static Set<LineageNode> byLevel(Db db, long start, Way way) throws SQLException {
        Set<Long> reached = new HashSet<>();
        List<Long> level = List.of(start);
        while (!level.isEmpty()) {
            List<Long> next = new ArrayList<>();
            for (Hop hop : hops(db, level, way)) {
                if (reached.add(hop.far())) {
                    next.add(hop.far());
                }
            }
            level = next;
        }
        Set<LineageNode> nodes = new HashSet<>();
        for (List<Long> some : parts(reached)) {
            nodes.addAll(db.list(
                    "SELECT kind, id FROM lineage_node WHERE node_pk IN (" + marks(some) + ")",
                    row -> node(row, 1),
                    padded(some)));
        }
        return Set.copyOf(nodes);
    }

    /** Returns the edges that lead from nodes, one way or the other. */
    static List<Hop> hops(Db db, Collection<Long> nodes, Way way) throws SQLException {
        List<Hop> hops = new ArrayList<>();
        for (List<Long> some : parts(nodes)) {
            hops.addAll(db.list(
                    "SELECT " + way.near + ", " + way.far + " FROM lineage_edge WHERE " + way.near + " IN ("
                            + marks(some) + ")",
                    row -> new Hop(row.getLong(1), row.getLong(2)),
                    padded(some)));
        }
        return hops;
    }

    /** Most values of one list in a statement. */
    private static final int PART = 256;

    private static List<List<Long>> parts(Collection<Long> values) {
        List<Long> all = List.copyOf(values);
        List<List<Long>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += PART) {
            parts.add(all.subList(from, Math.min(all.size(), from + PART)));
        }
        return parts;
    }

    /** Lists come in few lengths, so that few statements are prepared: 1, 16 or {@link #PART}. */
    private static int length(List<Long> part) {
        return part.size() == 1 ? 1 : part.size() <= 16 ? 16 : PART;
    }

    private static String marks(List<Long> part) {
        return "?" + ", ?".repeat(length(part) - 1);
    }

    private static @Nullable Object[] padded(List<Long> part) {
        @Nullable Object[] values = new @Nullable Object[length(part)];
        for (int i = 0; i < values.length; i++) {
            values[i] = part.get(Math.min(i, part.size() - 1));
        }
        return values;
    }
}
