package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.RowScorer;

/** The working memory of one thread, and the sums over the leaves that {@link PackedTrees} finds. */
final class PackedScorer implements RowScorer {
    /** Rows whose keys stay in the first-level cache while all trees pass over them. */
    private static final int BLOCK = 64;

    /** Trees whose nodes stay in the cache while all rows of a block pass over them; a multiple of the lanes. */
    private static final int TREES = 32;

    private final PackedTrees model;
    private final int[] keys;
    private final int[] at;
    private final float[] floats;
    private final double[] doubles;

    // for batches, made when the first one comes
    private int[][] blockKeys = new int[0][];
    private float[] blockFloats = new float[0];
    private double[] blockDoubles = new double[0];

    PackedScorer(PackedTrees model) {
        this.model = model;
        this.keys = new int[1 << model.slots.slotBits];
        this.at = new int[TREES];
        this.floats = new float[model.floatSums ? model.groups : 0];
        this.doubles = new double[model.floatSums ? 0 : model.groups];
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        model.slots.keys(features, offset, keys);
        score(scores, scoresOffset);
    }

    @Override
    public void score(float[] features, int offset, double[] scores, int scoresOffset) {
        model.slots.keys(features, offset, keys);
        score(scores, scoresOffset);
    }

    private void score(double[] scores, int offset) {
        for (int group = 0; group < model.groups; group++) {
            start(group, group);
        }
        for (Walk walk : model.walks) {
            if (model.fused && model.groups == 1) {
                floats[0] = ((PlainWalk) walk).sum(keys, floats[0], 0, walk.count());
            } else {
                for (int tree = 0; tree < walk.count(); tree += TREES) {
                    int end = Math.min(walk.count(), tree + TREES);
                    walk.leaves(keys, tree, end, at);
                    addLeaves(walk.trees, tree, end, floats, doubles, 0, 1);
                }
            }
        }
        for (int group = 0; group < model.groups; group++) {
            finish(group, floats, doubles, group);
        }
        link(floats, doubles, 0, scores, offset);
    }

    /** Adds leaves that were found to the sums of a row, which are {@code stride} apart. */
    private void addLeaves(
            TreePacking trees, int from, int to, float[] floatSums, double[] doubleSums, int row, int stride) {
        int[] margins = trees.margins;
        if (model.leafSize > 1) {
            for (int tree = from; tree < to; tree++) {
                addVector(trees, at[tree - from], margins[tree], floatSums, doubleSums, row, stride);
            }
        } else if (model.floatSums) {
            for (int tree = from; tree < to; tree++) {
                floatSums[row + Math.max(margins[tree], 0) * stride] += trees.floats[at[tree - from]];
            }
        } else {
            for (int tree = from; tree < to; tree++) {
                doubleSums[row + Math.max(margins[tree], 0) * stride] += trees.doubles[at[tree - from]];
            }
        }
    }

    /** Adds the values of a leaf to sums {@code stride} apart. */
    private void addVector(
            TreePacking trees, int place, int margin, float[] floatSums, double[] doubleSums, int to, int stride) {
        int row = trees.payload[place];
        int first = Math.max(margin, 0);
        int last = margin < 0 ? model.groups : margin + 1;
        if (model.floatSums) {
            for (int group = first; group < last; group++) {
                floatSums[to + group * stride] += trees.floats[row + group];
            }
        } else {
            for (int group = first; group < last; group++) {
                doubleSums[to + group * stride] += trees.doubles[row + group];
            }
        }
    }

    private void start(int group, int to) {
        if (model.floatSums) {
            floats[to] = model.fromBase ? (float) model.body.base()[group] : 0;
        } else {
            doubles[to] = model.fromBase ? model.body.base()[group] : 0;
        }
    }

    private void finish(int group, float[] floatSums, double[] doubleSums, int at) {
        if (model.fromBase) {
            return;
        }
        double base = model.body.base()[group];
        if (model.floatSums) {
            float sum = floatSums[at];
            sum = model.body.averaged() ? sum / (float) model.counts[group] : sum * (float) model.body.scale();
            floatSums[at] = sum + (float) base;
        } else {
            double sum = doubleSums[at];
            doubleSums[at] = (model.body.averaged() ? sum / model.counts[group] : sum * model.body.scale()) + base;
        }
    }

    private void link(float[] floatSums, double[] doubleSums, int from, double[] scores, int offset) {
        if (model.floatSums) {
            float slope = (float) model.body.slope();
            Links.apply(model.body.link(), slope, floatSums, from, model.groups, scores, offset);
        } else {
            Links.apply(model.body.link(), model.body.slope(), doubleSums, from, model.groups, scores, offset);
        }
    }

    @Override
    public void score(double[] features, int offset, int rows, double[] scores, int scoresOffset) {
        if (rows > 1 && blockKeys.length == 0) {
            blockKeys = new int[BLOCK][1 << model.slots.slotBits];
            blockFloats = new float[model.floatSums ? BLOCK * model.groups : 0];
            blockDoubles = new double[model.floatSums ? 0 : BLOCK * model.groups];
        }
        int outputs = model.outputs();
        if (rows == 1) {
            score(features, offset, scores, scoresOffset);
            return;
        }
        for (int first = 0; first < rows; first += BLOCK) {
            int count = Math.min(BLOCK, rows - first);
            block(features, offset + first * model.width(), count);
            for (int row = 0; row < count; row++) {
                for (int group = 0; group < model.groups; group++) {
                    finish(group, blockFloats, blockDoubles, group * BLOCK + row);
                    if (model.floatSums) {
                        floats[group] = blockFloats[group * BLOCK + row];
                    } else {
                        doubles[group] = blockDoubles[group * BLOCK + row];
                    }
                }
                link(floats, doubles, 0, scores, scoresOffset + (first + row) * outputs);
            }
        }
    }

    /** Sums the trees over a block of rows. */
    private void block(double[] features, int offset, int rows) {
        for (int row = 0; row < rows; row++) {
            model.slots.keys(features, offset + row * model.width(), blockKeys[row]);
        }
        for (int group = 0; group < model.groups; group++) {
            for (int row = 0; row < BLOCK; row++) {
                if (model.floatSums) {
                    blockFloats[group * BLOCK + row] =
                            model.fromBase ? (float) model.body.base()[group] : 0;
                } else {
                    blockDoubles[group * BLOCK + row] =
                            model.fromBase ? model.body.base()[group] : 0;
                }
            }
        }
        for (Walk walk : model.walks) {
            for (int tree = 0; tree < walk.count(); tree += TREES) {
                int end = Math.min(walk.count(), tree + TREES);
                for (int row = 0; row < rows; row++) {
                    if (model.fused && model.groups == 1) {
                        blockFloats[row] = ((PlainWalk) walk).sum(blockKeys[row], blockFloats[row], tree, end);
                    } else {
                        walk.leaves(blockKeys[row], tree, end, at);
                        addLeaves(walk.trees, tree, end, blockFloats, blockDoubles, row, BLOCK);
                    }
                }
            }
        }
    }
}
