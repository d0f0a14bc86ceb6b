package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.PreparedModel;
import io.github.modelkeel.model.PreparedModel.Norm;
import io.github.modelkeel.model.RowScorer;

/** A model and the steps before it. Immutable and thread-safe. */
final class PreparedScorer implements Model {
    private final PreparedModel body;
    private final Model model;
    private final int[] inputs;
    private final int[] categories;
    private final double[] missing;

    PreparedScorer(PreparedModel body, Model model) {
        this.body = body;
        this.model = model;
        int size = body.features().size();
        inputs = new int[size];
        categories = new int[size];
        missing = new double[size];
        for (int i = 0; i < size; i++) {
            PreparedModel.Feature feature = body.features().get(i);
            inputs[i] = feature.input();
            categories[i] = feature.category();
            missing[i] = feature.missing();
        }
    }

    @Override
    public int width() {
        return body.width();
    }

    @Override
    public int outputs() {
        return model.outputs();
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        scorer().score(features, offset, scores, scoresOffset);
    }

    @Override
    public RowScorer scorer() {
        return new Session(this);
    }

    private double feature(double cell, int i) {
        if (categories[i] < 0) {
            return Double.isNaN(cell) ? missing[i] : cell;
        }
        return cell > -1 && (int) cell == categories[i] ? 1 : 0; // a missing cell is not above -1
    }

    private static void normalise(double[] row, Norm norm) {
        switch (norm) {
            case NONE -> {}
            case L1 -> {
                float sum = 0;
                for (double cell : row) {
                    sum += Math.abs((float) cell);
                }
                divide(row, sum);
            }
            case MAX -> {
                float largest = -Float.MAX_VALUE;
                for (double cell : row) {
                    largest = largest < (float) cell ? (float) cell : largest;
                }
                divide(row, largest);
            }
            case L2 -> {
                float sum = 0;
                for (double cell : row) {
                    sum += (float) cell * (float) cell;
                }
                for (int i = 0; i < row.length; i++) {
                    float cell = (float) row[i];
                    float length = sum == 0 ? Math.abs(cell) : (float) Math.sqrt(cell * cell / sum);
                    row[i] = cell < 0 ? -length : length;
                }
            }
        }
    }

    private static void divide(double[] row, float by) {
        for (int i = 0; i < row.length; i++) {
            row[i] = by == 0 ? (float) row[i] : (float) row[i] / by;
        }
    }

    /** The working memory of one thread. */
    private static final class Session implements RowScorer {
        private final PreparedScorer model;
        private final RowScorer scorer;
        private final double[] row;

        Session(PreparedScorer model) {
            this.model = model;
            this.scorer = model.model.scorer();
            this.row = new double[model.inputs.length];
        }

        @Override
        public void score(double[] features, int offset, double[] scores, int scoresOffset) {
            for (int i = 0; i < row.length; i++) {
                row[i] = model.feature(features[offset + model.inputs[i]], i);
            }
            finish(scores, scoresOffset);
        }

        @Override
        public void score(float[] features, int offset, double[] scores, int scoresOffset) {
            for (int i = 0; i < row.length; i++) {
                row[i] = model.feature(features[offset + model.inputs[i]], i);
            }
            finish(scores, scoresOffset);
        }

        private void finish(double[] scores, int scoresOffset) {
            normalise(row, model.body.norm());
            scorer.score(row, 0, scores, scoresOffset);
        }

        @Override
        public void score(double[] features, int offset, int rows, double[] scores, int scoresOffset) {
            for (int i = 0; i < rows; i++) {
                score(features, offset + i * model.width(), scores, scoresOffset + i * model.outputs());
            }
        }
    }
}
