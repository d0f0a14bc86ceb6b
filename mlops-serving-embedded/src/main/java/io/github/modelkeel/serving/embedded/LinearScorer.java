package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.RowScorer;

/** Weighted sums, in double precision. Immutable and thread-safe. */
final class LinearScorer implements Model {
    private final LinearModel body;

    LinearScorer(LinearModel body) {
        this.body = body;
    }

    @Override
    public int width() {
        return body.width();
    }

    @Override
    public int outputs() {
        return body.outputs();
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        new Session(body).score(features, offset, scores, scoresOffset);
    }

    @Override
    public RowScorer scorer() {
        return new Session(body);
    }

    private static final class Session implements RowScorer {
        private final LinearModel body;
        private final double[] margins;

        Session(LinearModel body) {
            this.body = body;
            this.margins = new double[body.groups()];
        }

        @Override
        public void score(double[] features, int offset, double[] scores, int scoresOffset) {
            int width = body.width();
            double[] weights = body.weights();
            for (int group = 0; group < margins.length; group++) {
                double sum = body.intercepts()[group];
                for (int i = 0; i < width; i++) {
                    sum += weights[group * width + i] * features[offset + i];
                }
                margins[group] = sum;
            }
            Links.apply(body.link(), 1, margins, 0, margins.length, scores, scoresOffset);
        }

        @Override
        public void score(float[] features, int offset, double[] scores, int scoresOffset) {
            int width = body.width();
            double[] weights = body.weights();
            for (int group = 0; group < margins.length; group++) {
                double sum = body.intercepts()[group];
                for (int i = 0; i < width; i++) {
                    sum += weights[group * width + i] * features[offset + i];
                }
                margins[group] = sum;
            }
            Links.apply(body.link(), 1, margins, 0, margins.length, scores, scoresOffset);
        }

        @Override
        public void score(double[] features, int offset, int rows, double[] scores, int scoresOffset) {
            for (int row = 0; row < rows; row++) {
                score(features, offset + row * body.width(), scores, scoresOffset + row * body.outputs());
            }
        }
    }
}
