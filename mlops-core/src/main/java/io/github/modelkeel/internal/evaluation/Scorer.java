package io.github.modelkeel.internal.evaluation;

import io.github.modelkeel.model.Metric;

/**
 * Computes metrics over a choice of rows. A choice is a count for each row, so that one preparation (sorting, logarithms)
 * serves all rows, slices and bootstrap resamples. Immutable and thread-safe.
 */
sealed interface Scorer permits ClassificationScorer, RegressionScorer {
    /** Returns the number of rows. */
    int rows();

    /**
     * Returns the metric over the rows, row {@code i} taken {@code counts[i]} times, or {@code NaN} where it is undefined
     * (no rows; a ranking metric where a class does not occur).
     */
    double value(Metric metric, int[] counts);
}
