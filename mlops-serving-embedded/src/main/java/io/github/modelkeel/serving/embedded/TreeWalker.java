package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.List;

/**
 * Walks each tree from its root, in the order and the arithmetic of the trainer: the plain meaning of a {@link TreeEnsemble},
 * for every kind of it. Immutable and thread-safe.
 */
final class TreeWalker implements Model {
    private final TreeEnsemble body;
    private final List<Tree> trees;
    private final boolean floats;
    private final boolean orEqual;
    private final double[] counts;

    TreeWalker(TreeEnsemble body) {
        this.body = body;
        this.trees = body.trees();
        this.floats = body.precision() == Precision.FLOAT;
        this.orEqual = body.comparison() == Comparison.LESS_OR_EQUAL;
        this.counts = counts(body);
    }

    /** Returns what the sum of each margin is divided by. */
    private static double[] counts(TreeEnsemble body) {
        double[] counts = new double[body.groups()];
        for (Tree tree : body.trees()) {
            for (int group = 0; group < counts.length; group++) {
                counts[group] += tree.margin() < 0 || tree.margin() == group ? 1 : 0;
            }
        }
        return counts;
    }

    @Override
    public int width() {
        return body.width();
    }

    @Override
    public int outputs() {
        return body.outputs();
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        if (floats) {
            Links.apply(body.link(), floatMargins(features, offset), scores, scoresOffset);
        } else {
            Links.apply(body.link(), doubleMargins(features, offset), scores, scoresOffset);
        }
    }

    private float[] floatMargins(double[] features, int offset) {
        float[] margins = new float[body.groups()];
        for (int group = 0; group < margins.length && !body.averaged(); group++) {
            margins[group] = (float) body.base()[group];
        }
        for (Tree tree : trees) {
            int leaf = leaf(tree, features, offset);
            if (tree.margin() >= 0) {
                margins[tree.margin()] += (float) tree.leaf()[leaf];
            } else {
                for (int group = 0; group < margins.length; group++) {
                    margins[group] += (float) tree.leaf()[leaf * margins.length + group];
                }
            }
        }
        for (int group = 0; group < margins.length && body.averaged(); group++) {
            margins[group] = margins[group] / (float) counts[group] + (float) body.base()[group];
        }
        return margins;
    }

    private double[] doubleMargins(double[] features, int offset) {
        double[] margins =
                body.averaged() ? new double[body.groups()] : body.base().clone();
        for (Tree tree : trees) {
            int leaf = leaf(tree, features, offset);
            if (tree.margin() >= 0) {
                margins[tree.margin()] += tree.leaf()[leaf];
            } else {
                for (int group = 0; group < margins.length; group++) {
                    margins[group] += tree.leaf()[leaf * margins.length + group];
                }
            }
        }
        for (int group = 0; group < margins.length && body.averaged(); group++) {
            margins[group] = margins[group] / counts[group] + body.base()[group];
        }
        return margins;
    }

    private int leaf(Tree tree, double[] features, int offset) {
        int node = 0;
        for (int feature = tree.feature()[0]; feature >= 0; feature = tree.feature()[node]) {
            double cell = floats ? (float) features[offset + feature] : features[offset + feature];
            double threshold = tree.threshold()[node];
            boolean left = orEqual ? cell <= threshold : cell < threshold;
            if (Double.isNaN(cell)) {
                left = tree.missingLeft()[node];
            }
            node = left ? tree.left()[node] : tree.right()[node];
        }
        return node;
    }
}
