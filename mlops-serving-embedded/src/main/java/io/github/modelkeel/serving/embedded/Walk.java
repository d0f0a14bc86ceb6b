package io.github.modelkeel.serving.embedded;

/**
 * The nodes of consecutive trees, and the way from their roots to their leaves without a branch. A node is one {@code long};
 * a leaf leads to itself, so that eight trees go down together for as many steps as the deepest needs.
 * Immutable; read by every thread.
 */
abstract sealed class Walk permits PlainWalk, SetWalk {
    /** Trees that walk together: enough to hide the latency of a load. */
    static final int LANES = 8;

    /** log2 of {@link #LANES}. */
    static final int LANE_BITS = 3;

    final TreePacking trees;

    Walk(TreePacking trees) {
        this.trees = trees;
    }

    /** Returns how many trees there are. */
    final int count() {
        return trees.treeDepths.length;
    }

    /** Returns the bytes of the sets. */
    long setBytes() {
        return 0;
    }

    /**
     * Finds the leaves that one row reaches in some trees.
     *
     * @param keys the row; {@code 1 << slotBits} numbers
     * @param from the first tree, a multiple of eight
     * @param to the tree after the last
     * @param at receives their places, and others up to a multiple of eight
     */
    abstract void leaves(int[] keys, int from, int to, int[] at);
}
