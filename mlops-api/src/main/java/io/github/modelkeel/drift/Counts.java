package io.github.modelkeel.drift;

import io.github.modelkeel.drift.DriftInputException.Kind;

/** Counts of rows, which come from outside too and need not fit together. */
final class Counts {
    private Counts() {}

    /** Returns the sum, or refuses what does not fit 64 bits. */
    static long add(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw new DriftInputException(
                    Kind.TOO_LARGE,
                    "counts of " + a + " and " + b
                            + " rows add up to more than 64 bits hold; check where they come from");
        }
        return sum;
    }
}
