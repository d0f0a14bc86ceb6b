package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the features and margins of a booster are numbered. Immutable by convention: the arrays are not changed.
 *
 * @param width number of columns of a row
 * @param columns for each feature of the booster its column
 * @param classes for each margin of the booster the class, or 0 for numbers
 */
record BoosterOrder(int width, int[] columns, int[] classes) {
    /** Features are columns, margins are classes. */
    static BoosterOrder same(int width, int groups) {
        return new BoosterOrder(
                width,
                IntStream.range(0, width).toArray(),
                IntStream.range(0, groups).toArray());
    }

    /** Returns the columns that the booster knows, in its order. */
    FeatureMatrix select(FeatureMatrix rows) {
        double[] cells = new double[rows.rows() * columns.length];
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < columns.length; i++) {
                cells[row * columns.length + i] = rows.at(row, columns[i]);
            }
        }
        List<String> names = Arrays.stream(columns).mapToObj(rows.names()::get).toList();
        return new FeatureMatrix(names, rows.rows(), cells);
    }

    /** Returns what the booster predicted for a row, by class. */
    float[] ordered(float[] predicted) {
        float[] ordered = new float[predicted.length];
        for (int g = 0; g < predicted.length; g++) {
            ordered[classes[g]] = predicted[g];
        }
        return ordered;
    }

    /** Returns trees that read columns and add to classes. */
    TreeEnsemble renumbered(TreeEnsemble read) {
        List<TreeEnsemble.Tree> trees =
                read.trees().stream().map(this::renumbered).toList();
        double[] base = new double[read.groups()];
        for (int g = 0; g < base.length; g++) {
            base[classes[g]] = read.base()[g];
        }
        return new TreeEnsemble(
                width, read.groups(), read.link(), read.precision(), read.comparison(), read.averaged(), base, trees);
    }

    private TreeEnsemble.Tree renumbered(TreeEnsemble.Tree tree) {
        int[] feature = tree.feature().clone();
        for (int node = 0; node < feature.length; node++) {
            feature[node] = feature[node] < 0 ? feature[node] : columns[feature[node]];
        }
        return new TreeEnsemble.Tree(
                classes[tree.margin()],
                feature,
                tree.threshold(),
                tree.left(),
                tree.right(),
                tree.missingLeft(),
                tree.leaf(),
                tree.splits(),
                tree.zeroMissing(),
                tree.members(),
                tree.gain(),
                tree.cover());
    }
}
