package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arrays of a tree whose number of nodes is known, so that nothing is allocated twice. Confined to one thread. */
final class TreeArrays {
    private final int margin;
    private final int leafSize;
    private final Split usual;
    private final int[] feature;
    private final double[] threshold;
    private final int[] left;
    private final int[] right;
    private final boolean[] missingLeft;
    private final double[] leaf;
    private Split @Nullable [] splits;
    private boolean @Nullable [] zeroMissing;
    private long @Nullable [] @Nullable [] members;
    private float @Nullable [] gain;
    private float @Nullable [] cover;

    /**
     * Starts a tree of leaves.
     *
     * @param usual the rule of the ensemble, which needs no array
     */
    TreeArrays(int nodes, int margin, int leafSize, Split usual) {
        this.margin = margin;
        this.leafSize = leafSize;
        this.usual = usual;
        feature = filled(nodes);
        left = filled(nodes);
        right = filled(nodes);
        threshold = new double[nodes];
        missingLeft = new boolean[nodes];
        leaf = margin < 0 ? new double[Math.multiplyExact(nodes, leafSize)] : threshold; // a node has one or the other
    }

    private static int[] filled(int nodes) {
        int[] array = new int[nodes];
        Arrays.fill(array, -1);
        return array;
    }

    void leaf(int node, double value) {
        leaf[node * leafSize] = value;
    }

    void leaf(int node, int group, double value) {
        leaf[node * leafSize + group] = value;
    }

    /** Adds to one of the values of a leaf. */
    void addToLeaf(int node, int group, double value) {
        leaf[node * leafSize + group] += value;
    }

    void split(int node, Split rule, int tested, double at, int leftChild, int rightChild, boolean missingGoesLeft) {
        feature[node] = tested;
        threshold[node] = at;
        left[node] = leftChild;
        right[node] = rightChild;
        missingLeft[node] = missingGoesLeft;
        if (rule != usual) {
            if (splits == null) {
                splits = new Split[feature.length];
                Arrays.fill(splits, usual);
            }
            splits[node] = rule;
        }
    }

    /** @param set the categories that go left, as bits; not copied unless it ends in zeros */
    void members(int node, Split rule, int tested, long[] set, int leftChild, int rightChild, boolean missingGoesLeft) {
        split(node, rule, tested, 0, leftChild, rightChild, missingGoesLeft);
        if (members == null) {
            members = new long[feature.length][];
        }
        int words = set.length;
        while (words > 0 && set[words - 1] == 0) {
            words--;
        }
        members[node] = words == set.length ? set : Arrays.copyOf(set, words);
    }

    void zeroMissing(int node) {
        if (zeroMissing == null) {
            zeroMissing = new boolean[feature.length];
        }
        zeroMissing[node] = true;
    }

    /** Says what the splits improved and which weight of training rows came by. Negative or unknown numbers are left out. */
    void statistics(float @Nullable [] improved, float @Nullable [] weight) {
        gain = improved != null && known(improved, -Float.MAX_VALUE) ? improved : null;
        cover = weight != null && known(weight, 0) ? weight : null;
    }

    private static boolean known(float[] values, float least) {
        for (float value : values) {
            if (!(value >= least && value <= Float.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    Tree build() {
        return new Tree(
                margin, feature, threshold, left, right, missingLeft, leaf, splits, zeroMissing, members, gain, cover);
    }
}
