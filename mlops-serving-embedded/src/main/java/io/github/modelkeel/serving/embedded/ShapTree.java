package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;

/**
 * One tree, its nodes parents first, prepared for {@link TreeShap}. Node 0 is the root; every other stands for the edge that
 * leads to it too. Written once; read by every thread.
 */
final class ShapTree {
    /** Points of shallow trees, for whom there is unrolled code: exact for six features on a path. */
    static final int FEWEST_POINTS = 3;

    /** The margin that the leaves add to, or -1. */
    final int margin;

    final int size;

    /** For each node but the root its parent. */
    final int[] parent;

    /** For each edge the nearest one above that tests the same feature, or 0 for none. */
    final int[] previous;

    /** For each edge the feature that its parent tests. */
    final int[] feature;

    /** For each edge 1 if it leads to the left. */
    final int[] side;

    /** For each edge the share of the training rows kept by it and by all edges above it that test the same feature. */
    final double[] share;

    final boolean[] leaf;
    final int[] slot;
    final int[] operand;

    /** Leaf values times the factor of their margin: one for each node, or one for each margin and node. */
    final double[] values;

    /** Expected value: one, or one for each margin. */
    final double[] expected;

    /** Points of the quadrature that is exact for this tree. */
    final int points;

    ShapTree(Tree tree, float[] cover, SlotPlan plan, double[] factors) {
        margin = tree.margin();
        size = tree.feature().length;
        parent = new int[size];
        previous = new int[size];
        feature = new int[size];
        side = new int[size];
        share = new double[size];
        leaf = new boolean[size];
        slot = new int[size];
        operand = new int[size];
        int each = margin < 0 ? factors.length : 1;
        values = new double[Math.multiplyExact(size, each)];
        expected = new double[each];

        int[] order = order(tree);
        double[] reach = new double[size]; // share of the training rows that come by
        int[] distinct = new int[size]; // different features above
        int most = 0;
        for (int at = 0; at < size; at++) {
            int node = order[at];
            int above = order[parent[at]];
            if (at == 0) {
                share[0] = 1;
                reach[0] = 1;
            } else {
                feature[at] = tree.feature()[above];
                previous[at] = previous(at);
                double kept = cover[above] == 0 ? 0.5 : cover[node] / (double) cover[above];
                share[at] = share[previous[at]] * kept;
                reach[at] = reach[parent[at]] * kept;
                distinct[at] = distinct[parent[at]] + (previous[at] == 0 ? 1 : 0);
                most = Math.max(most, distinct[at]);
            }
            leaf[at] = tree.feature()[node] < 0;
            if (leaf[at]) {
                for (int i = 0; i < each; i++) {
                    double value = tree.leaf()[node * each + i] * factors[margin < 0 ? i : margin];
                    values[at * each + i] = value;
                    expected[i] += reach[at] * value;
                }
            } else {
                slot[at] = plan.slot(tree, node);
                operand[at] = plan.operand(tree, node);
            }
        }
        points = Math.max(FEWEST_POINTS, (most + 1) / 2); // degree most - 1
    }

    /** Returns the nodes of a tree, parents first, and notes for each place its parent's place and the side. */
    private int[] order(Tree tree) {
        int[] order = new int[size];
        int used = 1;
        for (int at = 0; at < used; at++) {
            int node = order[at];
            if (tree.feature()[node] >= 0) {
                order[used] = tree.left()[node];
                side[used] = 1;
                parent[used++] = at;
                order[used] = tree.right()[node];
                parent[used++] = at;
            }
        }
        return Arrays.copyOf(order, used);
    }

    private int previous(int edge) {
        int above = parent[edge];
        while (above != 0 && feature[above] != feature[edge]) {
            above = parent[above];
        }
        return above;
    }

    /** Returns how many numbers {@link #tables} has. */
    long tableSize() {
        return (long) size * 6 * points;
    }

    /**
     * Returns, for each edge, what it does in each of three states. An edge is on if the row goes its way and all edges above it
     * that test the same feature are on. State 0: the feature was off already; 1: it goes off here; 2: it stays on. With t a
     * point and z a share, an edge that is on stands for the factor t + (1 - t) z of the product, one that is off for (1 - t) z,
     * each in place of the factor of the edge above for the same feature. First for each state and point what the product is
     * multiplied by, then for each state and point what its contribution changes by.
     */
    double[] tables(GaussLegendre rule) {
        double[] tables = new double[Math.toIntExact(tableSize())];
        for (int edge = 1; edge < size; edge++) {
            double z = share[edge];
            double above = share[previous[edge]];
            for (int q = 0; q < points; q++) {
                double t = rule.points[q];
                double w = rule.weights[q];
                double on = t + (1 - t) * z;
                double before = t + (1 - t) * above;
                double slopeBefore = (1 - above) / before;
                int to = 6 * points * edge + q;
                tables[to] = above == 0 ? 0 : z / above;
                tables[to + points] = (1 - t) * z / before;
                tables[to + 2 * points] = on / before;
                tables[to + 4 * points] = w * (-1 / (1 - t) - slopeBefore);
                tables[to + 5 * points] = w * ((1 - z) / on - slopeBefore);
            }
        }
        return tables;
    }
}
