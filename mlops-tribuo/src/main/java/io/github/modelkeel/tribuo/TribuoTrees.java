package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import org.tribuo.Output;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;

/**
 * Turns Tribuo's trees into neutral ones. Tribuo compares doubles, {@code cell > value} goes right; the neutral form
 * compares floats, {@code cell < threshold} goes left. Both say the same of every cell that is a float when the threshold
 * is the smallest float above the value.
 */
final class TribuoTrees {
    private TribuoTrees() {}

    static <T extends Output<T>> TreeEnsemble.Tree convert(Node<T> root, int groups, ForestTargets<T> targets) {
        TreeBuilder builder = groups == 1
                ? TreeBuilder.of(0, TreeEnsemble.Comparison.LESS)
                : TreeBuilder.ofVectors(groups, TreeEnsemble.Comparison.LESS);
        convert(root, builder.reserve(), builder, targets);
        return builder.build();
    }

    private static <T extends Output<T>> void convert(
            Node<T> node, int place, TreeBuilder builder, ForestTargets<T> targets) {
        if (node instanceof LeafNode<T> leaf) {
            builder.leaf(place, targets.answer(leaf));
            return;
        }
        SplitNode<T> split =
                (SplitNode<T>) node; // a finished tree has no other kinds; its depth is bounded by max_depth
        int left = builder.reserve();
        int right = builder.reserve();
        builder.split(place, split.getFeatureID(), floatAbove(split.splitValue()), left, right, false);
        convert(split.getLessThanOrEqual(), left, builder, targets);
        convert(split.getGreaterThan(), right, builder, targets);
    }

    /** Returns the smallest float above a number. */
    static float floatAbove(double value) {
        float near = (float) value;
        return near > value ? near : Math.nextUp(near);
    }
}
