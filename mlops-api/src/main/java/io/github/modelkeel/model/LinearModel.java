package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

/**
 * Weighted sums of the features, one for each margin, in double precision: intercept first, then the features in order. A
 * missing cell makes the margin {@code NaN}: impute before. Immutable by convention: the arrays are not copied and must not be
 * changed.
 *
 * @param width number of features of a row
 * @param groups number of margins
 * @param link how margins become scores
 * @param weights row-major, {@code width} for each margin; finite
 * @param intercepts start of each margin; finite
 */
public record LinearModel(int width, int groups, Link link, double[] weights, double[] intercepts)
        implements ModelBody {
    /** Checks sizes and numbers; {@link IllegalArgumentException} names what is wrong. */
    public LinearModel {
        requireNonNull(link, "link");
        ModelBodyChecks.shape(width, groups, link);
        ModelBodyChecks.length("weights", weights.length, (long) width * groups);
        ModelBodyChecks.length("intercepts", intercepts.length, groups);
        ModelBodyChecks.finite("weight", weights);
        ModelBodyChecks.finite("intercept", intercepts);
    }
}
