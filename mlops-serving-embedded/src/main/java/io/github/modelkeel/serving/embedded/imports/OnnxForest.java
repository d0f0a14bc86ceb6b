package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The trees of {@code TreeEnsembleClassifier} and {@code TreeEnsembleRegressor}: a row for each node with its tree and number, and a
 * row for each weight of a leaf. Confined to one thread.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html">ONNX, TreeEnsembleRegressor</a>
 */
final class OnnxForest {
    private final OnnxNode node;
    private final List<OnnxColumn> features;
    private final MemberBudget budget;
    private final Source source;
    private final Map<Integer, OnnxColumn> used = new HashMap<>();
    private final int[] treeOf;
    private final int[] numberOf;
    private final int[] featureOf;
    private final byte[] mode;
    private final float[] value;
    private final double[] doubleValue;
    private final int[] yes;
    private final int[] no;
    private final int[] missing;
    private final int[] weightTree;
    private final int[] weightNode;
    private final int[] weightId;
    private final float[] weight;
    private final double[] doubleWeight;

    /** @param prefix of the attributes of weights: {@code class} or {@code target} */
    OnnxForest(OnnxNode node, String prefix, List<OnnxColumn> features, MemberBudget budget, Source source) {
        this.node = node;
        this.features = features;
        this.budget = budget;
        this.source = source;
        treeOf = node.ints("nodes_treeids");
        numberOf = node.ints("nodes_nodeids");
        featureOf = node.ints("nodes_featureids");
        mode = node.words("nodes_modes", OnnxRule.MODES);
        value = node.floats("nodes_values");
        double[] doubles = node.tensor("nodes_values_as_tensor");
        doubleValue = doubles == null ? new double[0] : doubles;
        yes = node.ints("nodes_truenodeids");
        no = node.ints("nodes_falsenodeids");
        missing = node.ints("nodes_missing_value_tracks_true");
        weightTree = node.ints(prefix + "_treeids");
        weightNode = node.ints(prefix + "_nodeids");
        weightId = node.ints(prefix + "_ids");
        weight = node.floats(prefix + "_weights");
        doubles = node.tensor(prefix + "_weights_as_tensor");
        doubleWeight = doubles == null ? new double[0] : doubles;
        check();
    }

    private void check() {
        int nodes = treeOf.length;
        boolean same = nodes > 0
                && numberOf.length == nodes
                && featureOf.length == nodes
                && mode.length == nodes
                && (value.length == nodes || doubleValue.length == nodes)
                && yes.length == nodes
                && no.length == nodes
                && (missing.length == nodes || missing.length == 0)
                && weightNode.length == weightTree.length
                && weightId.length == weightTree.length
                && (weight.length == weightTree.length || doubleWeight.length == weightTree.length);
        if (!same) {
            throw source.damaged("the attributes of " + node.shown() + " differ in length or are empty");
        }
        for (int i = 1; i < nodes; i++) {
            if (treeOf[i] < treeOf[i - 1] || (treeOf[i] == treeOf[i - 1] && numberOf[i] <= numberOf[i - 1])) {
                throw source.unsupported(
                        "does not list its nodes in the order of trees and node numbers in " + node.shown(),
                        "export it with skl2onnx or onnxmltools");
            }
        }
    }

    /** Returns whether every weight is for the same class. */
    boolean oneId() {
        for (int id : weightId) {
            if (id != weightId[0]) {
                return false;
            }
        }
        return true;
    }

