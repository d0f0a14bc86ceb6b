package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.registry.LineageNode.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises of {@link io.github.modelkeel.spi.LineageStore}. */
public abstract class LineageStoreTck extends StorageTck {
    private static final int DAGS = Integer.getInteger("modelkeel.tck.dags", 1_000);

    private static final List<Kind> KINDS = List.of(Kind.values());

    /** Made by JUnit. */
    protected LineageStoreTck() {}

    private static LineageNode run(String id) {
        return new LineageNode(Kind.RUN, id);
    }

    private static LineageEdge edge(LineageNode from, LineageNode to, String role) {
        return new LineageEdge(from, to, role, T0);
    }

    private void link(LineageEdge... edges) {
        storage.lineage().link(List.of(edges));
    }

    @Test
    void edgesComeBackInTheOrderTheyWereAdded() { // behaviour 74
        LineageNode data = new LineageNode(Kind.DATASET, "ab".repeat(32));
        LineageNode version = new LineageNode(Kind.MODEL_VERSION, "churn/1");
        LineageEdge train = edge(data, run("r"), "train");
        LineageEdge test = edge(data, run("r"), "test");
        LineageEdge made = edge(run("r"), version, "");
        link(train, made);
        link(test, new LineageEdge(data, run("r"), "train", T0.plusSeconds(9)), train);
        assertThat(storage.lineage().edges()).containsExactly(train, made, test);
        assertThat(storage.lineage().from(data)).containsExactly(train, test);
        assertThat(storage.lineage().to(run("r"))).containsExactly(train, test);
        assertThat(storage.lineage().from(run("r"))).containsExactly(made);
        assertThat(storage.lineage().upstream(version)).containsExactlyInAnyOrder(run("r"), data);
        assertThat(storage.lineage().downstream(data)).containsExactlyInAnyOrder(run("r"), version);
        assertThat(storage.lineage().upstream(data)).isEmpty();
        assertThat(storage.lineage().from(run("unknown"))).isEmpty();
        assertThat(storage.lineage().upstream(run("unknown"))).isEmpty();
        assertThat(storage.lineage().downstream(new LineageNode(Kind.DEPLOYMENT, "r")))
                .isEmpty();
    }

    @Test
    void aCircleIsRefusedWithItsWay() { // behaviour 74
        link(edge(run("a"), run("b"), ""), edge(run("b"), run("c"), ""), edge(run("c"), run("d"), ""));
        List<LineageEdge> before = storage.lineage().edges();
        for (String start : List.of("b", "c", "d")) {
            assertThatThrownBy(() -> link(edge(run("x" + start), run("y"), ""), edge(run(start), run("a"), "back")))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining(start)
                    .hasMessageContaining("a");
        }
        assertThatThrownBy(() -> link(edge(run("p"), run("q"), ""), edge(run("q"), run("p"), "")))
                .isInstanceOf(ConflictException.class); // closed inside one list
        assertThat(storage.lineage().edges()).isEqualTo(before);
        assertThatThrownBy(() -> edge(run("a"), run("a"), "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> link(edge(run("a\u0000"), run("b"), ""))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void ofTwoEdgesThatCloseACircleTogetherOneIsRefused() throws Exception { // behaviour 74
        for (int i = 0; i < 20; i++) {
            LineageNode a = run("a" + i);
            LineageNode b = run("b" + i);
            List<Boolean> kept = Race.of(2, n -> () -> {
                try {
                    link(n == 0 ? edge(a, b, "") : edge(b, a, ""));
                    return true;
                } catch (ConflictException e) {
                    return false;
                }
            });
            assertThat(kept).containsExactlyInAnyOrder(true, false);
        }
    }

    /** A graph as plain edges; closures by repeating until nothing is added. */
    private record Graph(List<LineageNode> nodes, List<LineageEdge> edges) {
        static Graph random(Random random, int number) {
            List<LineageNode> nodes = new ArrayList<>();
            int size = 2 + random.nextInt(8);
            for (int i = 0; i < size; i++) {
                Kind kind = KINDS.get(random.nextInt(KINDS.size()));
                nodes.add(new LineageNode(kind, "g" + number + "." + i));
            }
            List<LineageEdge> edges = new ArrayList<>();
            for (int i = random.nextInt(2 * size); i > 0; i--) {
                int from = random.nextInt(size - 1);
                int to = from + 1 + random.nextInt(size - 1 - from); // upwards only: no circle
                edges.add(edge(nodes.get(from), nodes.get(to), "role" + random.nextInt(2)));
            }
            return new Graph(nodes, edges);
        }

        Set<LineageNode> closure(LineageNode start, boolean up) {
            Set<LineageNode> reached = new HashSet<>(List.of(start));
            boolean grew = true;
            while (grew) {
                grew = false;
                for (LineageEdge edge : edges) {
                    LineageNode here = up ? edge.to() : edge.from();
                    LineageNode next = up ? edge.from() : edge.to();
                    grew |= reached.contains(here) && reached.add(next);
                }
            }
            reached.remove(start);
            return reached;
        }
    }

    @Test
    void closuresAreThoseOfTheReference() { // behaviour 74
        Random random = new Random(5L);
        List<Graph> graphs = new ArrayList<>();
        List<LineageEdge> edges = new ArrayList<>();
        for (int i = 0; i < DAGS; i++) {
            Graph graph = Graph.random(random, i);
            graphs.add(graph);
            edges.addAll(graph.edges());
            if (edges.size() > 200 || i == DAGS - 1) {
                storage.lineage().link(edges);
                edges.clear();
            }
        }
        for (int i = 0; i < DAGS; i++) {
            Graph graph = graphs.get(i);
            LineageNode node = graph.nodes().get(random.nextInt(graph.nodes().size()));
            assertThat(storage.lineage().upstream(node)).as("graph %s", i).isEqualTo(graph.closure(node, true));
            assertThat(storage.lineage().downstream(node)).as("graph %s", i).isEqualTo(graph.closure(node, false));
            Set<LineageNode> above = graph.closure(node, true);
            if (i % 10 == 0 && !above.isEmpty()) {
                LineageNode top = above.iterator().next();
                assertThatThrownBy(() -> link(edge(node, top, "back")))
                        .as("graph %s", i)
                        .isInstanceOf(ConflictException.class);
            }
        }
        assertThat(storage.lineage().edges())
                .hasSameSizeAs(new HashSet<>(
                        graphs.stream().flatMap(graph -> graph.edges().stream()).toList()));
    }

    @Test
    void edgesAreThereAfterReopening() {
        link(edge(run("a"), run("b"), "x"), edge(run("b"), run("c"), ""));
        List<LineageEdge> before = storage.lineage().edges();
        reopen();
        assertThat(storage.lineage().edges()).isEqualTo(before);
        assertThat(storage.lineage().upstream(run("c"))).containsExactlyInAnyOrder(run("a"), run("b"));
        assertThatThrownBy(() -> link(edge(run("c"), run("a"), ""))).isInstanceOf(ConflictException.class);
    }
}
