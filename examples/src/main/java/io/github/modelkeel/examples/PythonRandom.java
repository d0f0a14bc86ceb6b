package io.github.modelkeel.examples;

import org.apache.commons.math3.random.MersenneTwister;

/** The uniform numbers of Python's {@code random.Random(seed).random()}: MT19937 seeded by array, 53 bits each. */
final class PythonRandom {
    private final MersenneTwister twister;

    PythonRandom(int seed) {
        this.twister = new MersenneTwister(new int[] {seed});
    }

    /** Returns the next number in [0, 1). */
    double next() {
        int high = twister.nextInt() >>> 5;
        int low = twister.nextInt() >>> 6;
        return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
    }
}
