package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.CalibratedModel;
import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.RowScorer;
import java.util.Optional;

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

    /** Explains the margins of the model inside: a curve has none. */
    @Override
    public Optional<Explainer> explainer() {
        return model.explainer();
    }

    @Override
    public RowScorer scorer() {
        RowScorer scorer = model.scorer();
        int outputs = model.outputs();
        return new RowScorer() {
            @Override
            public void score(double[] features, int offset, double[] scores, int scoresOffset) {
                scorer.score(features, offset, scores, scoresOffset);
                body.apply(scores, scoresOffset);
            }

            @Override
            public void score(float[] features, int offset, double[] scores, int scoresOffset) {
                scorer.score(features, offset, scores, scoresOffset);
                body.apply(scores, scoresOffset);
            }

            @Override
            public void score(double[] features, int offset, int rows, double[] scores, int scoresOffset) {
                scorer.score(features, offset, rows, scores, scoresOffset);
                for (int row = 0; row < rows; row++) {
                    body.apply(scores, scoresOffset + row * outputs);
                }
            }
        };
    }
}
