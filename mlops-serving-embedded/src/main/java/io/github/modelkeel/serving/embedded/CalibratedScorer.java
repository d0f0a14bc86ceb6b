package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.CalibratedModel;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;

/** A model and the curves that its probabilities go through. Immutable and thread-safe. */
final class CalibratedScorer implements Model {
    private final CalibratedModel body;
    private final Model model;

    CalibratedScorer(CalibratedModel body, Model model) {
        this.body = body;
        this.model = model;
    }

    @Override
    public int width() {
        return model.width();
    }

    @Override
    public int outputs() {
        return model.outputs();
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        model.score(features, offset, scores, scoresOffset);
        body.apply(scores, scoresOffset);
    }

    @Override
    public double[] score(FeatureMatrix matrix) {
        double[] scores = model.score(matrix);
        for (int row = 0; row < matrix.rows(); row++) {
            body.apply(scores, row * model.outputs());
        }
        return scores;
    }
}
