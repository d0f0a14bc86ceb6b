package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tribuo.Output;
import org.tribuo.common.tree.AbstractTrainingNode;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;

/**
 * A node of a tree that is being grown. Its rows are a stretch of one array that splits reorder in place. Confined to one
 * thread.
 *
 * @param <T> Tribuo's type of output
 */
final class BinnedNode<T extends Output<T>> extends AbstractTrainingNode<T> {
    private static final long serialVersionUID = 1L;

    /** Gains below this share of what is summed up are rounding. */
    private static final double NOISE = 1e-12;

    private final transient Growth<T> tree;
    private final transient int from;
    private final transient int to;
    private final transient double[] sums;
    private final double weight;

    /** What the nodes of one tree share. */
    private static final class Growth<T extends Output<T>> {
        final BinnedFeatures features;
        final double[] labels;
        final float[] weights;
        final ForestTargets<T> targets;
        final int featuresPerSplit;
        final int[] rows;
        final int[] spare;
        final int[] order;
        final double[] histogram;
        final int[] counts = new int[BinnedFeatures.MAX_BINS];
        final double[] left;
        final double[] right;

        Growth(BinnedFeatures features, double[] labels, float[] weights, ForestTargets<T> targets, int perSplit) {
            this.features = features;
            this.labels = labels;
            this.weights = weights;
            this.targets = targets;
            this.featuresPerSplit = perSplit;
            int[] drawn = new int[weights.length];
            int size = 0;
            for (int row = 0; row < weights.length; row++) {
                if (weights[row] > 0) {
                    drawn[size++] = row;
                }
            }
            this.rows = Arrays.copyOf(drawn, size);
            this.spare = new int[size];
            this.order = new int[features.width()];
            Arrays.setAll(order, i -> i);
            this.histogram = new double[BinnedFeatures.MAX_BINS * targets.slots()];
            this.left = new double[targets.slots()];
            this.right = new double[targets.slots()];
        }
    }

    /** The best split found so far. */
    private static final class Best {
        int feature = -1;
        int below;
        int above;
        double gain;
        double[] left = {};
    }

    private BinnedNode(Growth<T> tree, int depth, int from, int to, double[] sums, LeafDeterminer leafDeterminer) {
        super(depth, to - from, leafDeterminer);
        this.tree = tree;
        this.from = from;
        this.to = to;
        this.sums = sums;
        this.weight = tree.targets.weight(sums, 0);
        this.impurityScore = tree.targets.impurity(sums, 0, weight);
    }

    /**
     * Returns the root of a new tree.
     *
     * @param weights for each row its weight times the number of times it was drawn; rows of weight 0 take no part
     */
    static <T extends Output<T>> BinnedNode<T> root(
            BinnedFeatures features,
            Labels labels,
            float[] weights,
            ForestTargets<T> targets,
            int featuresPerSplit,
            LeafDeterminer leafDeterminer) {
        Growth<T> tree = new Growth<>(features, labels.values(), weights, targets, featuresPerSplit);
        double[] sums = new double[targets.slots()];
        for (int row : tree.rows) {
            targets.add(sums, 0, tree.labels[row], weights[row]);
        }
        return new BinnedNode<>(tree, 0, 0, tree.rows.length, sums, leafDeterminer);
    }

    @Override
    public List<AbstractTrainingNode<T>> buildTree(int[] features, SplittableRandom random, boolean randomSplits) {
        Best best = search(random);
        if (best.feature < 0 || best.gain < leafDeterminer.getScaledMinImpurityDecrease()) {
            return List.of();
        }
        split = true;
        splitID = best.feature;
        // Tribuo sends cells above the value right; for floats that is the same as "not below the next float"
        splitValue = Math.nextDown(tree.features.threshold(best.feature, best.below, best.above));
        int middle = partition(tree.features.column(best.feature), best.below);
        double[] rest = new double[sums.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = sums[i] - best.left[i];
        }
        List<AbstractTrainingNode<T>> open = new ArrayList<>(2);
        lessThanOrEqual = child(from, middle, best.left, open);
        greaterThan = child(middle, to, rest, open);
        return open;
    }

