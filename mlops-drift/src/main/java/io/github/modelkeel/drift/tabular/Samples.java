package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import org.jspecify.annotations.Nullable;

/** Checks that every test makes of its two sides. */
final class Samples {
    private Samples() {}

    static NumericProfile numeric(@Nullable ColumnProfile profile, String test, String side) {
        if (profile instanceof NumericProfile numeric) {
            notEmpty(numeric, test, side);
            return numeric;
        }
        throw new IllegalArgumentException(test + " compares numbers, the " + side + " is " + profile);
    }

    static CategoryProfile categories(@Nullable ColumnProfile profile, String test, String side) {
        if (profile instanceof CategoryProfile categories) {
            notEmpty(categories, test, side);
            return categories;
        }
        throw new IllegalArgumentException(test + " compares categories, the " + side + " is " + profile);
    }

    private static void notEmpty(ColumnProfile profile, String test, String side) {
        if (profile.count() == 0) {
            throw new DriftInputException(
                    Kind.EMPTY_SAMPLE,
                    test + ": the " + side + " has no value (" + profile.missing()
                            + " missing); give it at least one, or leave the column out");
        }
    }

    /**
     * Returns n m, the number of pairs.
     *
     * @throws DriftInputException if it, or twice as many, does not fit 64 bits
     */
    static long pairs(long n, long m, String test) {
        if (Math.multiplyHigh(n, m) != 0 || n * m < 0 || n * m > Long.MAX_VALUE / 2) {
            throw new DriftInputException(
                    Kind.TOO_LARGE,
                    test + " cannot count the pairs of " + n + " and " + m + " values; compare a sample of them");
        }
        return n * m;
    }

    /** Returns n m / (n + m), the size of one sample that estimates as well as the two together. */
    static double effectiveSize(long n, long m) {
        return n / ((double) n + m) * m;
    }
}
