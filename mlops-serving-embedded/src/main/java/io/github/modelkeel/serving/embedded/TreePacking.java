package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.List;

/**
 * The arrays of a {@link Walk}. A node is {@code operand << 32 | right child << slotBits | slot}: the right child comes first,
 * the left one after it; a leaf is its own right child and has the least operand, which no key is below. Leaf values stand
 * at the place of their node, or, where a leaf has a value for each margin, at the row that the node's payload names. Written
 * once; read by every thread.
 */
final class TreePacking {
    private static final long LOW = 0xFFFF_FFFFL;

    /** Nodes of the trees. */
    final long[] nodes;

    /** First node of each tree; some more at the end to fill the lanes. */
    final int[] roots;

    /** Deepest of eight trees, for each eight. */
    final int[] depths;

    /** Depth of each tree. */
    final int[] treeDepths;

    /** Margin that each tree adds to, or -1. */
    final int[] margins;

    final int slotBits;

    /** Leaf values as floats at the places of their nodes, or rows of them; empty in double sums. */
    final float[] floats;

    /** Leaf values as doubles; empty in float sums. */
    final double[] doubles;

    /** Row of the leaf values of each node; empty if they stand at the place of the node. */
    final int[] payload;

    private final int leafSize;
    private int used;
    private int rows;

    /**
     * Packs trees.
     *
     * @param leafSize values of a leaf: 1 if every tree adds to one margin, otherwise the number of margins
     */
    TreePacking(List<Tree> trees, SlotPlan plan, boolean floatSums, int leafSize) {
        this.leafSize = leafSize;
        this.slotBits = plan.slots().slotBits;
        int total = (int) nodeCount(trees);
        int leaves = leafSize == 1 ? total : (total + trees.size()) / 2 * leafSize;
        nodes = new long[total];
        payload = new int[leafSize == 1 ? 0 : total];
        floats = new float[floatSums ? leaves : 0];
        doubles = new double[floatSums ? 0 : leaves];
        int eights = (trees.size() + Walk.LANES - 1) / Walk.LANES;
        roots = new int[eights * Walk.LANES];
        depths = new int[eights];
        treeDepths = new int[trees.size()];
        margins = new int[trees.size()];
        int largest = 0;
        for (Tree tree : trees) {
            largest = Math.max(largest, tree.feature().length);
        }
        int[] queue = new int[largest];
        for (int tree = 0; tree < trees.size(); tree++) {
            margins[tree] = trees.get(tree).margin();
            roots[tree] = used;
            treeDepths[tree] = pack(trees.get(tree), plan, queue);
            int eight = tree / Walk.LANES;
            depths[eight] = Math.max(depths[eight], treeDepths[tree]);
        }
    }

    static long nodeCount(List<Tree> trees) {
        long count = 0;
        for (Tree tree : trees) {
            count += tree.feature().length;
        }
        return count;
    }

    /**
     * Packs a tree level by level and returns its depth. A fresh JVM interprets this, so it makes no call for a usual node.
     *
     * @param queue room for its nodes: the root, its children, theirs; one after the other from the root's place
     */
    private int pack(Tree tree, SlotPlan plan, int[] queue) {
        int[] features = tree.feature();
        double[] thresholds = tree.threshold();
        int[] left = tree.left();
        int[] right = tree.right();
        boolean[] missingLeft = tree.missingLeft();
        double[] values = tree.leaf();
        int[] plainSlots = plan.plainSlots();
        int orEqual = plan.orEqual();
        int root = used;
        used += features.length;
        queue[0] = 0;
        int size = 1;
        int levelEnd = 1;
        int depth = 0;
        for (int i = 0; i < features.length; i++) {
            if (i == levelEnd) {
                levelEnd = size;
                depth++;
            }
            int node = queue[i];
            int place = root + i;
            if (features[node] < 0) {
                nodes[place] = (long) Integer.MIN_VALUE << 32 | ((place << slotBits) & LOW);
                if (leafSize == 1 && floats.length > 0) {
                    floats[place] = (float) values[node];
                } else {
                    leaf(tree, node, place);
                }
            } else {
                int slot;
                int operand;
                if (plainSlots.length > 0) {
                    slot = plainSlots[2 * features[node] + (missingLeft[node] ? 0 : 1)];
                    int bits = Float.floatToRawIntBits((float) thresholds[node] + 0.0f);
                    operand = (bits ^ (bits >> 31 & Integer.MAX_VALUE)) + orEqual; // as TreeSlots.key
                } else {
                    slot = plan.slot(tree, node);
                    operand = plan.operand(tree, node);
                }
                nodes[place] = (long) operand << 32 | ((root + size) << slotBits & LOW) | slot;
                queue[size] = right[node];
                queue[size + 1] = left[node];
                size += 2;
            }
        }
        return depth;
    }

    private void leaf(Tree tree, int node, int place) {
        int at = place;
        if (leafSize > 1) {
            at = rows++ * leafSize;
            payload[place] = at;
        }
        int values = tree.margin() < 0 ? leafSize : 1;
        int group = leafSize > 1 && tree.margin() >= 0 ? tree.margin() : 0;
        for (int i = 0; i < values; i++) {
            double value = tree.leaf()[node * values + i];
            if (floats.length > 0) {
                floats[at + group + i] = (float) value;
            } else {
                doubles[at + group + i] = value;
            }
        }
    }

    /** Returns the bytes of the arrays. */
    long bytes() {
        return 8L * nodes.length
                + 4L * (roots.length + depths.length + treeDepths.length + margins.length + payload.length)
                + 4L * floats.length
                + 8L * doubles.length;
    }
}
