package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.List;

/** One tree of a LightGBM model: inner nodes 0, 1, ... and leaves, which are written as the complement of their number. Confined to one thread. */
final class LightgbmTree {
    private static final int CATEGORICAL = 1;
    private static final int DEFAULT_LEFT = 2;
    private static final int MISSING_ZERO = 1;
    private static final int MISSING_NAN = 2;
    private static final int MAX_LEAVES = 1 << 28;
    private static final int[] NO_INTS = {};
    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};
    private static final List<String> KEYS = List.of(
            "num_leaves",
            "num_cat",
            "split_feature",
            "split_gain",
            "threshold",
            "decision_type",
            "left_child",
            "right_child",
            "leaf_value",
            "leaf_count",
            "internal_count",
            "cat_boundaries",
            "cat_threshold",
            "is_linear");

    private final Source source;
    private final MemberBudget budget;
    private int leaves;
    private int inner;
    private int categoricalSplits;
    private int[] feature = NO_INTS;
    private double[] threshold = NO_DOUBLES;
    private int[] type = NO_INTS;
    private int[] left = NO_INTS;
    private int[] right = NO_INTS;
    private double[] leaf = NO_DOUBLES;
    private float[] gain = NO_FLOATS;
    private float[] innerCount = NO_FLOATS;
    private float[] leafCount = NO_FLOATS;
    private int[] boundaries = NO_INTS;
    private int[] bits = NO_INTS;

    private LightgbmTree(Source source, MemberBudget budget) {
        this.source = source;
        this.budget = budget;
    }

    /** Reads a tree from its first line on and returns whether there is a line after it. */
    static boolean read(LightgbmLines lines, LightgbmDocument document, Source source, MemberBudget budget) {
        LightgbmTree tree = new LightgbmTree(source, budget);
        boolean more = lines.advance();
        while (more && !lines.startsWith("Tree=") && !lines.startsWith("end of trees")) {
            tree.line(lines);
            more = lines.advance();
        }
        document.trees.add(tree.build(document.trees.size() % document.treesPerRound));
        return more;
    }

    private void line(LightgbmLines lines) {
        String key = lines.key(KEYS);
        switch (key) {
            case "num_leaves" -> {
                leaves = lines.whole(key);
                if (leaves < 1 || leaves > MAX_LEAVES) {
                    throw source.damaged("a tree has " + leaves + " leaves");
                }
                inner = leaves - 1;
            }
            case "num_cat" -> categoricalSplits = lines.whole(key);
            case "split_feature" -> feature = lines.ints(key, inner);
            case "threshold" -> threshold = lines.doubles(key, inner);
            case "decision_type" -> type = lines.ints(key, inner);
            case "left_child" -> left = lines.ints(key, inner);
            case "right_child" -> right = lines.ints(key, inner);
            case "leaf_value" -> leaf = lines.doubles(key, leaves);
            case "split_gain" -> gain = lines.floats(key, inner);
            case "internal_count" -> innerCount = lines.floats(key, inner);
            case "leaf_count" -> {
                if (inner > 0) { // absent for a lone leaf of older versions
                    leafCount = lines.floats(key, leaves);
                }
            }
            case "cat_boundaries" -> {
                if (categoricalSplits < 0 || categoricalSplits > inner) {
                    throw source.damaged("a tree of " + inner + " splits has " + categoricalSplits + " by categories");
                }
                boundaries = lines.ints(key, categoricalSplits + 1);
            }
            case "cat_threshold" ->
                bits = lines.words32(key, boundaries.length == 0 ? 0 : boundaries[boundaries.length - 1]);
            case "is_linear" -> {
                if (lines.whole(key) != 0) {
                    throw source.unsupported("has linear trees", "train with linear_tree=false");
                }
            }
            default -> {} // statistics
        }
    }

    private Tree build(int margin) {
        if (leaf.length != leaves || leaves == 0) {
            throw source.damaged("a tree has " + leaf.length + " leaf values for " + leaves + " leaves");
        }
        if (feature.length != inner
                || threshold.length != inner
                || left.length != inner
                || right.length != inner
                || (type.length != inner && inner > 0)) {
            throw source.damaged("the lists of a tree of " + leaves + " leaves differ in length");
        }
        TreeArrays tree = new TreeArrays(inner + leaves, margin, 1, Split.LESS_OR_EQUAL);
        for (int node = 0; node < inner; node++) {
            split(tree, node);
        }
        for (int i = 0; i < leaves; i++) {
            tree.leaf(inner + i, leaf[i]);
        }
        tree.statistics(gain.length == inner ? joined(gain, new float[leaves]) : null, covers());
        return tree.build();
    }

    private float[] covers() {
        return innerCount.length == inner && leafCount.length == leaves
                ? joined(innerCount, leafCount)
                : new float[] {-1};
    }

    private static float[] joined(float[] first, float[] second) {
        float[] joined = new float[first.length + second.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private int child(int stored) {
        int node = stored >= 0 ? stored : inner + ~stored;
        if (stored >= inner || node >= inner + leaves) {
            throw source.damaged("a tree of " + leaves + " leaves has the child " + stored);
        }
        return node;
    }

    private void split(TreeArrays tree, int node) {
        int yes = child(left[node]);
        int no = child(right[node]);
        if ((type[node] & CATEGORICAL) != 0) { // a missing cell goes right
            tree.members(node, Split.MEMBER_TRUNCATED, feature[node], set(node), yes, no, false);
            return;
        }
        int missing = type[node] >> 2 & 3;
        boolean defaultLeft = (type[node] & DEFAULT_LEFT) != 0;
        double at = flushed(threshold[node]);
        // without a rule for missing cells, or with zero for one, a missing cell counts as 0
        boolean missingLeft = missing == 0 ? 0 <= at : defaultLeft;
        if (missing > MISSING_NAN) {
            throw source.damaged("a node has the unknown missing type " + missing);
        }
        tree.split(node, Split.LESS_OR_EQUAL, feature[node], at, yes, no, missingLeft);
        if (missing == MISSING_ZERO) {
            tree.zeroMissing(node);
        }
    }

    /** LightGBM takes cells within 1e-35 of 0 for 0 before it compares; a threshold in that range is moved to its end. */
    private static double flushed(double threshold) {
        if (threshold >= 0 && threshold < TreeEnsemble.ZERO) {
            return TreeEnsemble.ZERO;
        }
        if (threshold < 0 && threshold >= -TreeEnsemble.ZERO) {
            return Math.nextDown(-TreeEnsemble.ZERO);
        }
        return threshold;
    }

    private long[] set(int node) {
        double number = threshold[node];
        int at = (int) number;
        if (at != number || at < 0 || at >= boundaries.length - 1) {
            throw source.damaged("node " + node + " of a tree has the set of categories " + number + " of "
                    + (boundaries.length - 1));
        }
        int from = boundaries[at];
        int to = boundaries[at + 1];
        if (from < 0 || to < from || to > bits.length) {
            throw source.damaged("a set of categories stands at " + from + " to " + to + " of " + bits.length);
        }
        if (to == from) {
            return new long[0];
        }
        long[] set = budget.words(32L * (to - from) - 1);
        for (int i = from; i < to; i++) {
            set[(i - from) / 2] |= (bits[i] & 0xFFFFFFFFL) << (32 * ((i - from) % 2));
        }
        return set;
    }
}
