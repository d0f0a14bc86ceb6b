package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** XGBoost's copy of a matrix, in native memory that only {@link #close} frees in time. */
record NativeMatrix(DMatrix matrix) implements AutoCloseable {
    /** Copies the features; {@code NaN} is missing, said explicitly because the default changed between versions. */
    static NativeMatrix of(FeatureMatrix features) throws XGBoostError {
        return new NativeMatrix(new DMatrix(Inputs.floats(features), features.rows(), features.width(), Float.NaN));
    }

    static NativeMatrix of(FeatureMatrix features, float[] labels, float[] weights) throws XGBoostError {
        NativeMatrix matrix = of(features);
        try {
            matrix.matrix().setLabel(labels);
            matrix.matrix().setWeight(weights);
            return matrix;
        } catch (XGBoostError e) {
            matrix.close();
            throw e;
        }
    }

    @Override
    public void close() {
        matrix.dispose();
    }
}
