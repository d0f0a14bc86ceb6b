package io.github.modelkeel.serving;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.RowScorer;

/** Scores rows of raw numbers in the order of the signature; allocates only to refuse a row. */
final class InputScorer implements RowScorer {
    private final PackagePredictor predictor;
    private final InputRule[] rules;
    private final int outputs;
    private Session session;

    InputScorer(PackagePredictor predictor, InputRule[] rules, int outputs) {
        this.predictor = predictor;
        this.rules = rules;
        this.outputs = outputs;
        this.session = predictor.newSession();
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        for (int i = 0; i < rules.length; i++) {
            rules[i].read(features[offset + i], session.raw, session.violations);
        }
        finish(scores, scoresOffset);
    }

    @Override
    public void score(float[] features, int offset, double[] scores, int scoresOffset) {
        for (int i = 0; i < rules.length; i++) {
            rules[i].read(features[offset + i], session.raw, session.violations);
        }
        finish(scores, scoresOffset);
    }

    private void finish(double[] scores, int scoresOffset) {
        try {
            predictor.run(session, scores, scoresOffset);
        } catch (InvalidInputException e) {
            session = predictor.newSession();
            throw e;
        }
    }

    @Override
    public void score(double[] features, int offset, int rows, double[] scores, int scoresOffset) {
        for (int row = 0; row < rows; row++) {
            score(features, offset + row * rules.length, scores, scoresOffset + row * outputs);
        }
    }
}
