package io.github.modelkeel.model;

/**
 * Scores rows with one model and allocates nothing: it holds the working memory. Confined to one thread at a time; make one
 * for each thread with {@link Model#scorer()}. Holds no resources, so that it can be dropped without a word.
 */
public interface RowScorer {
    /**
     * Scores one row: the probability of each class, or the value.
     *
     * @param features cells at {@code offset .. offset + width - 1}; {@code NaN} is missing
     * @param offset where the row starts
     * @param scores receives the scores from {@code scoresOffset}
     * @param scoresOffset where the scores start
     */
    void score(double[] features, int offset, double[] scores, int scoresOffset);

    /** Scores one row of 32-bit floats, as {@link #score(double[], int, double[], int)} scores the same numbers as doubles. */
    void score(float[] features, int offset, double[] scores, int scoresOffset);

    /**
     * Scores several rows, one after the other in both arrays. The working memory for this is allocated by the first call.
     *
     * @param rows number of rows, at least 0
     */
    void score(double[] features, int offset, int rows, double[] scores, int scoresOffset);
}
