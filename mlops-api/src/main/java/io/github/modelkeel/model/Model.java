package io.github.modelkeel.model;

import java.util.Optional;
import java.util.concurrent.Executor;

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

    /** Returns a scorer with working memory of its own, for one thread at a time. Cheap: some kilobytes. */
    default RowScorer scorer() {
        return new SimpleScorer(this);
    }

    /**
     * Returns what splits this model's margins into contributions of the features, or empty if the model is of a kind that
     * cannot, or was stored without the training statistics that are needed. Prepares it anew at each call: keep it.
     */
    default Optional<Explainer> explainer() {
        return Optional.empty();
    }

    /** Scores every row; row-major. */
    default double[] score(FeatureMatrix matrix) {
        requireWidth(matrix);
        double[] scores = new double[Math.multiplyExact(matrix.rows(), outputs())];
        scorer().score(matrix.values(), 0, matrix.rows(), scores, 0);
        return scores;
    }

    /**
     * Scores every row on the calling thread and on others of an executor; row-major. Gives what {@link #score(FeatureMatrix)}
     * gives, bit by bit. The calling thread works too and never waits for a task that has not begun, so that it may itself be
     * one of the executor's. Pays from some thousand rows on.
     *
     * @param executor runs at most {@code threads - 1} tasks; what it throws when it refuses one is passed on
     * @param threads number of threads to use, the calling one among them; at least 1
     */
    default double[] score(FeatureMatrix matrix, Executor executor, int threads) {
        requireWidth(matrix);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        return ParallelScoring.score(this, matrix, executor, threads);
    }

    private void requireWidth(FeatureMatrix matrix) {
        if (matrix.width() != width()) {
            throw new IllegalArgumentException("the model takes " + width() + " features, was given " + matrix.width());
        }
    }
}
