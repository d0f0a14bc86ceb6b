package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;

/**
 * The z test of two proportions with pooled variance, two-sided.
 *
 * @param referenceShare successes over trials in the reference
 * @param windowShare successes over trials in the window
 * @param z (reference - window) over the pooled standard error; 0 where both are all or nothing
 * @param pValue probability of a |z| at least this large if nothing changed, in [0, 1]
 */
public record Proportions(double referenceShare, double windowShare, double z, double pValue) {
    /**
     * Compares two proportions.
     *
     * @throws DriftInputException if a side has no trial, a negative count, or more successes than trials
     */
    public static Proportions compare(
            long referenceSuccesses, long referenceTrials, long windowSuccesses, long windowTrials) {
        check(referenceSuccesses, referenceTrials, "reference");
        check(windowSuccesses, windowTrials, "window");
        double p = (double) referenceSuccesses / referenceTrials;
        double q = (double) windowSuccesses / windowTrials;
        double trials = (double) referenceTrials + windowTrials;
        double successes = (double) referenceSuccesses + windowSuccesses;
        double pooled = successes / trials;
        double unpooled = (trials - successes) / trials;
        double variance = pooled * unpooled * (1.0 / referenceTrials + 1.0 / windowTrials);
        double z = variance == 0.0 ? 0.0 : (p - q) / Math.sqrt(variance);
        return new Proportions(p, q, z, Survival.normalTwoSided(z));
    }

    private static void check(long successes, long trials, String side) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new DriftInputException(
                    Kind.INVALID_PROPORTION,
                    "a proportion needs at least one trial and from 0 to that many successes; the " + side + " has "
                            + successes + " of " + trials);
        }
    }
}
