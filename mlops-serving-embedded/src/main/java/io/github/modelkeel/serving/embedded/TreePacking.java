package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The arrays of {@link PackedTrees}. A node is {@code threshold key << 32 | second last child << slotBits | slot}: the right
 * child comes first, the left one after it; a leaf is its own first child and has the least key, which no cell is below. A
 * feature has two slots, alike but for a missing cell: least in the first, so that it goes left, greatest in the second.
 * Written once; read by every thread.
 */
final class TreePacking {
    private static final int LANES = 8;
    private static final int MAX_SLOT_BITS = 16;

    /** Nodes of all trees. */
    final long[] nodes;

    /** Value of each leaf at the place of its node. */
    final float[] leaves;

    /** First node of each tree; some more at the end to fill the lanes. */
    final int[] roots;

    /** Deepest of the tree and the seven after it, for each tree at the beginning of eight. */
    final int[] depths;

    /** Depth of each tree. */
    final int[] treeDepths;

    /** Margin that each tree adds to. */
    final int[] margins;

    /** A row of keys has {@code 1 << slotBits} slots. */
    final int slotBits;

    private final int[] features;
    private int used;

    private TreePacking(TreeEnsemble body, int[] features, int slotBits) {
        List<Tree> trees = body.trees();
        this.features = features;
        this.slotBits = slotBits;
        int total = nodeCount(body);
        nodes = new long[total];
        leaves = new float[total];
        int padded = (trees.size() + LANES - 1) / LANES * LANES;
        roots = new int[padded];
        depths = new int[padded];
        treeDepths = new int[trees.size()];
        margins = trees.stream().mapToInt(Tree::margin).toArray();
        int[] slots = new int[body.width()];
        for (int i = 0; i < features.length; i++) {
            slots[features[i]] = i;
        }
        int orEqual = body.comparison() == Comparison.LESS_OR_EQUAL ? 1 : 0;
        for (int tree = 0; tree < trees.size(); tree++) {
            roots[tree] = used;
            treeDepths[tree] = pack(trees.get(tree), slots, orEqual);
            int first = tree / LANES * LANES;
            depths[first] = Math.max(depths[first], treeDepths[tree]);
        }
    }

    /** Returns the arrays, or empty if the ensemble is of another kind or too large: the plain walk serves it then. */
    static Optional<TreePacking> of(TreeEnsemble body) {
        boolean plain = body.precision() == Precision.FLOAT
                && body.aggregation() != Aggregation.SUM_THEN_BASE
                && body.trees().stream()
                        .allMatch(tree -> tree.margin() >= 0 && tree.splits() == null && tree.zeroMissing() == null);
        if (!plain) {
            return Optional.empty();
        }
        boolean[] tested = new boolean[body.width()];
        for (Tree tree : body.trees()) {
            for (int feature : tree.feature()) {
                if (feature >= 0) {
                    tested[feature] = true;
                }
            }
        }
        int[] features =
                IntStream.range(0, tested.length).filter(i -> tested[i]).toArray();
        int slotBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(2 * features.length));
        boolean fits = slotBits <= MAX_SLOT_BITS && nodeCount(body) < 1L << (32 - slotBits);
        return fits ? Optional.of(new TreePacking(body, features, slotBits)) : Optional.empty();
    }

    private static int nodeCount(TreeEnsemble body) {
        long total =
                body.trees().stream().mapToLong(tree -> tree.feature().length).sum();
        return (int) Math.min(total, Integer.MAX_VALUE);
    }

    /** Packs a tree level by level and returns its depth. */
    private int pack(Tree tree, int[] slots, int orEqual) {
        int[] level = {0};
        int[] places = {used++};
        for (int depth = 0; ; depth++) {
            int inner = (int) IntStream.of(level)
                    .filter(node -> tree.feature()[node] >= 0)
                    .count();
            int[] children = new int[2 * inner];
            int[] childPlaces = new int[2 * inner];
            int size = 0;
            for (int i = 0; i < level.length; i++) {
                int node = level[i];
                if (tree.feature()[node] < 0) {
                    nodes[places[i]] = node(Integer.MIN_VALUE, places[i], 0);
                    leaves[places[i]] = (float) tree.leaf()[node];
                } else {
                    int slot = slots[tree.feature()[node]] + (tree.missingLeft()[node] ? 0 : features.length);
                    nodes[places[i]] = node(key((float) tree.threshold()[node]) + orEqual, used, slot);
                    children[size] = tree.right()[node];
                    childPlaces[size++] = used++;
                    children[size] = tree.left()[node];
                    childPlaces[size++] = used++;
                }
            }
            if (inner == 0) {
                return depth;
            }
            level = children;
            places = childPlaces;
        }
    }

    private long node(int key, int child, int slot) {
        return (long) key << 32 | Integer.toUnsignedLong(child << slotBits | slot);
    }

    /** Returns a whole number that is ordered as the floats are, -0 as 0; neither the least nor the greatest. */
    private static int key(float number) {
        int bits = Float.floatToRawIntBits(number + 0.0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /** Writes the keys of a row from {@code keys[to]}. */
    void keys(double[] values, int offset, int[] keys, int to) {
        int second = to + features.length;
        for (int i = 0; i < features.length; i++) {
            float number = (float) values[offset + features[i]];
            int key = key(number);
            boolean missing = Float.isNaN(number);
            keys[to + i] = missing ? Integer.MIN_VALUE : key;
            keys[second + i] = missing ? Integer.MAX_VALUE : key;
        }
    }
}