    boolean allPositive() {
        for (int i = 0; i < weightId.length; i++) {
            if (weight(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private double weight(int index) {
        return weight.length > 0 ? weight[index] : doubleWeight[index];
    }

    private double threshold(int index) {
        return value.length > 0 ? value[index] : doubleValue[index];
    }

    /**
     * Returns the trees.
     *
     * @param groups number of margins
     * @param vectors whether each leaf is to have a value for each margin, also where one would do
     */
    List<Tree> trees(int groups, boolean vectors) {
        int count = 0;
        int largest = 0;
        for (int from = 0; from < treeOf.length; count++) {
            int to = end(from);
            largest = Math.max(largest, to - from);
            from = to;
        }
        List<Tree> trees = new ArrayList<>(count);
        int[] place = new int[largest]; // in the order, of each node of a tree
        int[] order = new int[largest];
        int firstWeight = 0;
        for (int from = 0; from < treeOf.length; ) {
            int to = end(from);
            int lastWeight = firstWeight;
            while (lastWeight < weightTree.length && weightTree[lastWeight] == treeOf[from]) {
                lastWeight++;
            }
            trees.add(tree(from, to, firstWeight, lastWeight, groups, vectors, place, order));
            firstWeight = lastWeight;
            from = to;
        }
        if (firstWeight < weightTree.length) {
            throw source.unsupported(
                    "lists weights in another order than its trees in " + node.shown(),
                    "export it with skl2onnx or onnxmltools");
        }
        return trees;
    }

    /** Returns the first node after those of a tree. */
    private int end(int from) {
        int to = from;
        while (to < treeOf.length && treeOf[to] == treeOf[from]) {
            to++;
        }
        return to;
    }

    /** Returns the trees of weights that are all for one class, as trees of a single margin. */
    List<Tree> oneIdTrees() {
        Arrays.fill(weightId, 0);
        return trees(1, false);
    }

    private Tree tree(
            int from, int to, int firstWeight, int lastWeight, int groups, boolean vectors, int[] place, int[] order) {
        int size = order(from, to, order);
        int margin = margin(firstWeight, lastWeight, groups, vectors);
        int leafSize = margin < 0 ? groups : 1;
        if (leafSize > 1) {
            budget.leaves(size, leafSize);
        }
        TreeArrays tree = new TreeArrays(size, margin, leafSize, Split.LESS_OR_EQUAL);
        Arrays.fill(place, 0, to - from, -1);
        int next = 1;
        for (int i = 0; i < size; i++) {
            int at = order[i];
            place[at - from] = i;
            if (mode[at] != OnnxRule.LEAF) {
                split(tree, i, at, next);
                next += 2;
            }
        }
        for (int i = firstWeight; i < lastWeight; i++) {
            int at = find(from, to, weightNode[i]);
            if (at < 0 || mode[at] != OnnxRule.LEAF || place[at - from] < 0) {
                throw source.damaged(
                        "node " + weightNode[i] + " of tree " + weightTree[i] + " has a weight but is no leaf");
            }
            tree.addToLeaf(place[at - from], margin < 0 ? weightId[i] : 0, weight(i));
        }
        return tree.build();
    }

    /** Returns the only margin that the weights of a tree add to, or -1. */
    private int margin(int firstWeight, int lastWeight, int groups, boolean vectors) {
        boolean single = !vectors && firstWeight < lastWeight;
        for (int i = firstWeight; i < lastWeight; i++) {
            if (weightId[i] < 0 || weightId[i] >= groups) {
                throw source.damaged("a leaf adds to number " + weightId[i] + " of " + groups);
            }
            single &= weightId[i] == weightId[firstWeight];
        }
        return groups == 1 ? 0 : single ? weightId[firstWeight] : -1;
    }

    private int find(int from, int to, int number) {
        int at = Arrays.binarySearch(numberOf, from, to, number);
        return at >= 0 ? at : -1;
    }

    /** Lists the nodes breadth first from the first one, which is the root; returns how many there are. */
    private int order(int from, int to, int[] order) {
        int size = 1;
        order[0] = from;
        for (int i = 0; i < size; i++) {
            int at = order[i];
            if (mode[at] == OnnxRule.LEAF) {
                continue;
            }
            int left = find(from, to, yes[at]);
            int right = find(from, to, no[at]);
            if (left <= from || right <= from || size + 2 > to - from) {
                throw source.damaged("node " + numberOf[at] + " of tree " + treeOf[at] + " has the children " + yes[at]
                        + " and " + no[at] + ", which are no other nodes of the tree, or the children of others too");
            }
            order[size++] = left;
            order[size++] = right;
        }
        return size;
    }

    private void split(TreeArrays tree, int place, int at, int leftChild) {
        if (mode[at] == OnnxRule.MEMBER) {
            throw source.damaged("a node of " + node.shown() + " asks for members, which this operator has not");
        }
        boolean missingTrue = missing.length > 0 && missing[at] != 0;
        OnnxRule.put(
                mode[at],
                threshold(at),
                null,
                missingTrue,
                tree,
                place,
                column(featureOf[at]),
                leftChild,
                leftChild + 1,
                budget,
                source);
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
