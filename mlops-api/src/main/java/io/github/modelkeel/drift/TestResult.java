package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

/**
 * What one test said about one column. Immutable.
 *
 * @param test name of the test
 * @param method how the p-value was found, for instance {@code exact} or {@code asymptotic}
 * @param statistic value of the test statistic, in the unit the test documents
 * @param pValue probability of a statistic at least this large if nothing changed, in [0, 1]
 * @param effect size of the change on the scale {@code effectName}, in [0, 1] unless the test says otherwise
 * @param effectName what {@code effect} is, for instance {@code D} or {@code Cramer's V}
 * @param minimumDetectableEffect smallest effect that a test at level 0.05 could see at these sizes
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
        if (Double.isNaN(statistic) || Double.isNaN(effect)) {
            throw new IllegalArgumentException("'" + test + "' gave NaN");
        }
    }
}
