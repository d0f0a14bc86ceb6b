package io.github.modelkeel.model;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;

/** What makes the optional parts of a {@link Tree} valid. Throws {@link IllegalArgumentException}. */
final class TreeRuleChecks {
    private TreeRuleChecks() {}

    /** Checks that each optional array has a value for every node. */
    static void lengths(Tree tree, int nodes) {
        if (tree.splits() != null) {
            ModelBodyChecks.length("rules", tree.splits().length, nodes);
        }
        if (tree.zeroMissing() != null) {
            ModelBodyChecks.length("zero marks", tree.zeroMissing().length, nodes);
        }
        if (tree.members() != null) {
            ModelBodyChecks.length("sets of categories", tree.members().length, nodes);
        }
        if (tree.gain() != null) {
            ModelBodyChecks.length("gains", tree.gain().length, nodes);
        }
        if (tree.cover() != null) {
            ModelBodyChecks.length("covers", tree.cover().length, nodes);
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
