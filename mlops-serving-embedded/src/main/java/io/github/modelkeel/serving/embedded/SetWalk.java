package io.github.modelkeel.serving.embedded;

/**
 * Trees in which some nodes ask whether a key is in a set. Slots from {@link TreeSlots#firstSet} on hold such keys; the upper
 * half of a node that tests one is the place of its set among {@code sets}. Both answers are computed at each
 * step and one is masked away, so that mixed trees have no branch to mispredict.
 */
final class SetWalk extends Walk {
    private final int firstSet;
    private final long[] sets;

    SetWalk(TreePacking trees, int firstSet, long[] sets) {
        super(trees);
        this.firstSet = firstSet;
        this.sets = sets;
    }

    @Override
    long setBytes() {
        return 8L * sets.length;
    }

    private static int step(long node, int[] keys, int index, int slot, int firstSet, long[] sets, int shift) {
        int low = (int) node;
        int key = keys[index];
        int high = (int) (node >> 32);
        int set = ~((slot - firstSet) >> 31); // all ones where the key is to be looked up
        long word = sets[set & (high + (key >> 6))];
        int below = (int) ((key - (long) high) >>> 63);
        int member = (int) (word >>> key) & 1;
        return (low >>> shift) + ((set & member) | (~set & below));
    }

    @Override
    void leaves(int[] keys, int from, int to, int[] at) {
        long[] n = trees.nodes;
        int shift = trees.slotBits;
        int mask = (1 << shift) - 1;
        int first = firstSet;
        long[] words = sets;
        for (int tree = from; tree < to; tree += LANES) {
            int a = trees.roots[tree];
            int b = trees.roots[tree + 1];
            int c = trees.roots[tree + 2];
            int d = trees.roots[tree + 3];
            int e = trees.roots[tree + 4];
            int f = trees.roots[tree + 5];
            int g = trees.roots[tree + 6];
            int h = trees.roots[tree + 7];
            for (int level = trees.depths[tree >> LANE_BITS]; level > 0; level--) {
                a = step(n[a], keys, (int) n[a] & mask, (int) n[a] & mask, first, words, shift);
                b = step(n[b], keys, (int) n[b] & mask, (int) n[b] & mask, first, words, shift);
                c = step(n[c], keys, (int) n[c] & mask, (int) n[c] & mask, first, words, shift);
                d = step(n[d], keys, (int) n[d] & mask, (int) n[d] & mask, first, words, shift);
                e = step(n[e], keys, (int) n[e] & mask, (int) n[e] & mask, first, words, shift);
                f = step(n[f], keys, (int) n[f] & mask, (int) n[f] & mask, first, words, shift);
                g = step(n[g], keys, (int) n[g] & mask, (int) n[g] & mask, first, words, shift);
                h = step(n[h], keys, (int) n[h] & mask, (int) n[h] & mask, first, words, shift);
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
