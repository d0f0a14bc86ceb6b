package io.github.modelkeel.spi;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.TestResult;

/**
 * A statistical test of one column against its frozen reference. Immutable and thread-safe.
 *
 * <ol>
 *   <li>The result depends on the two profiles only, not on the order of the rows they were made from.
 *   <li>Missing cells take no part.
 *   <li>No number in a result is {@code NaN}; what cannot be computed is refused.
 *   <li>A window equal to the reference gives effect 0.
 * </ol>
 */
public interface DriftTest {
    /** Returns the name, for instance {@code kolmogorov-smirnov}. */
    String name();

    /** Returns whether the test is meant for this reference. */
    boolean appliesTo(ColumnProfile reference);

    /**
     * Compares a window with the reference.
     *
     * @param reference a profile that the test {@linkplain #appliesTo applies to}
     * @param window a profile of the same kind, counted at the knots of the reference where that is compressed
     * @return statistic, p-value, effect and what they rest on
     * @throws io.github.modelkeel.drift.DriftInputException if either side has no value, or the test cannot be computed
     */
    TestResult compare(ColumnProfile reference, ColumnProfile window);

    /**
     * Returns the smallest effect that is found with a given probability.
     *
     * @param reference a profile that the test applies to
     * @param window a profile of the same kind
     * @param level p-value at or below which a change counts as found, in (0, 1)
     * @param power the probability to find it, in (0, 1); 0.5 gives the critical effect
     * @return the effect on the scale of {@link TestResult#effect()}; may exceed what is possible
     */
    double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power);
}
