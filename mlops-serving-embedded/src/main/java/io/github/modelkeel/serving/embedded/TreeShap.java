package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exact path-dependent TreeSHAP in O(nodes times depth) for a tree, by quadrature. The game of one leaf is a product over the
 * features on its path: 1 or 0 for a feature that is known, whether the row goes the leaf's way, and the share z of the
 * training rows that do for one that is not. The Shapley value of feature j is the integral over t in [0, 1] of
 * {@code (b_j - z_j)} times the product over the other features of {@code t b + (1 - t) z} (Owen's multilinear extension): a
 * polynomial in t of a degree below the number of features on the path, so that Gauss-Legendre quadrature gives it without
 * error. The products are made on the way down a tree, the sums over leaves on the way up. All terms of a product are positive
 * for t inside (0, 1): nothing cancels, at any depth.
 *
 * @see <a href="https://doi.org/10.1287/mnsc.18.5.64">G. Owen, Multilinear extensions of games, Management Science 18 (1972),
 *     64-79</a>
 * @see <a href="https://arxiv.org/abs/2209.08192">P. Yu et al., Linear TreeShap (2022), for the sums along edges</a>
 */
final class TreeShap implements Explainer {
    /** Features on one path beyond which nothing is explained: no trainer grows such trees, a hostile file may have one. */
    private static final int MAX_POINTS = 256;

    /** Numbers of the tables of one tree: 256 MB. */
    private static final long MAX_TABLE = 1L << 25;

    /** Numbers of tables that are kept; of larger models they are made again for each call. */
    private static final long MAX_KEPT = 1L << 24;

    private final int width;
    private final int groups;
    private final TreeSlots slots;
    private final long[] sets;
    private final double[] expected;
    private final List<ShapTree> trees;
    private final double[] @Nullable [] kept;
    private final Map<Integer, GaussLegendre> rules = new HashMap<>(); // not changed after construction
    private final int mostNumbers;
    private final int mostNodes;

    private TreeShap(TreeEnsemble body, SlotPlan plan, List<ShapTree> trees) {
        this.width = body.width();
        this.groups = body.groups();
        this.slots = plan.slots();
        this.sets = plan.words();
        this.trees = trees;
        this.expected = body.base().clone();
        int numbers = 0;
        int nodes = 0;
        long tables = 0;
        for (ShapTree tree : trees) {
            for (int i = 0; i < tree.expected.length; i++) {
                expected[tree.margin < 0 ? i : tree.margin] += tree.expected[i];
            }
            rules.computeIfAbsent(tree.points, GaussLegendre::new);
            numbers = Math.max(numbers, Math.multiplyExact(tree.size, tree.points));
            nodes = Math.max(nodes, tree.size);
            tables += tree.tableSize();
        }
        this.mostNumbers = numbers;
        this.mostNodes = nodes;
        this.kept = new double[trees.size()][];
        for (int i = 0; i < kept.length && tables <= MAX_KEPT; i++) {
            kept[i] = trees.get(i).tables(rule(trees.get(i)));
        }
    }

    /** Returns an explainer, or empty if a tree does not say how many rows came by its nodes, or is beyond all bounds. */
    static Optional<Explainer> of(TreeEnsemble body) {
        SlotPlan plan = new SlotPlan(body);
        if (!plan.fits()) {
            return Optional.empty();
        }
        double[] counts = PackedTrees.counts(body);
        double[] factors = new double[body.groups()];
        for (int group = 0; group < factors.length; group++) {
            factors[group] = body.aggregation() == Aggregation.AVERAGE ? 1 / counts[group] : body.scale();
        }
        List<ShapTree> trees = new ArrayList<>();
        for (Tree tree : body.trees()) {
            float[] cover = tree.cover();
            if (cover == null) {
                return Optional.empty();
            }
            ShapTree made = new ShapTree(tree, cover, plan, factors);
            if (made.points > MAX_POINTS || made.tableSize() > MAX_TABLE) {
                return Optional.empty();
            }
            trees.add(made);
        }
        return Optional.of(new TreeShap(body, plan, trees));
    }

    private GaussLegendre rule(ShapTree tree) {
        GaussLegendre rule = rules.get(tree.points);
        return rule == null ? new GaussLegendre(tree.points) : rule;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int groups() {
        return groups;
    }

    /** The working memory of a call. */
    private final class Scratch {
        final int[] keys = new int[1 << slots.slotBits];
        final int[] on = new int[mostNodes];
        final int[] left = new int[mostNodes];
        final int[] state = new int[mostNodes];
        final double[] product = new double[mostNumbers];
        final double[] sum = new double[mostNumbers];
    }

    @Override
    public void explain(double[] features, int offset, double[] contributions, int contributionsOffset) {
        Scratch scratch = new Scratch();
        start(contributions, contributionsOffset);
        slots.keys(features, offset, scratch.keys);
        for (int i = 0; i < trees.size(); i++) {
            ShapTree tree = trees.get(i);
            add(tree, tables(i), scratch, contributions, contributionsOffset);
        }
    }

    @Override
    public double[] explain(FeatureMatrix matrix) {
        if (matrix.width() != width) {
            throw new IllegalArgumentException("the model takes " + width + " features, was given " + matrix.width());
        }
        double[] contributions = new double[Math.multiplyExact(matrix.rows(), size())];
        Scratch scratch = new Scratch();
        int block = 64;
        int[][] keys = new int[Math.min(block, matrix.rows())][1 << slots.slotBits];
        for (int first = 0; first < matrix.rows(); first += block) {
            int rows = Math.min(block, matrix.rows() - first);
            for (int row = 0; row < rows; row++) {
                start(contributions, (first + row) * size());
                slots.keys(matrix.values(), (first + row) * width, keys[row]);
            }
            for (int i = 0; i < trees.size(); i++) {
                double[] tables = tables(i);
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(keys[row], 0, scratch.keys, 0, scratch.keys.length);
                    add(trees.get(i), tables, scratch, contributions, (first + row) * size());
                }
            }
        }
        return contributions;
    }

    private double[] tables(int tree) {
        double[] tables = kept[tree];
        return tables == null ? trees.get(tree).tables(rule(trees.get(tree))) : tables;
    }

    private void start(double[] contributions, int offset) {
        for (int group = 0; group < groups; group++) {
            int to = offset + group * (width + 1);
            Arrays.fill(contributions, to, to + width, 0);
            contributions[to + width] = expected[group];
        }
    }

    private void add(ShapTree tree, double[] tables, Scratch scratch, double[] contributions, int offset) {
        if (tree.size == 1) {
            return;
        }
        boolean unrolled = tree.points == ShapTree.FEWEST_POINTS;
        if (unrolled) {
            downThree(tree, tables, scratch);
        } else {
            down(tree, tables, scratch);
        }
        int each = tree.expected.length;
        for (int i = 0; i < each; i++) {
            int group = tree.margin < 0 ? i : tree.margin;
            int to = offset + group * (width + 1);
            if (unrolled) {
                upThree(tree, tables, scratch, i, each, contributions, to);
            } else {
                up(tree, tables, scratch, i, each, contributions, to);
            }
        }
    }

    private int goesLeft(ShapTree tree, int node, int[] keys) {
        int slot = tree.slot[node];
        int key = keys[slot];
        if (slot >= slots.firstSet) {
            return (int) (sets[tree.operand[node] + (key >> 6)] >>> key) & 1;
        }
        return key < tree.operand[node] ? 1 : 0;
    }

    /** Finds the state of each edge. */
    private void states(ShapTree tree, Scratch scratch) {
        int[] on = scratch.on;
        int[] left = scratch.left;
        int[] parent = tree.parent;
        on[0] = 1;
        for (int node = 0; node < tree.size; node++) {
            left[node] = tree.leaf[node] ? 0 : goesLeft(tree, node, scratch.keys);
        }
        for (int edge = 1; edge < tree.size; edge++) {
            int before = on[tree.previous[edge]];
            int now = before & ~(left[parent[edge]] ^ tree.side[edge]);
            on[edge] = now;
            scratch.state[edge] = before + now;
        }
    }

    /** Makes the product of the factors on the way to each node, for each point. */
    private void down(ShapTree tree, double[] tables, Scratch scratch) {
        states(tree, scratch);
        int points = tree.points;
        double[] product = scratch.product;
        Arrays.fill(product, 0, points, 1);
        for (int edge = 1; edge < tree.size; edge++) {
            int table = (6 * edge + scratch.state[edge]) * points;
            int from = tree.parent[edge] * points;
            int to = edge * points;
            for (int q = 0; q < points; q++) {
                product[to + q] = product[from + q] * tables[table + q];
            }
        }
    }

    private void downThree(ShapTree tree, double[] tables, Scratch scratch) {
        states(tree, scratch);
        double[] product = scratch.product;
        Arrays.fill(product, 0, 3, 1);
        for (int edge = 1; edge < tree.size; edge++) {
            int table = 18 * edge + 3 * scratch.state[edge];
            int from = 3 * tree.parent[edge];
            int to = 3 * edge;
            product[to] = product[from] * tables[table];
            product[to + 1] = product[from + 1] * tables[table + 1];
            product[to + 2] = product[from + 2] * tables[table + 2];
        }
    }

    /** Adds up leaf values times their products from the leaves to the root, and what each edge contributes. */
    private static void up(
            ShapTree tree, double[] tables, Scratch scratch, int value, int each, double[] contributions, int offset) {
        int points = tree.points;
        double[] sum = scratch.sum;
        Arrays.fill(sum, 0, tree.size * points, 0);
        for (int edge = tree.size - 1; edge > 0; edge--) {
            int at = edge * points;
            int to = tree.parent[edge] * points;
            if (tree.leaf[edge]) {
                double leaf = tree.values[edge * each + value];
                for (int q = 0; q < points; q++) {
                    sum[at + q] = leaf * scratch.product[at + q];
                }
            }
            int table = (6 * edge + 3 + scratch.state[edge]) * points;
            double contribution = 0;
            for (int q = 0; q < points; q++) {
                sum[to + q] += sum[at + q];
                contribution += sum[at + q] * tables[table + q];
            }
            contributions[offset + tree.feature[edge]] += contribution;
        }
    }

    private static void upThree(
            ShapTree tree, double[] tables, Scratch scratch, int value, int each, double[] contributions, int offset) {
        double[] sum = scratch.sum;
        double[] product = scratch.product;
        Arrays.fill(sum, 0, 3 * tree.size, 0);
        for (int edge = tree.size - 1; edge > 0; edge--) {
            int at = 3 * edge;
            double a = sum[at];
            double b = sum[at + 1];
            double c = sum[at + 2];
            if (tree.leaf[edge]) {
                double leaf = tree.values[edge * each + value];
                a = leaf * product[at];
                b = leaf * product[at + 1];
                c = leaf * product[at + 2];
            }
            int to = 3 * tree.parent[edge];
            sum[to] += a;
            sum[to + 1] += b;
            sum[to + 2] += c;
            int table = 18 * edge + 9 + 3 * scratch.state[edge];
            contributions[offset + tree.feature[edge]] +=
                    a * tables[table] + b * tables[table + 1] + c * tables[table + 2];
        }
    }
}
