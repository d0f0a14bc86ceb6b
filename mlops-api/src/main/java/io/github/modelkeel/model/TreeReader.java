package io.github.modelkeel.model;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import org.jspecify.annotations.Nullable;

/** Reads the nodes of one tree of a {@link ModelBodyFormat}, once it is known that there are bytes for that many. */
final class TreeReader {
    private final ModelBodyReader in;
    private final boolean floats;
    private final int leafSize;
    private final int nodes;
    private final int[] feature;
    private final double[] threshold;
    private final int[] left;
    private final int[] right;
    private final boolean[] missingLeft;
    private final double[] leaf;
    private final boolean ruled;
    private final Split @Nullable [] splits;
    private final boolean @Nullable [] zeroMissing;
    private final float @Nullable [] gain;
    private final float @Nullable [] cover;
    private long @Nullable [] @Nullable [] members;

    TreeReader(ModelBodyReader in, int nodes, int leafSize, boolean floats, int marks) {
        this.in = in;
        this.nodes = nodes;
        this.leafSize = leafSize;
        this.floats = floats;
        feature = new int[nodes];
        threshold = new double[nodes];
        left = new int[nodes];
        right = new int[nodes];
        missingLeft = new boolean[nodes];
        leaf = new double[Math.multiplyExact(nodes, leafSize)];
        splits = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_RULES) ? new Split[nodes] : null;
        zeroMissing = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_ZERO) ? new boolean[nodes] : null;
        ruled = splits != null || zeroMissing != null;
        gain = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_GAIN) ? new float[nodes] : null;
        cover = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_COVER) ? new float[nodes] : null;
    }

    Tree read(int margin) {
        for (int node = 0; node < nodes; node++) {
            feature[node] = in.readCount() - 1;
            if (feature[node] < 0) {
                readLeaf(node);
            } else {
                readSplit(node);
            }
            if (cover != null) {
                cover[node] = in.readFloat();
            }
        }
        return new Tree(
                margin, feature, threshold, left, right, missingLeft, leaf, splits, zeroMissing, members, gain, cover);
    }

    private void readLeaf(int node) {
        left[node] = -1;
        right[node] = -1;
        for (int i = 0; i < leafSize; i++) {
            leaf[node * leafSize + i] = in.readNumber(floats);
        }
        if (splits != null) {
            splits[node] = Split.LESS; // does not matter
        }
    }

    private void readSplit(int node) {
        boolean member = ruled && readRule(node);
        if (member) {
            if (members == null) {
                members = new long[nodes][];
            }
            members[node] = in.readWords();
        } else {
            threshold[node] = in.readNumber(floats);
        }
        int code = in.readCount();
        left[node] = code >> 1;
        missingLeft[node] = (code & 1) != 0;
        right[node] = in.readCount();
        if (gain != null) {
            gain[node] = in.readFloat();
        }
    }

    private boolean readRule(int node) {
        int code = in.readByte();
        boolean zero = (code & ModelBodyFormat.ZERO_MISSING) != 0;
        int rule = code & ~ModelBodyFormat.ZERO_MISSING;
        if (rule >= ModelBodyFormat.SPLITS.size() || (zero && zeroMissing == null)) {
            throw ModelBodyFormat.broken("has the unknown rule " + code + " at node " + node + " of a tree");
        }
        if (zeroMissing != null) {
            zeroMissing[node] = zero;
        }
        Split split = ModelBodyFormat.SPLITS.get(rule);
        if (splits != null) {
            splits[node] = split;
        } else if (split.isMember()) {
            throw ModelBodyFormat.broken("has categories at node " + node + " of a tree without rules");
        }
        return split.isMember();
    }
}
