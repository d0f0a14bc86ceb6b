package io.github.modelkeel.model;

import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the nodes of trees of a {@link ModelBodyFormat}, once it is known that there are bytes for that many. Neighbouring trees of the
 * same form share the arrays of that: a small tree takes hardly more than its numbers. Confined to one thread.
 */
final class TreeReader {
    private static final int[] NO_INTS = {};
    private static final double[] NO_DOUBLES = {};
    private static final boolean[] NO_FLAGS = {};

    /** Most bytes of a plain node: feature, number, two children of two bytes, gain, cover. */
    private static final int PLAIN_BYTES = 17;

    private final ModelBodyReader in;
    private final boolean floats;

    // of the tree that is read
    private int leafSize;
    private int nodes;
    private int[] feature = NO_INTS;
    private double[] threshold = NO_DOUBLES;
    private int[] left = NO_INTS;
    private int[] right = NO_INTS;
    private boolean[] missingLeft = NO_FLAGS;
    private double[] leaf = NO_DOUBLES;
    private boolean ruled;
    private Split @Nullable [] splits;
    private boolean @Nullable [] zeroMissing;
    private float @Nullable [] gain;
    private float @Nullable [] cover;
    private long @Nullable [] @Nullable [] members;

    // of the tree before, and room that it did not need
    private int[] lastLeft = NO_INTS;
    private int[] lastRight = NO_INTS;
    private boolean[] lastMissingLeft = NO_FLAGS;
    private int[] spareLeft = NO_INTS;
    private int[] spareRight = NO_INTS;
    private boolean[] spareMissingLeft = NO_FLAGS;

    TreeReader(ModelBodyReader in, boolean floats) {
        this.in = in;
        this.floats = floats;
    }

    Tree read(int margin, int count, int valuesOfLeaf, int marks) {
        nodes = count;
        leafSize = valuesOfLeaf;
        feature = new int[nodes];
        threshold = new double[nodes];
        left = spareLeft.length == nodes ? spareLeft : new int[nodes];
        right = spareRight.length == nodes ? spareRight : new int[nodes];
        missingLeft = spareMissingLeft.length == nodes ? spareMissingLeft : new boolean[nodes];
        leaf = margin < 0 ? new double[Math.multiplyExact(nodes, leafSize)] : threshold; // a node has one or the other
        splits = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_RULES) ? new Split[nodes] : null;
        zeroMissing = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_ZERO) ? new boolean[nodes] : null;
        ruled = splits != null || zeroMissing != null;
        gain = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_GAIN) ? new float[nodes] : null;
        cover = ModelBodyReader.hasMark(marks, ModelBodyFormat.MARK_COVER) ? new float[nodes] : null;
        members = null;
        boolean plain = floats && splits == null && zeroMissing == null && leaf == threshold;
        for (int node = plain ? readPlain(0) : 0; node < nodes; node = plain ? readPlain(node) : node) {
            readNode(node++);
        }
        share();
        return new Tree(
                margin,
                feature,
                threshold,
                lastLeft,
                lastRight,
                lastMissingLeft,
                leaf,
                splits,
                zeroMissing,
                members,
                gain,
                cover);
    }

    /** Keeps the arrays of the tree before where this one has equal ones; those just filled are room for the next tree then. */
    private void share() {
        boolean same = Arrays.equals(left, lastLeft);
        spareLeft = same ? left : NO_INTS;
        lastLeft = same ? lastLeft : left;
        same = Arrays.equals(right, lastRight);
        spareRight = same ? right : NO_INTS;
        lastRight = same ? lastRight : right;
        same = Arrays.equals(missingLeft, lastMissingLeft);
        spareMissingLeft = same ? missingLeft : NO_FLAGS;
        lastMissingLeft = same ? lastMissingLeft : missingLeft;
    }

    /**
     * Reads nodes as most are: a float, short children. A fresh JVM interprets this at first, so it makes no call for a node.
     *
     * @return the first node from {@code from} on that is another, or their number
     */
    private int readPlain(int from) {
        byte[] b = in.bytes;
        int at = in.at;
        int node = from;
        for (int last = in.end - PLAIN_BYTES; node < nodes && at <= last; node++) {
            int tested = b[at] - 1;
            int p = at + 1 + Float.BYTES;
            int code = -2;
            int child = -1;
            if (tested >= 0) {
                code = b[p++];
                code = code < 0 ? (code & 0x7F) | b[p++] << 7 : code;
                child = b[p++];
                child = child < 0 ? (child & 0x7F) | b[p++] << 7 : child;
                if (code < 0 || child < 0) {
                    break;
                }
                if (gain != null) {
                    gain[node] = Float.intBitsToFloat(
                            b[p] << 24 | (b[p + 1] & 0xFF) << 16 | (b[p + 2] & 0xFF) << 8 | (b[p + 3] & 0xFF));
                    p += Float.BYTES;
                }
            } else if (tested < -1) {
                break;
            }
            if (cover != null) {
                cover[node] = Float.intBitsToFloat(
                        b[p] << 24 | (b[p + 1] & 0xFF) << 16 | (b[p + 2] & 0xFF) << 8 | (b[p + 3] & 0xFF));
                p += Float.BYTES;
            }
            feature[node] = tested;
            threshold[node] = Float.intBitsToFloat(
                    b[at + 1] << 24 | (b[at + 2] & 0xFF) << 16 | (b[at + 3] & 0xFF) << 8 | (b[at + 4] & 0xFF));
            left[node] = code >> 1;
            right[node] = child;
            missingLeft[node] = (code & 1) != 0;
            at = p;
        }
        in.at = at;
        return node;
    }

    private void readNode(int node) {
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

    private void readLeaf(int node) {
        left[node] = -1;
        right[node] = -1;
        missingLeft[node] = false;
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
