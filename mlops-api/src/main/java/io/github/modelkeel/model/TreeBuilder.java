package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the nodes of a {@link Tree}, in any order: {@link #reserve} gives numbers, the first of them that of the root;
 * {@link #leaf}, {@link #split} and {@link #members} fill them. Structure and numbers are checked when the tree becomes part
 * of an ensemble. Confined to one thread.
 */
public final class TreeBuilder {
    private final int margin;
    private final int outputs;
    private final Split usual;
    private int size;
    private int[] feature = new int[16];
    private double[] threshold = new double[16];
    private int[] left = new int[16];
    private int[] right = new int[16];
    private boolean[] missingLeft = new boolean[16];
    private double[] leaf;
    private Split[] splits = new Split[16];
    private boolean[] zeroMissing = new boolean[16];
    private long[] @Nullable [] members = new long[16][];
    private float[] gain = new float[16];
    private float[] cover = new float[16];
    private boolean gains;
    private boolean covers;

    private TreeBuilder(int margin, int outputs, Comparison comparison) {
        this.margin = margin;
        this.outputs = outputs;
        this.usual = comparison == Comparison.LESS ? Split.LESS : Split.LESS_OR_EQUAL;
        this.leaf = new double[16 * outputs];
    }

    /**
     * Starts a tree whose leaves add to one margin.
     *
     * @param comparison the comparison of the ensemble that the tree will be part of
     */
    public static TreeBuilder of(int margin, Comparison comparison) {
        if (margin < 0) {
            throw new IllegalArgumentException("margin must be at least 0, was " + margin);
        }
        return new TreeBuilder(margin, 1, comparison);
    }

    /** Starts a tree whose leaves have a value for each of the margins. */
    public static TreeBuilder ofVectors(int groups, Comparison comparison) {
        if (groups < 1 || groups > ModelBody.MAX_GROUPS) {
            throw new IllegalArgumentException("groups must be 1 to " + ModelBody.MAX_GROUPS + ", was " + groups);
        }
        return new TreeBuilder(-1, groups, comparison);
    }

    /** Returns the number of the next node. */
    public int reserve() {
        if (size == feature.length) {
            int capacity = Math.multiplyExact(2, size);
            feature = Arrays.copyOf(feature, capacity);
            threshold = Arrays.copyOf(threshold, capacity);
            left = Arrays.copyOf(left, capacity);
            right = Arrays.copyOf(right, capacity);
            missingLeft = Arrays.copyOf(missingLeft, capacity);
            leaf = Arrays.copyOf(leaf, Math.multiplyExact(capacity, outputs));
            splits = Arrays.copyOf(splits, capacity);
            zeroMissing = Arrays.copyOf(zeroMissing, capacity);
            members = Arrays.copyOf(members, capacity);
            gain = Arrays.copyOf(gain, capacity);
            cover = Arrays.copyOf(cover, capacity);
        }
        return size++;
    }

    /** Makes a node a leaf with these values: one, or one for each margin. */
    public TreeBuilder leaf(int node, double... values) {
        if (values.length != outputs) {
            throw new IllegalArgumentException("a leaf has " + outputs + " values, was given " + values.length);
        }
        requireNode(node);
        feature[node] = -1;
        left[node] = -1;
        right[node] = -1;
        System.arraycopy(values, 0, leaf, node * outputs, outputs);
        return this;
    }

    /** Makes a node a split by the ensemble's comparison. */
    public TreeBuilder split(
            int node, int testedFeature, double at, int leftChild, int rightChild, boolean missingGoesLeft) {
        return split(node, usual, testedFeature, at, leftChild, rightChild, missingGoesLeft);
    }

    /** Makes a node a split by a threshold. */
    public TreeBuilder split(
            int node,
            Split rule,
            int testedFeature,
            double at,
            int leftChild,
            int rightChild,
            boolean missingGoesLeft) {
        requireNode(node);
        splits[node] = requireNonNull(rule, "rule");
        feature[node] = testedFeature;
        threshold[node] = at;
        left[node] = leftChild;
        right[node] = rightChild;
        missingLeft[node] = missingGoesLeft;
        return this;
    }

    /**
     * Makes a node a split by categories, whose rows go left.
     *
     * @param categories bit {@code c % 64} of word {@code c / 64} for each category c; copied
     */
    public TreeBuilder members(
            int node,
            Split rule,
            int testedFeature,
            long[] categories,
            int leftChild,
            int rightChild,
            boolean missingGoesLeft) {
        split(node, rule, testedFeature, 0, leftChild, rightChild, missingGoesLeft);
        int words = categories.length;
        while (words > 0 && categories[words - 1] == 0) {
            words--;
        }
        members[node] = Arrays.copyOf(categories, words);
        return this;
    }

    /** Makes zero count as missing at a node. */
    public TreeBuilder zeroMissing(int node) {
        requireNode(node);
        zeroMissing[node] = true;
        return this;
    }

    /** Says what the split of a node improved. */
    public TreeBuilder gain(int node, double value) {
        requireNode(node);
        gain[node] = (float) value;
        gains = true;
        return this;
    }

    /** Says the weight of the training rows that came by a node; say it of every node or of none. */
    public TreeBuilder cover(int node, double value) {
        requireNode(node);
        cover[node] = (float) value;
        covers = true;
        return this;
    }

    private void requireNode(int node) {
        if (node < 0 || node >= size) {
            throw new IllegalArgumentException("node " + node + " is not among the " + size + " reserved");
        }
    }

    /** Returns the tree. */
    public Tree build() {
        boolean plain = true;
        boolean zeros = false;
        boolean sets = false;
        for (int node = 0; node < size; node++) {
            if (splits[node] == null) {
                splits[node] = usual; // a leaf
            }
            plain &= splits[node] == usual;
            zeros |= zeroMissing[node];
            sets |= members[node] != null;
        }
        return new Tree(
                margin,
                Arrays.copyOf(feature, size),
                Arrays.copyOf(threshold, size),
                Arrays.copyOf(left, size),
                Arrays.copyOf(right, size),
                Arrays.copyOf(missingLeft, size),
                Arrays.copyOf(leaf, size * outputs),
                plain ? null : Arrays.copyOf(splits, size),
                zeros ? Arrays.copyOf(zeroMissing, size) : null,
                sets ? Arrays.copyOf(members, size) : null,
                gains ? Arrays.copyOf(gain, size) : null,
                covers ? Arrays.copyOf(cover, size) : null);
    }
}
