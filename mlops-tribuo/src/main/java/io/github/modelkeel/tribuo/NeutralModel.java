package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TrainedModel;

/** A trained model that is served in the library's own form. Immutable and thread-safe. */
abstract class NeutralModel implements TrainedModel {
    private final ModelBody body;
    private final double tolerance;

    NeutralModel(ModelBody body, double tolerance) {
        this.body = body;
        this.tolerance = tolerance;
    }

    /** Scores rows of the right width with the library that trained. */
    abstract double[] score(FeatureMatrix features);

    final ModelBody body() {
        return body;
    }

    @Override
    public final String format() {
        return "modelkeel-trees";
    }

    @Override
    public final byte[] bytes() {
        return body.toBytes();
    }

    @Override
    public final double[] nativeScores(FeatureMatrix features) {
        Inputs.checkWidth(features, body.width());
        return score(features);
    }

    @Override
    public final double tolerance() {
        return tolerance;
    }
}
