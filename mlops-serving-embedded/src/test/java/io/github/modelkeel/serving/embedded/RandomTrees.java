package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ensembles and rows from seeds. Thresholds and cells share a coarse grid, so that they are often equal. */
final class RandomTrees {
    private RandomTrees() {}

    /** Returns trees with one comparison, or with {@code rules} of every kind at their nodes. */
    static TreeEnsemble of(
            long seed,
            int width,
            int groups,
            Link link,
            Precision precision,
            Comparison comparison,
            Aggregation aggregation,
            boolean rules,
            int trees,
            int depth) {
        Random random = new Random(seed);
        List<Tree> made = new ArrayList<>();
        boolean vectors = aggregation != Aggregation.SUM && groups > 1;
        for (int tree = 0; tree < trees; tree++) {
            TreeBuilder builder =
                    vectors ? TreeBuilder.ofVectors(groups, comparison) : TreeBuilder.of(tree % groups, comparison);
            new Grower(random, width, precision, rules, vectors ? groups : 1, builder).grow(depth, 1000);
            made.add(builder.build());
        }
        double[] base = new double[groups];
        for (int group = 0; group < groups; group++) {
            base[group] = number(random, precision);
        }
        double scale = aggregation == Aggregation.SUM_THEN_BASE ? number(random, precision) : 1;
        return new TreeEnsemble(width, groups, link, 1, precision, comparison, aggregation, scale, base, made);
    }

    /** Cells of a row: one decimal, sometimes missing, zero, infinite or tiny. */
    static double cell(Random random) {
        return switch (random.nextInt(20)) {
            case 0, 1 -> Double.NaN;
            case 2 -> 0.0;
            case 3 -> -0.0;
            case 4 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case 5 -> Float.MIN_VALUE * random.nextInt(3);
            case 6 -> Double.MIN_VALUE;
            case 7, 8, 9 -> random.nextInt(70) - 2;
            case 10 -> random.nextBoolean() ? 1e10 : (double) 1e-35f;
            default -> (random.nextInt(41) - 20) / 10.0;
        };
    }

    private static double number(Random random, Precision precision) {
        double number = random.nextGaussian() / 10;
        return precision == Precision.FLOAT ? (float) number : number;
    }

    private record Grower(
            Random random, int width, Precision precision, boolean rules, int leafSize, TreeBuilder builder) {
        int grow(int depth, int cover) {
            int node = builder.reserve();
            builder.cover(node, cover);
            if (depth == 0 || width == 0 || random.nextInt(8) == 0) {
                double[] leaf = new double[leafSize];
                for (int i = 0; i < leafSize; i++) {
                    leaf[i] = number(random, precision);
                }
                builder.leaf(node, leaf);
                return node;
            }
            int feature = random.nextInt(width);
            boolean missingLeft = random.nextBoolean();
            int share = cover == 0 ? 0 : random.nextInt(cover);
            int left = grow(depth - 1, share);
            int right = grow(depth - 1, cover - share);
            Split rule = rules ? Split.values()[random.nextInt(Split.values().length)] : null;
            if (rule == null) {
                builder.split(node, feature, threshold(), left, right, missingLeft);
            } else if (rule.isMember()) {
                long[] set = {random.nextLong() & random.nextLong(), random.nextInt(3)};
                builder.members(node, rule, feature, set, left, right, missingLeft);
            } else {
                builder.split(node, rule, feature, threshold(), left, right, missingLeft);
            }
            if (rules && random.nextInt(4) == 0) {
                builder.zeroMissing(node);
            }
            builder.gain(node, random.nextInt(100));
            return node;
        }

        private double threshold() {
            double cell = Double.NaN;
            while (Double.isNaN(cell)) {
                cell = cell(random);
            }
            return precision == Precision.FLOAT ? (float) cell : cell;
        }
    }
}
