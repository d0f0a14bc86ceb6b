package io.github.modelkeel.model;

import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** How much each feature matters to a model over all rows. Thread-safe: without state. */
public final class Importance {
    /** What is counted for each feature, over the nodes of all trees that test it; as XGBoost's {@code get_score} does. */
    public enum Kind {
        /** Number of splits. */
        WEIGHT,
        /** Mean improvement of a split. */
        GAIN,
        /** Improvement of all splits together. */
        TOTAL_GAIN,
        /** Mean weight of the training rows that came by a split. */
        COVER,
        /** Weight of the training rows that came by, over all splits. */
        TOTAL_COVER
    }

    private Importance() {}

    /**
     * Returns the importance of each feature; 0 for one that no tree tests. Cost O(nodes).
     *
     * @throws IllegalArgumentException if a tree does not have the gains or covers that the kind needs
     */
    public static double[] of(TreeEnsemble body, Kind kind) {
        double[] totals = new double[body.width()];
        double[] splits = new double[body.width()];
        for (int t = 0; t < body.trees().size(); t++) {
            Tree tree = body.trees().get(t);
            float[] statistic = switch (kind) {
                case WEIGHT -> new float[0];
                case GAIN, TOTAL_GAIN -> tree.gain();
                case COVER, TOTAL_COVER -> tree.cover();
            };
            if (statistic == null) {
                throw new IllegalArgumentException(
                        "importance " + kind.name().toLowerCase(Locale.ROOT) + " needs statistics that tree " + t
                                + " was stored without; import or train the model again, or use weight or permutation");
            }
            for (int node = 0; node < tree.feature().length; node++) {
                int feature = tree.feature()[node];
                if (feature >= 0) {
                    splits[feature]++;
                    totals[feature] += kind == Kind.WEIGHT ? 1 : statistic[node];
                }
            }
        }
        for (int i = 0; i < totals.length && (kind == Kind.GAIN || kind == Kind.COVER); i++) {
            totals[i] = splits[i] == 0 ? 0 : totals[i] / splits[i];
        }
        return totals;
    }

    /**
     * Returns by how much the quality of a model falls, on average, when the cells of one feature are exchanged between rows at
     * random: permutation importance. Near 0, perhaps below, for a feature that the model does not use. Correlated features
     * share what they have in common: one can stand in for the other. Cost: {@code repeats} batches for each feature.
     *
     * @param model the model
     * @param rows rows that it was not trained on
     * @param quality how good scores are, higher is better; takes what {@link Model#score(FeatureMatrix)} gives
     * @param repeats exchanges to average over, at least 1
     * @param seed of the exchanges
     * @see <a href="https://jmlr.org/papers/v20/18-760.html">A. Fisher, C. Rudin, F. Dominici, All models are wrong, but many
     *     are useful, Journal of Machine Learning Research 20 (2019), 1-81</a>
     */
    public static double[] permutation(
            Model model, FeatureMatrix rows, ToDoubleFunction<double[]> quality, int repeats, long seed) {
        if (repeats < 1 || rows.rows() < 2) {
            throw new IllegalArgumentException("permutation importance takes at least 1 repeat and 2 rows, was given "
                    + repeats + " and " + rows.rows());
        }
        double whole = quality.applyAsDouble(model.score(rows));
        int width = rows.width();
        double[] falls = new double[width];
        double[] cells = rows.values().clone();
        FeatureMatrix changed = new FeatureMatrix(rows.names(), rows.rows(), cells);
        Random random = new Random(seed);
        for (int feature = 0; feature < width; feature++) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                for (int row = rows.rows() - 1; row > 0; row--) {
                    int other = random.nextInt(row + 1) * width + feature;
                    int own = row * width + feature;
                    double cell = cells[own];
                    cells[own] = cells[other];
                    cells[other] = cell;
                }
                falls[feature] += (whole - quality.applyAsDouble(model.score(changed))) / repeats;
            }
            for (int row = 0; row < rows.rows(); row++) {
                cells[row * width + feature] = rows.values()[row * width + feature];
            }
        }
        return falls;
    }
}
