package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The trees of {@code TreeEnsemble} of ai.onnx.ml 5: inner nodes and leaves stand apart. Confined to one thread.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html">ONNX, TreeEnsemble</a>
 */
final class OnnxForest5 {
    private final OnnxNode node;
    private final List<OnnxColumn> features;
    private final MemberBudget budget;
    private final Source source;
    private final Map<Integer, OnnxColumn> used = new HashMap<>();
    private final int[] roots;
    private final int[] featureOf;
    private final double[] mode;
    private final double[] threshold;
    private final int[] yes;
    private final int[] no;
    private final int[] yesLeaf;
    private final int[] noLeaf;
    private final int[] missing;
    private final int[] leafId;
    private final double[] leafWeight;
    private final Map<Integer, float[]> members = new HashMap<>();
    private final BitSet seen = new BitSet();
    private int[] order = new int[64];

    OnnxForest5(OnnxNode node, List<OnnxColumn> features, MemberBudget budget, Source source) {
        this.node = node;
        this.features = features;
        this.budget = budget;
        this.source = source;
        roots = node.ints("tree_roots");
        featureOf = node.ints("nodes_featureids");
        mode = tensor("nodes_modes");
        threshold = tensor("nodes_splits");
        yes = node.ints("nodes_truenodeids");
        no = node.ints("nodes_falsenodeids");
        yesLeaf = node.ints("nodes_trueleafs");
        noLeaf = node.ints("nodes_falseleafs");
        missing = node.ints("nodes_missing_value_tracks_true");
        leafId = node.ints("leaf_targetids");
        leafWeight = tensor("leaf_weights");
        check();
        readMembers();
    }

    private double[] tensor(String attribute) {
        double[] values = node.tensor(attribute);
        if (values == null) {
            throw source.damaged("operator " + node.shown() + " has no " + attribute);
        }
        return values;
    }

    private void check() {
        int nodes = featureOf.length;
        boolean same = nodes > 0
                && mode.length == nodes
                && threshold.length == nodes
                && yes.length == nodes
                && no.length == nodes
                && yesLeaf.length == nodes
                && noLeaf.length == nodes
                && (missing.length == nodes || missing.length == 0)
                && leafId.length == leafWeight.length
                && leafId.length > 0;
        if (!same) {
            throw source.damaged("the attributes of " + node.shown() + " differ in length or are empty");
        }
        for (double one : mode) {
            if (!(one >= 0 && one <= OnnxRule.MEMBER)) {
                throw source.damaged("a node of " + node.shown() + " has the mode " + one);
            }
        }
    }

    /** The sets of the nodes that ask for members follow each other, each ended by NaN. */
    private void readMembers() {
        double[] stored = node.tensor("membership_values");
        int at = 0;
        for (int i = 0; i < mode.length; i++) {
            if (mode[i] != OnnxRule.MEMBER) {
                continue;
            }
            int from = at;
            while (stored != null && at < stored.length && !Double.isNaN(stored[at])) {
                at++;
            }
            if (stored == null || at == stored.length) {
                throw source.damaged("a node of " + node.shown() + " has no set of members");
            }
            float[] set = new float[at - from];
            for (int k = 0; k < set.length; k++) {
                set[k] = (float) stored[from + k];
            }
            members.put(i, set);
            at++;
        }
    }

    /**
     * Returns the trees.
     *
     * @param vectors whether each leaf is to have a value for each of several targets, also where one would do
     */
    List<Tree> trees(int groups, boolean vectors) {
        List<Tree> trees = new ArrayList<>();
        for (int root : roots) {
            trees.add(tree(root, groups, vectors));
        }
        return trees;
    }

    /** Leaves are the complements of their numbers here. */
    private Tree tree(int root, int groups, boolean vectors) {
        int size = 0;
        size = push(size, root);
        for (int i = 0; i < size; i++) {
            int at = order[i];
            if (at >= 0) {
                if (seen.get(at)) {
                    throw source.damaged(
                            "node " + at + " of " + node.shown() + " is the child of two nodes, or of itself");
                }
                seen.set(at);
                size = push(size, child(yes[at], yesLeaf[at]));
                size = push(size, child(no[at], noLeaf[at]));
            }
        }
        int margin = groups == 1 ? 0 : vectors ? -1 : onlyTarget(size, groups);
        if (margin < 0) {
            budget.leaves(size, groups);
        }
        TreeArrays tree = new TreeArrays(size, margin, margin < 0 ? groups : 1, Split.LESS_OR_EQUAL);
        int next = 1;
        for (int i = 0; i < size; i++) {
            int at = order[i];
            if (at >= 0) {
                boolean missingTrue = missing.length > 0 && missing[at] != 0;
                OnnxRule.put(
                        (int) mode[at],
                        threshold[at],
                        mode[at] == OnnxRule.MEMBER ? members.get(at) : null,
                        missingTrue,
                        tree,
                        i,
                        column(featureOf[at]),
                        next,
                        next + 1,
                        budget,
                        source);
                next += 2;
            } else {
                int leaf = ~at;
                if (leafId[leaf] < 0 || leafId[leaf] >= groups) {
                    throw source.damaged("leaf " + leaf + " adds to target " + leafId[leaf] + " of " + groups);
                }
                tree.leaf(i, margin < 0 ? leafId[leaf] : 0, leafWeight[leaf]);
            }
        }
        return tree.build();
    }

    /** Returns the only target that the leaves of a tree add to, or -1; {@link #order} has its nodes. */
    private int onlyTarget(int size, int groups) {
        int target = -1;
        for (int i = 0; i < size; i++) {
            if (order[i] < 0) {
                int id = leafId[~order[i]];
                if (id < 0 || id >= groups || (target >= 0 && id != target)) {
                    return -1; // the first two are told apart later
                }
                target = id;
            }
        }
        return target;
    }

    private int push(int size, int at) {
        if (at >= featureOf.length) {
            throw source.damaged("node " + at + " of " + node.shown() + " is none of " + featureOf.length);
        }
        if (size == order.length) {
            order = Arrays.copyOf(order, 2 * size);
        }
        order[size] = at;
        return size + 1;
    }

    private int child(int number, int isLeaf) {
        int bound = isLeaf != 0 ? leafId.length : featureOf.length;
        if (number < 0 || number >= bound) {
            throw source.damaged("a node of " + node.shown() + " has the child " + number + " of " + bound);
        }
        return isLeaf != 0 ? ~number : number;
    }

    private OnnxColumn column(int feature) {
        if (feature < 0 || feature >= features.size()) {
            throw source.damaged("a node tests feature " + feature + " of " + features.size());
        }
        OnnxColumn column = used.get(feature);
        if (column == null) {
            column = features.get(feature);
            used.put(feature, column);
        }
        return column;
    }
}
