package io.github.modelkeel.internal.evaluation;

/**
 * Draws rows with replacement. The generator is SplitMix64 and the choice the high half of a 64 x 64 bit product, both
 * written out here, so that a seed gives the same resamples on every JDK. Confined to one thread.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">G. Steele, D. Lea and C. Flood, Fast Splittable Pseudorandom
 *     Number Generators (2014)</a>
 */
final class Resampler {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Resampler(long seed) {
        state = seed;
    }

    /** Returns how often each of {@code rows} is drawn in as many draws as there are rows. */
    int[] counts(int[] rows, int total) {
        int[] counts = new int[total];
        for (int draw = 0; draw < rows.length; draw++) {
            counts[rows[(int) below(rows.length)]]++;
        }
        return counts;
    }

    /** Returns a number in {@code [0, bound)}; its bias is below bound / 2^63. */
    private long below(int bound) {
        return Math.multiplyHigh(next() >>> 1, (long) bound << 1);
    }

    private long next() {
        state += GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
