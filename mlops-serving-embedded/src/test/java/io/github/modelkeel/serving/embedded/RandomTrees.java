package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ensembles and rows from seeds. Thresholds and cells share a coarse grid, so that they are often equal. */
final class RandomTrees {
    private RandomTrees() {}

    static TreeEnsemble of(
            long seed,
            int width,
            int groups,
            Link link,
            Precision precision,
            Comparison comparison,
            boolean averaged,
            int trees,
            int depth) {
        Random random = new Random(seed);
        List<Tree> made = new ArrayList<>();
        boolean vectors = averaged && groups > 1;
        for (int tree = 0; tree < trees; tree++) {
            made.add(new Grower(random, width, precision, vectors ? groups : 1)
                    .tree(vectors ? -1 : tree % groups, depth));
        }
        double[] base = new double[groups];
        for (int group = 0; group < groups; group++) {
            base[group] = number(random, precision);
        }
        return new TreeEnsemble(width, groups, link, precision, comparison, averaged, base, made);
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
            default -> (random.nextInt(41) - 20) / 10.0;
        };
    }

    private static double number(Random random, Precision precision) {
        double number = random.nextGaussian() / 10;
        return precision == Precision.FLOAT ? (float) number : number;
    }

    private static final class Grower {
        private final Random random;
        private final int width;
        private final Precision precision;
        private final int leafSize;
        private final List<int[]> nodes = new ArrayList<>(); // feature, left, right, missing left
        private final List<Double> thresholds = new ArrayList<>();
        private final List<double[]> leaves = new ArrayList<>();

        Grower(Random random, int width, Precision precision, int leafSize) {
            this.random = random;
            this.width = width;
            this.precision = precision;
            this.leafSize = leafSize;
        }

        Tree tree(int margin, int depth) {
            grow(depth);
            int count = nodes.size();
            double[] leaf = new double[count * leafSize];
            boolean[] missingLeft = new boolean[count];
            for (int node = 0; node < count; node++) {
                System.arraycopy(leaves.get(node), 0, leaf, node * leafSize, leafSize);
                missingLeft[node] = nodes.get(node)[3] == 1;
            }
            return new Tree(
                    margin,
                    nodes.stream().mapToInt(node -> node[0]).toArray(),
                    thresholds.stream().mapToDouble(Double::doubleValue).toArray(),
                    nodes.stream().mapToInt(node -> node[1]).toArray(),
                    nodes.stream().mapToInt(node -> node[2]).toArray(),
                    missingLeft,
                    leaf);
        }

        private int grow(int depth) {
            int node = nodes.size();
            int[] fields = {-1, -1, -1, 0};
            double[] leaf = new double[leafSize];
            nodes.add(fields);
            thresholds.add(0.0);
            leaves.add(leaf);
            if (depth == 0 || width == 0 || random.nextInt(8) == 0) {
                for (int i = 0; i < leafSize; i++) {
                    leaf[i] = number(random, precision);
                }
                return node;
            }
            fields[0] = random.nextInt(width);
            fields[3] = random.nextInt(2);
            thresholds.set(node, threshold());
            fields[1] = grow(depth - 1);
            fields[2] = grow(depth - 1);
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
