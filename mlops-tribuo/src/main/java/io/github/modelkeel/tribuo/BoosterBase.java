package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Finds the base margin that a booster really starts from. */
final class BoosterBase {
    /** Rows that are compared. */
    private static final int PROBED_ROWS = 64;

    private BoosterBase() {}

    /**
     * Returns the ensemble with the base margin that gives the booster's own margins bit for bit. For two classes it is the
     * logarithm of the odds in floats, whose last bit depends on the C library; so it is compared.
     *
     * @param rows rows of the features of the booster, of which some are scored
     * @return the ensemble; empty if no base within one unit in the last place gives the booster's margins
     */
    static Optional<TreeEnsemble> exact(TreeEnsemble read, Booster booster, int rounds, FeatureMatrix rows)
            throws XGBoostError {
        FeatureMatrix probe = some(rows);
        float[][] margins;
        try (NativeMatrix matrix = NativeMatrix.of(probe)) {
            margins = booster.predict(matrix.matrix(), true, rounds);
        }
        float base = (float) read.base()[0];
        for (float candidate : new float[] {base, Math.nextUp(base), Math.nextDown(base)}) {
            TreeEnsemble ensemble = FloatTrees.withBase(read, candidate);
            if (FloatTrees.reproduces(ensemble, Inputs.floats(probe), margins)) {
                return Optional.of(ensemble);
            }
        }
        return Optional.empty();
    }

    private static FeatureMatrix some(FeatureMatrix rows) {
        int[] chosen = new int[Math.min(PROBED_ROWS, rows.rows())];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = (int) ((long) i * rows.rows() / chosen.length);
        }
        return rows.rows(chosen);
    }
}
