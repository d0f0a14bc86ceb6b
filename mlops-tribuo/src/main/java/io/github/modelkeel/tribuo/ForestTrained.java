package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.List;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Tribuo;

/**
 * A forest: the neutral trees for serving, and Tribuo's model for its own scores.
 *
 * @param <T> Tribuo's type of output
 */
final class ForestTrained<T extends Output<T>> extends NeutralModel {
    private final TribuoScores<T> scores;

    ForestTrained(TreeEnsemble ensemble, Model<T> model, List<String> classes) {
        super(ensemble, tolerance(ensemble));
        this.scores = new TribuoScores<>(model, ensemble.width(), classes);
    }

    /** Tribuo adds in doubles, the neutral form in floats: each addition may round by half a unit in the last place. */
    private static double tolerance(TreeEnsemble ensemble) {
        double largest = 1;
        for (TreeEnsemble.Tree tree : ensemble.trees()) {
            for (double leaf : tree.leaf()) {
                largest = Math.max(largest, Math.abs(leaf));
            }
        }
        return largest * 1e-7 * (10 + ensemble.trees().size());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("tribuo", Tribuo.VERSION);
    }

    @Override
    double[] score(FeatureMatrix features) {
        Inputs.check("random_forest", features, Inputs.Missing.REFUSED);
        return scores.of(features);
    }
}
