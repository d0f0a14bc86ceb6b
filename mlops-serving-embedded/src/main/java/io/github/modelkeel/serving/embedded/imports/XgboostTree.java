package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One tree of a booster, as stored. Confined to one thread. */
final class XgboostTree {
    private static final int[] NO_INTS = {};
    private static final float[] NO_FLOATS = {};

    private final Source source;
    private int[] left = NO_INTS;
    private int[] right = NO_INTS;
    private int[] feature = NO_INTS;
    private float[] condition = NO_FLOATS;
    private boolean[] defaultLeft = new boolean[0];
    private boolean @Nullable [] categorical;
    private float[] baseWeights = NO_FLOATS;
    private float @Nullable [] leafWeights;
    private float @Nullable [] gain;
    private float @Nullable [] cover;
    private int[] categories = NO_INTS;
    private int[] categoryNodes = NO_INTS;
    private int[] categorySegments = NO_INTS;
    private int[] categorySizes = NO_INTS;
    private int leafSize = 1;

    private XgboostTree(Source source) {
        this.source = source;
    }

    static XgboostTree read(Cursor in, Source source) {
        XgboostTree tree = new XgboostTree(source);
        in.object(key -> tree.entry(key, in));
        return tree;
    }

    private void entry(String key, Cursor in) {
        switch (key) {
            case "left_children" -> left = in.ints();
            case "right_children" -> right = in.ints();
            case "split_indices" -> feature = in.ints();
            case "split_conditions" -> condition = in.floats();
            case "default_left" -> defaultLeft = in.flags();
            case "split_type" -> categorical = in.flags();
            case "base_weights" -> baseWeights = in.floats(); // a leaf's values, when it has several
            case "leaf_weights" -> leafWeights = in.floats();
            case "loss_changes" -> gain = in.floats();
            case "sum_hessian" -> cover = in.floats();
            case "categories" -> categories = in.ints();
            case "categories_nodes" -> categoryNodes = in.ints();
            case "categories_segments" -> categorySegments = in.ints();
            case "categories_sizes" -> categorySizes = in.ints();
            case "tree_param" ->
                in.object(name -> {
                    if (name.equals("size_leaf_vector")) {
                        leafSize = Math.max(1, XgboostDocument.whole(in, source, name));
                    } else {
                        in.skip();
                    }
                });
            default -> in.skip();
        }
    }

    int leafSize() {
        return leafSize;
    }

    /**
     * Returns the tree in our form, breadth first; what the root does not reach, because it was pruned, is left out.
     *
     * @param margin number of the margin, or -1 for leaves of several values
     * @param weight what leaves are multiplied by, as 32-bit floats
     */
    Tree build(int margin, int groups, float weight, MemberBudget budget) {
        int nodes = left.length;
        if (nodes == 0
                || right.length != nodes
                || feature.length != nodes
                || condition.length != nodes
                || defaultLeft.length != nodes
                || (categorical != null && categorical.length != nodes)) {
            throw source.damaged("the lists of a tree differ in length or are empty");
        }
        if (margin < 0 && leafSize != groups) {
            throw source.damaged(
                    "a tree has " + leafSize + " values for each leaf but there are " + groups + " targets");
        }
        int[] order = order();
        if (margin < 0 && (order.length + 1) / 2 > values().length / groups) {
            throw source.damaged(
                    "a tree of " + order.length + " nodes has " + values().length + " values for leaves of " + groups);
        }
        TreeArrays tree = new TreeArrays(order.length, margin, margin < 0 ? groups : 1, Split.LESS);
        int next = 1;
        for (int i = 0; i < order.length; i++) {
            int node = order[i];
            if (left[node] < 0) {
                leaf(tree, i, node, margin < 0, weight);
            } else {
                split(tree, i, node, next, budget);
                next += 2;
            }
        }
        tree.statistics(ordered(gain, order), ordered(cover, order));
        return tree.build();
    }

    private int[] order() {
        int nodes = left.length;
        int[] order = new int[nodes];
        int size = 1;
        for (int i = 0; i < size; i++) {
            int node = order[i];
            if (left[node] < 0) {
                continue;
            }
            if (left[node] == 0 || left[node] >= nodes || right[node] <= 0 || right[node] >= nodes) {
                throw source.damaged("node " + node + " of a tree has the children " + left[node] + " and "
                        + right[node] + " where 1 to " + (nodes - 1) + " stand");
            }
            if (size + 2 > nodes) {
                throw source.damaged("a node of a tree is the child of two nodes, or of itself");
            }
            order[size++] = left[node];
            order[size++] = right[node];
        }
        return size == nodes ? order : Arrays.copyOf(order, size);
    }

    private void leaf(TreeArrays tree, int at, int node, boolean vector, float weight) {
        if (!vector) {
            tree.leaf(at, condition[node] * weight);
            return;
        }
        // since 3.1 the values of the leaves stand apart, numbered by what else would be the right child
        long first = leafWeights == null ? (long) node * leafSize : (long) right[node] * leafSize;
        float[] values = values();
        if (first < 0 || first + leafSize > values.length) {
            throw source.damaged("leaf " + node + " of a tree has no values");
        }
        for (int group = 0; group < leafSize; group++) {
            tree.leaf(at, group, values[(int) first + group] * weight);
        }
    }

    /** Returns the values of leaves that have several. */
    private float[] values() {
        return leafWeights == null ? baseWeights : leafWeights;
    }

    private void split(TreeArrays tree, int at, int node, int leftChild, MemberBudget budget) {
        int tested = feature[node] & Integer.MAX_VALUE; // the upper bit said "default left" once
        boolean missingLeft = defaultLeft[node];
        if (categorical == null || !categorical[node]) {
            tree.split(at, Split.LESS, tested, condition[node], leftChild, leftChild + 1, missingLeft);
        } else { // the categories of the set go right
            tree.members(at, Split.MEMBER_FLOORED, tested, set(node, budget), leftChild + 1, leftChild, !missingLeft);
        }
    }

    private long[] set(int node, MemberBudget budget) {
        int segment = Arrays.binarySearch(categoryNodes, node);
        if (segment < 0 || segment >= categorySegments.length || segment >= categorySizes.length) {
            throw source.damaged("node " + node + " of a tree splits by categories but has none");
        }
        int from = categorySegments[segment];
        int size = categorySizes[segment];
        if (from < 0 || size < 0 || size > categories.length - from) {
            throw source.damaged("node " + node + " of a tree has " + size + " categories from number " + from + " of "
                    + categories.length);
        }
        int largest = 0;
        for (int i = from; i < from + size; i++) {
            if (categories[i] < 0 || categories[i] >= TreeEnsemble.MAX_CATEGORIES) {
                throw source.damaged("node " + node + " of a tree has the category " + categories[i]);
            }
            largest = Math.max(largest, categories[i]);
        }
        long[] set = budget.words(largest);
        for (int i = from; i < from + size; i++) {
            set[categories[i] >> 6] |= 1L << categories[i];
        }
        return set;
    }

    private static float @Nullable [] ordered(float @Nullable [] values, int[] order) {
        if (values == null || values.length < order.length) {
            return null;
        }
        float[] ordered = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            if (order[i] >= values.length) {
                return null;
            }
            ordered[i] = values[order[i]];
        }
        return ordered;
    }
}
