package io.github.modelkeel.tribuo;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.tribuo.Output;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.IndependentRegressionTreeModel;

/** The one class that names Tribuo's regression trees, so that a host without that module never loads it. */
final class RegressionRoots {
    private RegressionRoots() {}

    /** Returns the root of the tree of the only dimension, or {@code null} if there are more. */
    @SuppressWarnings("unchecked") // a regression tree is one of Regressor
    static <T extends Output<T>> @Nullable Node<T> of(TreeModel<T> tree) {
        Collection<Node<Regressor>> roots = ((IndependentRegressionTreeModel) (TreeModel<?>) tree)
                .getRoots()
                .values();
        return roots.size() == 1 ? (Node<T>) (Node<?>) roots.iterator().next() : null;
    }
}
