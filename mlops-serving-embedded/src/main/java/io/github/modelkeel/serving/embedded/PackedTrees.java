package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trees without a branch in the walk: a row becomes keys once ({@link TreeSlots}), the keys find the leaves ({@link Walk}),
 * and the leaves are added in the trainer's order and arithmetic ({@link PackedScorer}). The margins are those of
 * {@link TreeWalker}, bit by bit. Immutable and thread-safe.
 */
final class PackedTrees implements Model {
    private static final int MAX_SLOT_BITS = 16;

    final TreeEnsemble body;
    final TreeSlots slots;

    /** The trees in order, cut where a walk would have more nodes than its numbers can name. */
    final Walk[] walks;

    final boolean floatSums;
    final boolean fromBase;
    final int groups;

    /** Values of a leaf: 1 if every tree adds to one margin, otherwise the number of margins. */
    final int leafSize;

    /** How many trees add to each margin. */
    final double[] counts;

    /** Whether leaves are single floats and no node has a set: then sums are taken while walking. */
    final boolean fused;

    private PackedTrees(TreeEnsemble body, SlotPlan plan, List<List<Tree>> parts, int leafSize) {
        this.body = body;
        this.slots = plan.slots();
        this.groups = body.groups();
        this.leafSize = leafSize;
        this.floatSums = body.precision() == Precision.FLOAT;
        this.fromBase = body.aggregation() == Aggregation.SUM;
        this.counts = counts(body);
        this.fused = floatSums && leafSize == 1 && !plan.hasSets();
        TreePacking[] packings = new TreePacking[parts.size()];
        for (int i = 0; i < packings.length; i++) {
            packings[i] = new TreePacking(parts.get(i), plan, floatSums, leafSize);
        }
        long[] sets = plan.words(); // of all parts
        this.walks = new Walk[packings.length];
        for (int i = 0; i < walks.length; i++) {
            walks[i] = plan.hasSets() ? new SetWalk(packings[i], slots.firstSet, sets) : new PlainWalk(packings[i]);
        }
    }

    /** Returns the compiled trees, or empty if they are too large for it: the plain walk serves them then. */
    static Optional<PackedTrees> of(TreeEnsemble body) {
        SlotPlan plan = new SlotPlan(body);
        int bits = plan.slots().slotBits;
        if (!plan.fits() || bits > MAX_SLOT_BITS) {
            return Optional.empty();
        }
        boolean vectors = false;
        for (Tree tree : body.trees()) {
            vectors |= tree.margin() < 0;
        }
        int leafSize = vectors ? body.groups() : 1;
        long limit = Math.min(1L << (32 - bits), Integer.MAX_VALUE / (8L * leafSize));
        List<List<Tree>> parts = new ArrayList<>();
        List<Tree> part = new ArrayList<>();
        long nodes = 0;
        for (Tree tree : body.trees()) {
            int size = tree.feature().length;
            if (size >= limit) {
                return Optional.empty();
            }
            if (nodes + size >= limit) {
                parts.add(part);
                part = new ArrayList<>();
                nodes = 0;
            }
            part.add(tree);
            nodes += size;
        }
        parts.add(part);
        return Optional.of(new PackedTrees(body, plan, parts, leafSize));
    }

    /** Returns how many trees add to each margin. */
    static double[] counts(TreeEnsemble body) {
        double[] counts = new double[body.groups()];
        int vectors = 0;
        for (Tree tree : body.trees()) {
            if (tree.margin() < 0) {
                vectors++;
            } else {
                counts[tree.margin()]++;
            }
        }
        for (int group = 0; group < counts.length; group++) {
            counts[group] += vectors;
        }
        return counts;
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
    public RowScorer scorer() {
        return new PackedScorer(this);
    }

    @Override
    public Optional<Explainer> explainer() {
        return TreeShap.of(body);
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        new PackedScorer(this).score(features, offset, scores, scoresOffset);
    }

    /** Returns the bytes of the compiled arrays. */
    long bytes() {
        long sum = slots.bytes();
        for (Walk walk : walks) {
            sum += walk.trees.bytes() + walk.setBytes();
        }
        return sum;
    }
}
