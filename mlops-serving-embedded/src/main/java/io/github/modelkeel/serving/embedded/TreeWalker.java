package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
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
    private final boolean floatCells;
    private final boolean floatSums;
    private final boolean fromBase;
    private final double[] counts;

    TreeWalker(TreeEnsemble body) {
        this.body = body;
        this.trees = body.trees();
        this.floatCells = body.precision() != Precision.DOUBLE;
        this.floatSums = body.precision() == Precision.FLOAT;
        this.fromBase = body.aggregation() == Aggregation.SUM;
        this.counts = PackedTrees.counts(body);
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
        int groups = body.groups();
        if (floatSums) {
            float[] margins = floatMargins(features, offset);
            Links.apply(body.link(), (float) body.slope(), margins, 0, groups, scores, scoresOffset);
        } else {
            double[] margins = doubleMargins(features, offset);
            Links.apply(body.link(), body.slope(), margins, 0, groups, scores, scoresOffset);
        }
    }

    private float[] floatMargins(double[] features, int offset) {
        float[] margins = new float[body.groups()];
        for (int group = 0; group < margins.length && fromBase; group++) {
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
        for (int group = 0; group < margins.length && !fromBase; group++) {
            float sum =
                    body.averaged() ? margins[group] / (float) counts[group] : margins[group] * (float) body.scale();
            margins[group] = sum + (float) body.base()[group];
        }
        return margins;
    }

    private double[] doubleMargins(double[] features, int offset) {
        double[] margins = fromBase ? body.base().clone() : new double[body.groups()];
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
        for (int group = 0; group < margins.length && !fromBase; group++) {
            double sum = body.averaged() ? margins[group] / counts[group] : margins[group] * body.scale();
            margins[group] = sum + body.base()[group];
        }
        return margins;
    }

    private int leaf(Tree tree, double[] features, int offset) {
        int node = 0;
        for (int feature = tree.feature()[0]; feature >= 0; feature = tree.feature()[node]) {
            double cell = floatCells ? (float) features[offset + feature] : features[offset + feature];
            node = goesLeft(tree, node, cell) ? tree.left()[node] : tree.right()[node];
        }
        return node;
    }

    private boolean goesLeft(Tree tree, int node, double cell) {
        boolean zero = cell >= -TreeEnsemble.ZERO && cell <= TreeEnsemble.ZERO;
        if (Double.isNaN(cell) || (zero && tree.zeroMissing() != null && tree.zeroMissing()[node])) {
            return tree.missingLeft()[node];
        }
        double threshold = tree.threshold()[node];
        return switch (body.split(tree, node)) {
            case LESS -> cell < threshold;
            case LESS_OR_EQUAL -> cell <= threshold;
            case EQUAL -> cell == threshold;
            case MEMBER -> cell == Math.rint(cell) && tree.isMember(node, (long) cell);
            case MEMBER_TRUNCATED -> tree.isMember(node, (long) cell);
            case MEMBER_FLOORED -> tree.isMember(node, (long) Math.floor(cell));
        };
    }
}
