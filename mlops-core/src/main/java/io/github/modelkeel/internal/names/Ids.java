package io.github.modelkeel.internal.names;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes ids of 32 hexadecimal digits. Two sources do not meet (128 random bits of start), one source never repeats itself.
 * Thread-safe. Costs nanoseconds: the secure generator is asked once, not for each id.
 */
public final class Ids implements Supplier<String> {
    private static final long GAMMA = 0x9E3779B97F4A7C15L; // SplitMix64
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private final long high;
    private final AtomicLong low;

    private Ids(long high, long low) {
        this.high = high;
        this.low = new AtomicLong(low);
    }

    /** Returns a source that starts at a point nobody can guess. */
    public static Ids random() {
        SecureRandom random = new SecureRandom();
        return new Ids(random.nextLong(), random.nextLong());
    }

    /** Returns a source that gives the same ids for the same seed, for tests and reproductions. */
    public static Ids seeded(long seed) {
        return new Ids(mix(seed), mix(seed ^ GAMMA));
    }

    @Override
    public String get() {
        long next = low.addAndGet(GAMMA);
        char[] id = new char[32];
        hex(mix(high ^ next), id, 0);
        hex(mix(next), id, 16); // a bijection of the counter: never twice the same
        return new String(id);
    }

    private static void hex(long bits, char[] into, int offset) {
        for (int i = 0; i < 16; i++) {
            into[offset + i] = DIGITS[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