    private Node<T> child(int start, int end, double[] childSums, List<AbstractTrainingNode<T>> open) {
        BinnedNode<T> child = new BinnedNode<>(tree, depth + 1, start, end, childSums, leafDeterminer);
        if (shouldMakeLeaf(child.impurityScore, child.getWeightSum())) {
            return child.leaf();
        }
        open.add(child);
        return child;
    }

    /** Draws features until enough that vary were seen and one of them gains, or none is left. */
    private Best search(SplittableRandom random) {
        Best best = new Best();
        double purity = tree.targets.purity(sums, 0, weight);
        best.gain = NOISE * Math.max(Math.abs(purity), weight);
        int[] order = tree.order;
        int seen = 0;
        for (int i = 0; i < order.length && (seen < tree.featuresPerSplit || best.feature < 0); i++) {
            if (tree.featuresPerSplit < order.length) {
                int other = i + random.nextInt(order.length - i);
                int swap = order[i];
                order[i] = order[other];
                order[other] = swap;
            }
            if (count(order[i])) {
                seen++;
                scan(order[i], purity, best);
            }
        }
        return best;
    }

    /** Sums up this node's rows by bin of a feature. Returns whether at least two bins have rows. */
    private boolean count(int feature) {
        int bins = tree.features.bins(feature);
        if (bins == 1) {
            return false;
        }
        int slots = sums.length;
        byte[] column = tree.features.column(feature);
        Arrays.fill(tree.counts, 0, bins, 0);
        Arrays.fill(tree.histogram, 0, bins * slots, 0);
        for (int i = from; i < to; i++) {
            int row = tree.rows[i];
            int bin = column[row] & 0xff;
            tree.counts[bin]++;
            tree.targets.add(tree.histogram, bin * slots, tree.labels[row], tree.weights[row]);
        }
        return tree.counts[column[tree.rows[from]] & 0xff] < to - from;
    }

    private void scan(int feature, double purity, Best best) {
        double[] left = tree.left;
        double[] right = tree.right;
        Arrays.fill(left, 0);
        double least = leafDeterminer.getMinChildWeight();
        int below = -1; // the last bin that has rows
        for (int bin = 0, bins = tree.features.bins(feature); bin < bins; bin++) {
            if (tree.counts[bin] == 0) {
                continue;
            }
            if (below >= 0) {
                for (int s = 0; s < right.length; s++) {
                    right[s] = sums[s] - left[s];
                }
                double leftWeight = tree.targets.weight(left, 0);
                double rightWeight = tree.targets.weight(right, 0);
                if (leftWeight >= least && rightWeight >= least) {
                    double gain = tree.targets.purity(left, 0, leftWeight)
                            + tree.targets.purity(right, 0, rightWeight)
                            - purity;
                    if (gain > best.gain) {
                        best.feature = feature;
                        best.below = below;
                        best.above = bin;
                        best.gain = gain;
                        best.left = left.clone();
                    }
                }
            }
            for (int s = 0; s < left.length; s++) {
                left[s] += tree.histogram[bin * left.length + s];
            }
            below = bin;
        }
    }

    /** Moves the rows of bins up to {@code below} to the front, in order. Returns where the others start. */
    private int partition(byte[] column, int below) {
        int front = from;
        int back = 0;
        for (int i = from; i < to; i++) {
            int row = tree.rows[i];
            if ((column[row] & 0xff) <= below) {
                tree.rows[front++] = row;
            } else {
                tree.spare[back++] = row;
            }
        }
        System.arraycopy(tree.spare, 0, tree.rows, front, back);
        return front;
    }

    private LeafNode<T> leaf() {
        return tree.targets.leaf(impurityScore, sums);
    }

    @Override
    public Node<T> convertTree() {
        return split ? createSplitNode() : leaf();
    }

    @Override
    public float getWeightSum() {
        return (float) weight;
    }

    @Override
    public double getImpurity() {
        return impurityScore;
    }
}
