package io.github.modelkeel.model;

/**
 * Weighted sums of the features, one for each margin. A missing cell makes the margin {@code NaN}: impute before. Immutable by
 * convention: the arrays are not copied and must not be changed.
 *
 * @param width number of features of a row
 * @param groups number of margins
 * @param link how margins become scores
 * @param weights row-major, {@code width} for each margin
 * @param intercepts start of each margin
 */
public record LinearModel(int width, int groups, Link link, double[] weights, double[] intercepts)
        implements ModelBody {}
