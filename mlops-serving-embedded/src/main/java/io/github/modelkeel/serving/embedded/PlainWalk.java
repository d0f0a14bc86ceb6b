package io.github.modelkeel.serving.embedded;

/** Trees whose nodes all compare a key with a threshold. */
final class PlainWalk extends Walk {
    PlainWalk(TreePacking trees) {
        super(trees);
    }

    private static int step(long node, int[] keys, int shift) {
        int low = (int) node;
        long difference = keys[low & (keys.length - 1)] - (node >> 32); // below 0 goes left, which is the second child
        return (low >>> shift) + (int) (difference >>> 63);
    }

    /** Adds to {@code start}, tree by tree, the leaves that one row reaches in the trees {@code from .. to - 1}. */
    float sum(int[] keys, float start, int from, int to) {
        float[] leaf = trees.floats;
        long[] n = trees.nodes;
        int[] roots = trees.roots;
        int[] depths = trees.depths;
        int shift = trees.slotBits;
        float sum = start;
        for (int tree = from; tree < to; tree += LANES) {
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            int e = roots[tree + 4];
            int f = roots[tree + 5];
            int g = roots[tree + 6];
            int h = roots[tree + 7];
            for (int level = depths[tree >> LANE_BITS]; level > 0; level--) {
                a = step(n[a], keys, shift);
                b = step(n[b], keys, shift);
                c = step(n[c], keys, shift);
                d = step(n[d], keys, shift);
                e = step(n[e], keys, shift);
                f = step(n[f], keys, shift);
                g = step(n[g], keys, shift);
                h = step(n[h], keys, shift);
            }
            int left = to - tree;
            sum += leaf[a];
            sum = left > 1 ? sum + leaf[b] : sum;
            sum = left > 2 ? sum + leaf[c] : sum;
            sum = left > 3 ? sum + leaf[d] : sum;
            sum = left > 4 ? sum + leaf[e] : sum;
            sum = left > 5 ? sum + leaf[f] : sum;
            sum = left > 6 ? sum + leaf[g] : sum;
            sum = left > 7 ? sum + leaf[h] : sum;
        }
        return sum;
    }

    @Override
    void leaves(int[] keys, int from, int to, int[] at) {
        long[] n = trees.nodes;
        int[] roots = trees.roots;
        int shift = trees.slotBits;
        for (int tree = from; tree < to; tree += LANES) {
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            int e = roots[tree + 4];
            int f = roots[tree + 5];
            int g = roots[tree + 6];
            int h = roots[tree + 7];
            for (int level = trees.depths[tree >> LANE_BITS]; level > 0; level--) {
                a = step(n[a], keys, shift);
                b = step(n[b], keys, shift);
                c = step(n[c], keys, shift);
                d = step(n[d], keys, shift);
                e = step(n[e], keys, shift);
                f = step(n[f], keys, shift);
                g = step(n[g], keys, shift);
                h = step(n[h], keys, shift);
            }
            at[tree - from] = a;
            at[tree - from + 1] = b;
            at[tree - from + 2] = c;
            at[tree - from + 3] = d;
            at[tree - from + 4] = e;
            at[tree - from + 5] = f;
            at[tree - from + 6] = g;
            at[tree - from + 7] = h;
        }
    }
}
