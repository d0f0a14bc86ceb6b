package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TreeEnsemble;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** What XGBoost made: the neutral trees for serving, and the booster itself for its own scores. */
final class BoosterTrained extends NeutralModel {
    private final byte[] booster;
    private final int rounds;
    private final String version;
    private final BoosterOrder order;

    BoosterTrained(byte[] booster, int rounds, TreeEnsemble ensemble, BoosterOrder order) {
        super(ensemble, 1e-6); // margins are bit-equal; its expf differs from Java's by a few units in the last place
        this.booster = booster;
        this.rounds = rounds;
        this.version = BoosterModel.version(booster);
        this.order = order;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("xgboost", version);
    }

    @Override
    double[] score(FeatureMatrix features) {
        return spread(predict(features, false));
    }

    byte[] booster() {
        return booster.clone();
    }

    /** Returns the margins of the booster itself, one row for each row. */
    float[][] nativeMargins(FeatureMatrix features) {
        return predict(features, true);
    }

    private float[][] predict(FeatureMatrix features, boolean margins) {
        if (features.rows() == 0) {
            return new float[0][];
        }
        Inputs.check("xgboost", features, Inputs.Missing.KEPT);
        try {
            Booster loaded = ml.dmlc.xgboost4j.java.XGBoost.loadModel(booster);
            try (NativeMatrix matrix = NativeMatrix.of(order.select(features))) {
                float[][] predicted = loaded.predict(matrix.matrix(), margins, rounds);
                Arrays.setAll(predicted, row -> order.ordered(predicted[row]));
                return predicted;
            } finally {
                loaded.dispose();
            }
        } catch (XGBoostError | IOException e) {
            throw new IntegrityException("XGBoost cannot read back the model it trained: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw BoosterTraining.unavailable(e);
        }
    }

    private double[] spread(float[][] predicted) {
        boolean binary = body().link() == ModelBody.Link.SIGMOID;
        int outputs = binary ? 2 : body().groups();
        double[] scores = new double[predicted.length * outputs];
        for (int row = 0; row < predicted.length; row++) {
            if (binary) {
                scores[2 * row] = 1.0 - predicted[row][0];
                scores[2 * row + 1] = predicted[row][0];
            } else {
                for (int k = 0; k < outputs; k++) {
                    scores[row * outputs + k] = predicted[row][k];
                }
            }
        }
        return scores;
    }
}
