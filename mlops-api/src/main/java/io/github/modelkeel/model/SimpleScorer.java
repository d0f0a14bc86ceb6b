package io.github.modelkeel.model;

/** A {@link RowScorer} over any model: it allocates what the model does. */
final class SimpleScorer implements RowScorer {
    private final Model model;
    private final double[] cells;

    SimpleScorer(Model model) {
        this.model = model;
        this.cells = new double[model.width()];
    }

    @Override
    public void score(double[] features, int offset, double[] scores, int scoresOffset) {
        model.score(features, offset, scores, scoresOffset);
    }

    @Override
    public void score(float[] features, int offset, double[] scores, int scoresOffset) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = features[offset + i];
        }
        model.score(cells, 0, scores, scoresOffset);
    }

    @Override
    public void score(double[] features, int offset, int rows, double[] scores, int scoresOffset) {
        for (int row = 0; row < rows; row++) {
            model.score(features, offset + row * model.width(), scores, scoresOffset + row * model.outputs());
        }
    }
}
