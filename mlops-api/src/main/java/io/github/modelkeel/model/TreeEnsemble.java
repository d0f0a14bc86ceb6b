package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A forest or a boosted ensemble of binary decision trees, described exactly as its trainer evaluates it. Immutable by
 * convention: the arrays are not copied and must not be changed. Cost of the checks: O(nodes).
 *
 * @param width number of features of a row
 * @param groups number of margins
 * @param link how margins become scores
 * @param slope what a margin is multiplied by within {@link ModelBody.Link#SIGMOID} and {@link ModelBody.Link#LOGISTIC}, above 0; 1 for
 *     the other links
 * @param precision type in which features, thresholds and sums are compared and added
 * @param comparison which rows go left, at every node whose tree does not say otherwise
 * @param aggregation how the leaves of the trees become a margin
 * @param scale what the sum of the leaves is multiplied by; 1 unless {@code aggregation} is {@link Aggregation#SUM_THEN_BASE}
 * @param base what each margin starts from, or what is added to it in the end
 * @param trees the trees, in the order in which they are added
 */
public record TreeEnsemble(
        int width,
        int groups,
        Link link,
        double slope,
        Precision precision,
        Comparison comparison,
        Aggregation aggregation,
        double scale,
        double[] base,
        List<Tree> trees)
        implements ModelBody {

    /** Largest depth of a tree; the depth of a lone leaf is 0. */
    public static final int MAX_DEPTH = 4_096;

    /** Categories are 0 up to this number, exclusive: each is a 32-bit float. */
    public static final int MAX_CATEGORIES = 1 << 24;

    /** Cells between this number and its negative, both inclusive, are zero to {@link Tree#zeroMissing()}. */
    public static final double ZERO = 1e-35f;

    /** Checks sizes, structure and numbers; {@link IllegalArgumentException} names the tree and what is wrong. */
    public TreeEnsemble {
        requireNonNull(link, "link");
        requireNonNull(precision, "precision");
        requireNonNull(comparison, "comparison");
        requireNonNull(aggregation, "aggregation");
        trees = List.copyOf(trees);
        ModelBodyChecks.shape(width, groups, link);
        ModelBodyChecks.factors(link, slope, precision, aggregation, scale);
        ModelBodyChecks.length("bases", base.length, groups);
        ModelBodyChecks.trees(width, groups, precision, aggregation, base, trees);
    }

    /**
     * Describes an ensemble whose margins are the sums of its trees, from the base on, or their averages plus the base.
     *
     * @param averaged whether the aggregation is {@link Aggregation#AVERAGE} instead of {@link Aggregation#SUM}
     */
    public TreeEnsemble(
            int width,
            int groups,
            Link link,
            Precision precision,
            Comparison comparison,
            boolean averaged,
            double[] base,
            List<Tree> trees) {
        this(
                width,
                groups,
                link,
                1,
                precision,
                comparison,
                averaged ? Aggregation.AVERAGE : Aggregation.SUM,
                1,
                base,
                trees);
    }

    /** Returns whether the sum of the trees of a group is divided by their number. */
    public boolean averaged() {
        return aggregation == Aggregation.AVERAGE;
    }

    /** Returns the rule of an inner node. */
    public Split split(Tree tree, int node) {
        if (tree.splits() != null) {
            return tree.splits()[node];
        }
        return comparison == Comparison.LESS ? Split.LESS : Split.LESS_OR_EQUAL;
    }

    /** Arithmetic of the trainer. */
    public enum Precision {
        /** Cells are rounded to 32-bit floats; thresholds, leaves and sums are floats, as in XGBoost. */
        FLOAT,
        /** Cells, thresholds, leaves and sums are 64-bit doubles, as in LightGBM. */
        DOUBLE,
        /**
         * Cells are rounded to 32-bit floats and then compared with 64-bit thresholds; leaves and sums are doubles, as in
         * CatBoost and in the trees of scikit-learn.
         */
        FLOAT_CELLS
    }

    /** Which rows go to the left child. */
    public enum Comparison {
        /** {@code cell < threshold}. */
        LESS,
        /** {@code cell <= threshold}. */
        LESS_OR_EQUAL
    }

    /** How the leaves that a row reaches become a margin. */
    public enum Aggregation {
        /** Leaves are added to the base, tree by tree. */
        SUM,
        /** Leaves are added to 0, tree by tree; the sum is multiplied by the scale, then the base is added. */
        SUM_THEN_BASE,
        /** Leaves are added to 0; the sum is divided by the number of trees of the group, then the base is added. */
        AVERAGE
    }

    /**
     * Which rows go to the left child of a node; a missing cell goes where {@link Tree#missingLeft()} says. For "greater"
     * and "not equal" exchange the children. Categories are whole numbers at least 0.
     */
    public enum Split {
        /** {@code cell < threshold}. */
        LESS,
        /** {@code cell <= threshold}. */
        LESS_OR_EQUAL,
        /** {@code cell == threshold}. */
        EQUAL,
        /** The cell is one of the categories of the node. */
        MEMBER,
        /** The cell, cut off to a whole number towards zero as LightGBM does, is one of the categories: -0.5 counts as 0. */
        MEMBER_TRUNCATED,
        /** The largest whole number that is not above the cell is one of the categories, as in XGBoost: -0.5 is none. */
        MEMBER_FLOORED;

        /** Returns whether nodes of this kind have a set of categories and no threshold. */
        public boolean isMember() {
            return compareTo(MEMBER) >= 0;
        }
    }

    /**
     * One tree; node 0 is the root, every other node is the child of exactly one. A leaf has feature -1. Checked when it
     * becomes part of an ensemble. {@link TreeBuilder} collects one node by node.
     *
     * @param margin number of the margin that the leaves add to, or -1 when a leaf has a value for each margin
     * @param feature for each node the tested feature, or -1 for a leaf
     * @param threshold for each node the tested threshold, perhaps infinite, never {@code NaN}; 0 for a node with categories;
     *     that of a leaf does not matter
     * @param left for each node the left child; -1 for a leaf
     * @param right for each node the right child; -1 for a leaf
     * @param missingLeft for each node whether a missing cell goes left
     * @param leaf finite leaf values: one for each node, or {@code groups} for each node, row-major, when {@code margin} is -1;
     *     those of inner nodes do not matter, and may be in the very array of the thresholds when {@code margin} is not -1
     * @param splits for each inner node its rule (that of a leaf does not matter), or {@code null} if each has the ensemble's comparison
     * @param zeroMissing for each node whether a cell within {@link #ZERO} of 0 is missing as {@code NaN} is; {@code null}
     *     for nowhere
     * @param members for each node whose rule asks for them its categories, as a set of bits (bit {@code c % 64} of word
     *     {@code c / 64}, the last word not 0), {@code null} for the others; {@code null} if no node has any
     * @param gain for each inner node what its split improved, in the trainer's unit; 0 for a leaf; {@code null} if not known
     * @param cover for each node the weight of the training rows that came by, at least 0; {@code null} if not known
     */
    public record Tree(
            int margin,
            int[] feature,
            double[] threshold,
            int[] left,
            int[] right,
            boolean[] missingLeft,
            double[] leaf,
            Split @Nullable [] splits,
            boolean @Nullable [] zeroMissing,
            long @Nullable [] @Nullable [] members,
            float @Nullable [] gain,
            float @Nullable [] cover) {

        /** Describes a tree of numeric splits whose training statistics are not known. */
        public Tree(
                int margin,
                int[] feature,
                double[] threshold,
                int[] left,
                int[] right,
                boolean[] missingLeft,
                double[] leaf) {
            this(margin, feature, threshold, left, right, missingLeft, leaf, null, null, null, null, null);
        }

        int leafSize(int groups) {
            return margin < 0 ? groups : 1;
        }

        /** Returns whether a category is in the set of a node that has one. */
        public boolean isMember(int node, long category) {
            long[] set = members == null ? null : members[node];
            return set != null
                    && category >= 0
                    && category >>> 6 < set.length
                    && (set[(int) (category >>> 6)] >>> category & 1) != 0;
        }
    }
}
