package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.function.Function;
import org.tribuo.Output;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;

/**
 * Turns one of Tribuo's trees into a neutral one. Tribuo compares doubles, {@code cell > value} goes right. Confined to
 * one thread.
 *
 * @param <T> Tribuo's type of output
 */
final class TribuoTrees<T extends Output<T>> {
    private final TreeBuilder builder;
    private final Function<LeafNode<T>, double[]> answers;
    private final Splits splits;

    /** Writes a split at a place of the tree. */
    private interface Splits {
        void write(TreeBuilder builder, int place, SplitNode<?> split, int left, int right);
    }

    private TribuoTrees(TreeBuilder builder, Function<LeafNode<T>, double[]> answers, Splits splits) {
        this.builder = builder;
        this.answers = answers;
        this.splits = splits;
    }

    /**
     * Returns a tree of floats, {@code cell < threshold} goes left. Both say the same of every cell that is a float when
     * the threshold is the smallest float above Tribuo's value.
     */
    static <T extends Output<T>> TreeEnsemble.Tree floats(Node<T> root, int groups, ForestTargets<T> targets) {
        TreeBuilder builder = start(groups, TreeEnsemble.Comparison.LESS);
        return new TribuoTrees<T>(
                        builder,
                        targets::answer,
                        (tree, place, split, left, right) -> tree.split(
                                place, split.getFeatureID(), floatAbove(split.splitValue()), left, right, false))
                .of(root);
    }

    /**
     * Returns a tree of Tribuo's own doubles, {@code cell <= threshold} goes left. A missing cell goes where zero goes,
     * because Tribuo reads an absent feature as zero.
     *
     * @param columns the column of each of Tribuo's features
     * @param answers what a leaf adds to each group
     */
    static <T extends Output<T>> TreeEnsemble.Tree doubles(
            Node<T> root, int groups, int[] columns, Function<LeafNode<T>, double[]> answers) {
        TreeBuilder builder = start(groups, TreeEnsemble.Comparison.LESS_OR_EQUAL);
        return new TribuoTrees<>(
                        builder,
                        answers,
                        (tree, place, split, left, right) -> tree.split(
                                place,
                                columns[split.getFeatureID()],
                                split.splitValue(),
                                left,
                                right,
                                0 <= split.splitValue()))
                .of(root);
    }

    private static TreeBuilder start(int groups, TreeEnsemble.Comparison comparison) {
        return groups == 1 ? TreeBuilder.of(0, comparison) : TreeBuilder.ofVectors(groups, comparison);
    }

    private TreeEnsemble.Tree of(Node<T> root) {
        convert(root, builder.reserve());
        return builder.build();
    }

    private void convert(Node<T> node, int place) {
        if (node instanceof LeafNode<T> leaf) {
            builder.leaf(place, answers.apply(leaf));
            return;
        }
        SplitNode<T> split = (SplitNode<T>) node; // a finished tree has no other kinds; its depth is bounded
        int left = builder.reserve();
        int right = builder.reserve();
        splits.write(builder, place, split, left, right);
        convert(split.getLessThanOrEqual(), left);
        convert(split.getGreaterThan(), right);
    }

    /** Returns the smallest float above a number. */
    static float floatAbove(double value) {
        float near = (float) value;
        return near > value ? near : Math.nextUp(near);
    }
}
