package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What one test said about one column. Immutable; no number in it is {@code NaN}.
 *
 * @param test name of the test
 * @param method how the p-value was found, for instance {@code exact} or {@code asymptotic}
 * @param statistic value of the test statistic, in the unit the test documents
 * @param pValue probability of a statistic at least this large if nothing changed and rows are independent, in [0, 1]
 * @param effect size of the change on the scale {@code effectName}; 0 is no change
 * @param effectName what {@code effect} is, for instance {@code D} or {@code V}
 * @param sign direction of the change: +1 where the window lies above the reference, -1 below, 0 where there is no
 *     direction
 * @param location value of the column where the change is largest, or {@code null} where that means nothing
 * @param minimumDetectableEffect smallest effect found with a probability of 0.9 at level 0.05 and these sizes, on the
 *     scale of {@code effect}; may exceed what is possible, then nothing can be found
 * @param referenceCount values of the reference that took part
 * @param windowCount values of the window that took part
 */
public record TestResult(
        String test,
        String method,
        double statistic,
        double pValue,
        double effect,
        String effectName,
        int sign,
        @Nullable Double location,
        double minimumDetectableEffect,
        long referenceCount,
        long windowCount) {
    /** Checks the ranges. */
    public TestResult {
        requireNonNull(test, "test");
        requireNonNull(method, "method");
        requireNonNull(effectName, "effectName");
        if (!(pValue >= 0 && pValue <= 1)) {
            throw new IllegalArgumentException("p-value of '" + test + "' must be in [0, 1], was " + pValue);
        }
        if (Double.isNaN(statistic) || !(effect >= 0) || !(minimumDetectableEffect >= 0)) {
            throw new IllegalArgumentException("'" + test + "' gave statistic " + statistic + ", effect " + effect
                    + " and minimum detectable effect " + minimumDetectableEffect);
        }
        if (sign < -1 || sign > 1 || (location != null && location.isNaN())) {
            throw new IllegalArgumentException("'" + test + "' gave sign " + sign + " at " + location);
        }
    }
}
