package io.github.modelkeel.model;

/** A model that is ready to score. Immutable and thread-safe; scoring never throws for a row of the right width. */
public interface Model {
    /** Returns the number of features of a row. */
    int width();

    /** Returns the number of scores of a row: one for each class, or one for a regression. */
    int outputs();

    /**
     * Scores one row: the probability of each class, or the value.
     *
     * @param features cells at {@code offset .. offset + width() - 1}; {@code NaN} is missing
     * @param offset where the row starts
     * @param scores receives {@link #outputs()} numbers from {@code scoresOffset}
     * @param scoresOffset where the scores start
     */
    void score(double[] features, int offset, double[] scores, int scoresOffset);

    /** Scores every row; row-major. */
    default double[] score(FeatureMatrix matrix) {
        if (matrix.width() != width()) {
            throw new IllegalArgumentException("the model takes " + width() + " features, was given " + matrix.width());
        }
        double[] scores = new double[matrix.rows() * outputs()];
        for (int row = 0; row < matrix.rows(); row++) {
            score(matrix.values(), row * width(), scores, row * outputs());
        }
        return scores;
    }
}
