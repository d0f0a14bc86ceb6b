package io.github.modelkeel.spi;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.TestResult;

/** A statistical test of one column against its frozen reference. Immutable and thread-safe. */
public interface DriftTest {
    /** Returns the name, for instance {@code kolmogorov-smirnov}. */
    String name();

    /** Returns whether the test is meant for this reference. */
    boolean appliesTo(ColumnProfile reference);

    /**
     * Compares a window with the reference. Missing cells are skipped.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if either side has no value left
     */
    TestResult compare(ColumnProfile reference, Column window);
}
