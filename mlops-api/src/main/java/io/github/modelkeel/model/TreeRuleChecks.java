package io.github.modelkeel.model;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;

/** What makes the optional parts of a {@link Tree} valid. Throws {@link IllegalArgumentException}. */
final class TreeRuleChecks {
    private TreeRuleChecks() {}

    static void optionalArrays(Tree tree, int nodes) {
        if (tree.splits() != null) {
            ModelBodyChecks.length("rules", tree.splits().length, nodes);
        }
        if (tree.zeroMissing() != null) {
            ModelBodyChecks.length("zero marks", tree.zeroMissing().length, nodes);
        }
        if (tree.members() != null) {
            ModelBodyChecks.length("sets of categories", tree.members().length, nodes);
        }
        float[] gains = tree.gain();
        if (gains != null) {
            ModelBodyChecks.length("gains", gains.length, nodes);
            for (int node = 0; node < nodes; node++) {
                float gain = gains[node];
                if (!(gain >= -Float.MAX_VALUE && gain <= Float.MAX_VALUE)) { // NaN too
                    throw new IllegalArgumentException("gain of node " + node + " must be finite, was " + gain);
                }
            }
        }
        float[] covers = tree.cover();
        if (covers != null) {
            ModelBodyChecks.length("covers", covers.length, nodes);
            for (int node = 0; node < nodes; node++) {
                float cover = covers[node];
                if (!(cover >= 0 && cover <= Float.MAX_VALUE)) {
                    throw new IllegalArgumentException(
                            "cover of node " + node + " must be at least 0 and finite, was " + cover);
                }
            }
        }
    }

    /** Checks the rule of an inner node. */
    static void rule(Tree tree, int node) {
        Split rule = tree.splits() == null ? null : tree.splits()[node];
        if (tree.splits() != null && rule == null) {
            throw new IllegalArgumentException("node " + node + " has no rule");
        }
        long[] set = tree.members() == null ? null : tree.members()[node];
        boolean member = rule != null && rule.isMember();
        if (member != (set != null)) {
            throw new IllegalArgumentException("node " + node + " has the rule " + rule + " and "
                    + (set == null ? "no categories" : "categories"));
        }
        if (set == null) {
            return;
        }
        if (tree.threshold()[node] != 0) {
            throw new IllegalArgumentException("node " + node + " has categories and the threshold "
                    + tree.threshold()[node] + ", which must be 0");
        }
        if (set.length > TreeEnsemble.MAX_CATEGORIES / Long.SIZE) {
            throw new IllegalArgumentException("node " + node + " has a category of at least "
                    + (set.length - 1L) * Long.SIZE + " but they are below " + TreeEnsemble.MAX_CATEGORIES);
        }
        if (set.length > 0 && set[set.length - 1] == 0) {
            throw new IllegalArgumentException(
                    "node " + node + " has a set of categories that ends with an empty word");
        }
    }
}
