package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.TreeEnsemble;

/**
 * Trees of 32-bit floats without a branch in the walk. A row becomes ordered whole numbers once; a node is one {@code long}, a
 * step is a subtraction; a leaf leads to itself, so that eight trees, or eight rows, go down together for as many steps as the
 * deepest needs. Leaves are added in the trainer's order: the margins are those of {@link TreeWalker}, bit by bit. Immutable
 * and thread-safe; a call allocates its own scratch.
 */
final class PackedTrees implements Model {
    /** Trees, or rows, that walk together: enough to hide the latency of a load. */
    private static final int LANES = 8;

    /** Rows whose keys stay in the first-level cache while all trees pass over them. */
    private static final int BLOCK = 64;

    private final TreeEnsemble body;
    private final TreePacking packing;
    private final int groups;
    private final long[] nodes;
    private final float[] leaves;
    private final int[] roots;
    private final int[] depths;
    private final int[] margins;
    private final float[] base;
    private final float[] divisors;
    private final int count;

    PackedTrees(TreeEnsemble body, TreePacking packing) {
        this.body = body;
        this.packing = packing;
        this.groups = body.groups();
        this.nodes = packing.nodes;
        this.leaves = packing.leaves;
        this.roots = packing.roots;
        this.depths = packing.depths;
        this.margins = packing.margins;
        this.count = margins.length;
        this.base = new float[groups];
        this.divisors = new float[groups];
        for (int group = 0; group < groups; group++) {
            base[group] = (float) body.base()[group];
        }
        for (int margin : margins) {
            divisors[margin]++;
        }
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
        int[] keys = new int[1 << packing.slotBits];
        packing.keys(features, offset, keys, 0);
        float[] sums = new float[groups];
        if (groups == 1) {
            sums[0] = walkOne(keys, body.averaged() ? 0 : base[0]);
        } else {
            if (!body.averaged()) {
                System.arraycopy(base, 0, sums, 0, groups);
            }
            walkMany(keys, sums);
        }
        average(sums);
        Links.apply(body.link(), (float) body.slope(), sums, 0, groups, scores, scoresOffset);
    }

    private void average(float[] sums) {
        if (body.averaged()) {
            for (int group = 0; group < groups; group++) {
                sums[group] = sums[group] / divisors[group] + base[group];
            }
        }
    }

    private static int step(long node, int[] keys, int shift) {
        int low = (int) node;
        long difference = keys[low & (keys.length - 1)] - (node >> 32); // below 0 goes left, which is the second child
        return (low >>> shift) + (int) (difference >>> 63);
    }

    private float walkOne(int[] keys, float start) {
        long[] n = nodes;
        float[] leaf = leaves;
        int shift = packing.slotBits;
        float sum = start;
        for (int tree = 0; tree < count; tree += LANES) {
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            int e = roots[tree + 4];
            int f = roots[tree + 5];
            int g = roots[tree + 6];
            int h = roots[tree + 7];
            for (int level = depths[tree]; level > 0; level--) {
                a = step(n[a], keys, shift);
                b = step(n[b], keys, shift);
                c = step(n[c], keys, shift);
                d = step(n[d], keys, shift);
                e = step(n[e], keys, shift);
                f = step(n[f], keys, shift);
                g = step(n[g], keys, shift);
                h = step(n[h], keys, shift);
            }
            int left = count - tree;
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

    private void walkMany(int[] keys, float[] sums) {
        long[] n = nodes;
        int shift = packing.slotBits;
        int[] at = new int[LANES];
        for (int tree = 0; tree < count; tree += LANES) {
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            int e = roots[tree + 4];
            int f = roots[tree + 5];
            int g = roots[tree + 6];
            int h = roots[tree + 7];
            for (int level = depths[tree]; level > 0; level--) {
                a = step(n[a], keys, shift);
                b = step(n[b], keys, shift);
                c = step(n[c], keys, shift);
                d = step(n[d], keys, shift);
                e = step(n[e], keys, shift);
                f = step(n[f], keys, shift);
                g = step(n[g], keys, shift);
                h = step(n[h], keys, shift);
            }
            at[0] = a;
            at[1] = b;
            at[2] = c;
            at[3] = d;
            at[4] = e;
            at[5] = f;
            at[6] = g;
            at[7] = h;
            for (int lane = 0; lane < Math.min(LANES, count - tree); lane++) {
                sums[margins[tree + lane]] += leaves[at[lane]];
            }
        }
    }

    @Override
    public double[] score(FeatureMatrix matrix) {
        int width = width();
        if (matrix.width() != width) {
            throw new IllegalArgumentException("the model takes " + width + " features, was given " + matrix.width());
        }
        double[] scores = new double[matrix.rows() * outputs()];
        int[] keys = new int[BLOCK << packing.slotBits];
        float[] sums = new float[BLOCK * groups];
        float[] rowSums = new float[groups];
        for (int first = 0; first < matrix.rows(); first += BLOCK) {
            int rows = Math.min(BLOCK, matrix.rows() - first);
            for (int row = 0; row < rows; row++) {
                packing.keys(matrix.values(), (first + row) * width, keys, row << packing.slotBits);
                for (int group = 0; group < groups; group++) {
                    sums[row * groups + group] = body.averaged() ? 0 : base[group];
                }
            }
            walkBlock(keys, sums, rows);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(sums, row * groups, rowSums, 0, groups);
                average(rowSums);
                Links.apply(body.link(), (float) body.slope(), rowSums, 0, groups, scores, (first + row) * outputs());
            }
        }
        return scores;
    }

    /** Rows above {@code rows} up to a whole number of lanes have keys of some kind and sums that nobody reads. */
    private void walkBlock(int[] keys, float[] sums, int rows) {
        for (int tree = 0; tree < count; tree++) {
            int root = roots[tree];
            int depth = packing.treeDepths[tree];
            int margin = margins[tree];
            for (int row = 0; row < rows; row += LANES) {
                walkRows(root, depth, keys, row << packing.slotBits, sums, row * groups + margin);
            }
        }
    }

    private void walkRows(int root, int depth, int[] keys, int from, float[] sums, int sum) {
        long[] n = nodes;
        float[] leaf = leaves;
        int shift = packing.slotBits;
        int stride = 1 << shift;
        int a = root;
        int b = root;
        int c = root;
        int d = root;
        int e = root;
        int f = root;
        int g = root;
        int h = root;
        for (int level = depth; level > 0; level--) {
            a = step(n[a], keys, from, shift);
            b = step(n[b], keys, from + stride, shift);
            c = step(n[c], keys, from + 2 * stride, shift);
            d = step(n[d], keys, from + 3 * stride, shift);
            e = step(n[e], keys, from + 4 * stride, shift);
            f = step(n[f], keys, from + 5 * stride, shift);
            g = step(n[g], keys, from + 6 * stride, shift);
            h = step(n[h], keys, from + 7 * stride, shift);
        }
        sums[sum] += leaf[a];
        sums[sum + groups] += leaf[b];
        sums[sum + 2 * groups] += leaf[c];
        sums[sum + 3 * groups] += leaf[d];
        sums[sum + 4 * groups] += leaf[e];
        sums[sum + 5 * groups] += leaf[f];
        sums[sum + 6 * groups] += leaf[g];
        sums[sum + 7 * groups] += leaf[h];
    }

    private static int step(long node, int[] keys, int from, int shift) {
        int low = (int) node;
        long difference = keys[from + (low & ((1 << shift) - 1))] - (node >> 32);
        return (low >>> shift) + (int) (difference >>> 63);
    }
}
