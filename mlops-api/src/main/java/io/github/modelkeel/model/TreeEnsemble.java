package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A forest or a boosted ensemble of binary decision trees, described exactly as its trainer evaluates it. Immutable by
 * convention: the arrays are not copied and must not be changed. Cost of the checks: O(nodes).
 *
 * @param width number of features of a row
 * @param groups number of margins
 * @param link how margins become scores
 * @param precision type in which features, thresholds and sums are compared and added
 * @param comparison which rows go left
 * @param averaged whether the sum of the trees of a group is divided by their number; the base is added after that
 * @param base start of each margin
 * @param trees the trees, in the order in which they are added
 */
public record TreeEnsemble(
        int width,
        int groups,
        Link link,
        Precision precision,
        Comparison comparison,
        boolean averaged,
        double[] base,
        List<Tree> trees)
        implements ModelBody {

    /** Largest depth of a tree; the depth of a lone leaf is 0. */
    public static final int MAX_DEPTH = 4_096;

    /** Checks sizes, structure and numbers; {@link IllegalArgumentException} names the tree and what is wrong. */
    public TreeEnsemble {
        requireNonNull(link, "link");
        requireNonNull(precision, "precision");
        requireNonNull(comparison, "comparison");
        trees = List.copyOf(trees);
        ModelBodyChecks.shape(width, groups, link);
        ModelBodyChecks.length("bases", base.length, groups);
        ModelBodyChecks.trees(width, groups, precision, averaged, base, trees);
    }

    /** Arithmetic of the trainer. */
    public enum Precision {
        /** Cells, thresholds, leaves and sums are 32-bit floats, as in XGBoost. */
        FLOAT,
        /** Cells, thresholds, leaves and sums are 64-bit doubles. */
        DOUBLE
    }

    /** Which rows go to the left child. */
    public enum Comparison {
        /** {@code cell < threshold}. */
        LESS,
        /** {@code cell <= threshold}. */
        LESS_OR_EQUAL
    }

    /**
     * One tree; node 0 is the root, every other node is the child of exactly one. A leaf has feature -1. Checked when it
     * becomes part of an ensemble.
     *
     * @param margin number of the margin that the leaves add to, or -1 when a leaf has a value for each margin
     * @param feature for each node the tested feature, or -1 for a leaf
     * @param threshold for each node the tested threshold, perhaps infinite, never {@code NaN}; 0 for a leaf
     * @param left for each node the left child; -1 for a leaf
     * @param right for each node the right child; -1 for a leaf
     * @param missingLeft for each node whether a missing cell goes left
     * @param leaf finite leaf values: one for each node, or {@code groups} for each node, row-major, when {@code margin} is -1
     */
    public record Tree(
            int margin,
            int[] feature,
            double[] threshold,
            int[] left,
            int[] right,
            boolean[] missingLeft,
            double[] leaf) {
        int leafSize(int groups) {
            return margin < 0 ? groups : 1;
        }
    }
}
