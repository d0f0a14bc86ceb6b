package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Tribuo;

/**
 * Trees that Tribuo grew: the neutral ones for serving, and Tribuo's model for its own scores.
 *
 * @param <T> Tribuo's type of output
 */
final class ForestTrained<T extends Output<T>> extends NeutralModel {
    private final String algorithm;
    private final Inputs.Missing missing;
    private final TribuoScores<T> scores;
    private final int[] known;

    /**
     * Creates a model.
     *
     * @param algorithm name for messages
     * @param missing what {@link #nativeScores} does with missing cells; where they are kept, they are absent features
     */
    ForestTrained(
            String algorithm, Inputs.Missing missing, TreeEnsemble ensemble, Model<T> model, List<String> classes) {
        super(ensemble, tolerance(ensemble));
        this.algorithm = algorithm;
        this.missing = missing;
        this.scores = new TribuoScores<>(model, ensemble.width(), classes);
        this.known = TribuoForests.columns(model.getFeatureIDMap());
    }

    /** Tribuo adds in doubles, perhaps in another order: each addition may round by half a unit in the last place. */
    private static double tolerance(TreeEnsemble ensemble) {
        double largest = 1;
        for (TreeEnsemble.Tree tree : ensemble.trees()) {
            for (double leaf : tree.leaf()) {
                largest = Math.max(largest, Math.abs(leaf));
            }
        }
        double unit = ensemble.precision() == TreeEnsemble.Precision.FLOAT ? 1e-7 : 1e-15;
        return largest * unit * (10 + ensemble.trees().size());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("tribuo", Tribuo.VERSION);
    }

    @Override
    double[] score(FeatureMatrix features) {
        Inputs.check(algorithm, features, missing);
        return scores.of(missing == Inputs.Missing.KEPT ? neverEmpty(features) : features);
    }

    /**
     * Returns rows that each have a feature that Tribuo knows: it refuses an example without one. An absent feature reads as
     * zero, so zero may stand for it.
     */
    private FeatureMatrix neverEmpty(FeatureMatrix features) {
        double[] cells = features.values().clone();
        for (int row = 0; row < features.rows(); row++) {
            int offset = row * features.width();
            if (Arrays.stream(known).allMatch(column -> Double.isNaN(cells[offset + column]))) {
                cells[offset + known[0]] = 0;
            }
        }
        return new FeatureMatrix(features.names(), features.rows(), cells);
    }
}
