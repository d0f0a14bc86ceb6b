package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.TreeEnsemble;
import java.util.Arrays;

/** Collects the nodes of one tree. Confined to one thread. */
final class TreeBuilder {
    private final int group;
    private final int outputs;
    private int size;
    private int[] feature = new int[16];
    private double[] threshold = new double[16];
    private int[] left = new int[16];
    private int[] right = new int[16];
    private boolean[] missingLeft = new boolean[16];
    private double[] leaf;

    /**
     * Starts a tree.
     *
     * @param group margin that the leaves add to, or -1 when a leaf has a value for each margin
     * @param outputs number of values of a leaf
     */
    TreeBuilder(int group, int outputs) {
        this.group = group;
        this.outputs = outputs;
        this.leaf = new double[16 * outputs];
    }

    /** Returns the number of the next node, to be filled by {@link #leaf} or {@link #split}. */
    int reserve() {
        if (size == feature.length) {
            int capacity = 2 * size;
            feature = Arrays.copyOf(feature, capacity);
            threshold = Arrays.copyOf(threshold, capacity);
            left = Arrays.copyOf(left, capacity);
            right = Arrays.copyOf(right, capacity);
            missingLeft = Arrays.copyOf(missingLeft, capacity);
            leaf = Arrays.copyOf(leaf, capacity * outputs);
        }
        return size++;
    }

    void leaf(int node, double... values) {
        feature[node] = -1;
        left[node] = -1;
        right[node] = -1;
        System.arraycopy(values, 0, leaf, node * outputs, outputs);
    }

    void split(int node, int testedFeature, double at, int leftChild, int rightChild, boolean missingGoesLeft) {
        feature[node] = testedFeature;
        threshold[node] = at;
        left[node] = leftChild;
        right[node] = rightChild;
        missingLeft[node] = missingGoesLeft;
    }

    TreeEnsemble.Tree build() {
        return new TreeEnsemble.Tree(
                group,
                Arrays.copyOf(feature, size),
                Arrays.copyOf(threshold, size),
                Arrays.copyOf(left, size),
                Arrays.copyOf(right, size),
                Arrays.copyOf(missingLeft, size),
                Arrays.copyOf(leaf, size * outputs));
    }
}
