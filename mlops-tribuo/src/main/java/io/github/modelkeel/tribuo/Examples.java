package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Makes Tribuo's examples. Tribuo numbers features by the order of their names, so a column's name is its padded number.
 * An absent feature reads as zero in Tribuo's trees and linear models, therefore every cell is written, zeros included.
 */
final class Examples {
    private Examples() {}

    static String[] names(int width) {
        String[] names = new String[width];
        for (int column = 0; column < width; column++) {
            names[column] = String.format(Locale.ROOT, "f%07d", column);
        }
        return names;
    }

    /** Returns the column that has a name of {@link #names}. */
    static int column(String name) {
        return Integer.parseInt(name.substring(1));
    }

    /** Returns an empty dataset. Its provenance says nothing of the time, which would change the bytes of a model. */
    static <T extends Output<T>> MutableDataset<T> dataset(OutputFactory<T> factory) {
        OffsetDateTime never = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        return new MutableDataset<>(new SimpleDataSourceProvenance("rows", never, factory), factory);
    }

    /** Adds the cells of a row to an example, rounded to floats; a missing one stays absent. */
    static void fill(ArrayExample<?> example, String[] names, double[] cells, int offset) {
        for (int column = 0; column < names.length; column++) {
            double cell = cells[offset + column];
            if (!Double.isNaN(cell)) {
                example.add(names[column], (float) cell + 0.0f);
            }
        }
    }

    /**
     * Returns a dataset of labels and weights. The cells stay in the bins that trees are grown from: the first example
     * has every feature, so that Tribuo knows them, the others only the first one, because none may be empty.
     */
    static <T extends Output<T>> MutableDataset<T> carriers(
            FeatureMatrix features, Labels labels, float[] weights, ForestTargets<T> targets) {
        MutableDataset<T> dataset = dataset(targets.factory());
        String[] names = names(features.width());
        String[] first = {names[0]};
        for (int row = 0; row < labels.rows(); row++) {
            T output = targets.output(labels.values()[row]);
            ArrayExample<T> example = new ArrayExample<>(output, weights[row], 1);
            fill(example, row == 0 ? names : first, features.values(), row * features.width());
            dataset.add(example);
        }
        return dataset;
    }
}
