package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree whose nodes of one level ask the same: bit i of a leaf's number is the answer to split i. Unfolded with the last split at the root, the leaves
 * stand in the order of their numbers.
 */
final class CatboostSymmetricTree {
    private static final int MAX_DEPTH = 24;

    private final List<CatboostDocument.Split> splits = new ArrayList<>();
    private double[] leaves = {};
    private double[] weights = {};

    private CatboostSymmetricTree() {}

    static CatboostSymmetricTree read(Cursor in, Source source) {
        CatboostSymmetricTree tree = new CatboostSymmetricTree();
        in.object(key -> {
            switch (key) {
                case "splits" -> {
                    if (in.kind() == Cursor.Kind.NOTHING) { // a tree without any
                        in.skip();
                    } else {
                        in.list(() -> CatboostDocument.split(in, source, tree.splits::add));
                    }
                }
                case "leaf_values" -> tree.leaves = in.doubles();
                case "leaf_weights" -> tree.weights = in.doubles();
                default -> in.skip();
            }
        });
        return tree;
    }

    Tree build(CatboostDocument document, int groups, Source source) {
        int depth = splits.size();
        if (depth > MAX_DEPTH || leaves.length != (long) groups << depth) {
            throw source.damaged(
                    "a tree of " + depth + " splits and " + groups + " results has " + leaves.length + " leaf values");
        }
        int inner = (1 << depth) - 1;
        TreeArrays tree = new TreeArrays(2 * inner + 1, groups == 1 ? 0 : -1, groups, TreeEnsemble.Split.LESS_OR_EQUAL);
        for (int node = 0; node < inner; node++) {
            int level = 31 - Integer.numberOfLeadingZeros(node + 1);
            CatboostDocument.Split split = splits.get(depth - 1 - level);
            CatboostTree.put(tree, node, split, 2 * node + 1, 2 * node + 2, document);
        }
        for (int leaf = 0; leaf <= inner; leaf++) {
            for (int group = 0; group < groups; group++) {
                tree.leaf(inner + leaf, group, leaves[leaf * groups + group]);
            }
        }
        tree.statistics(null, covers(inner));
        return tree.build();
    }

    /** The weight of an inner node is that of its leaves. */
    private float[] covers(int inner) {
        if (weights.length != inner + 1) {
            return new float[] {-1};
        }
        float[] covers = new float[2 * inner + 1];
        for (int leaf = 0; leaf <= inner; leaf++) {
            covers[inner + leaf] = (float) weights[leaf];
        }
        for (int node = inner - 1; node >= 0; node--) {
            covers[node] = covers[2 * node + 1] + covers[2 * node + 2];
        }
        return covers;
    }
}
