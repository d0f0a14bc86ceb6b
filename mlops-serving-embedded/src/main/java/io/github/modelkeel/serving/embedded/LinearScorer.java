package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;

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
        int width = body.width();
        double[] margins = new double[body.groups()];
        for (int group = 0; group < margins.length; group++) {
            double sum = body.intercepts()[group];
            for (int i = 0; i < width; i++) {
                sum += body.weights()[group * width + i] * features[offset + i];
            }
            margins[group] = sum;
        }
        Links.apply(body.link(), 1, margins, 0, margins.length, scores, scoresOffset);
    }
}
