package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;

/** Samples, counts or p-values that no statistic can be computed from. Nothing is returned in their place, least of all NaN. */
public final class DriftInputException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /**
     * Creates the exception.
     *
     * @param kind what is wrong
     * @param message what was given, what was expected, what to do about it
     */
    public DriftInputException(Kind kind, String message) {
        super(message);
        this.kind = requireNonNull(kind, "kind");
    }

    /** Returns what is wrong. */
    public Kind kind() {
        return kind;
    }

    /** What can be wrong with the input of a statistic. Closed. */
    public enum Kind {
        /** A sample has no value once missing ones are skipped. */
        EMPTY_SAMPLE,
        /** All values of both samples are equal, where the statistic needs two distinct ones. */
        ONE_DISTINCT_VALUE,
        /** A p-value is below 0, above 1 or NaN. */
        PVALUE_OUT_OF_RANGE,
        /** A count is below 0. */
        NEGATIVE_COUNT,
        /** A proportion has no trial, or more successes than trials. */
        INVALID_PROPORTION,
        /** A value lies outside the range that a detector or test is made for. */
        VALUE_OUT_OF_RANGE,
        /** An exact answer was asked for where it would take hours. */
        TOO_LARGE,
        /** A profile holds content that contradicts itself, or another column. */
        INVALID_PROFILE
    }
}
