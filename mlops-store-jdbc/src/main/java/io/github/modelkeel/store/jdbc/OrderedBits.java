package io.github.modelkeel.store.jdbc;

/**
 * Doubles as longs that sort the same way.
 *
 * <p>SQLite stores {@code NaN} as NULL, H2 and PostgreSQL place it above every number, and they differ on {@code -0.0}.
 * As longs all of these are the same in every database: the order of the longs is that of
 * {@link Double#compare(double, double)}, negative infinity first and {@code NaN} last, and each value comes back bit
 * for bit, except that every {@code NaN} becomes the canonical one.
 */
final class OrderedBits {
    private OrderedBits() {}

    static long encode(double value) {
        long bits = Double.doubleToLongBits(value);
        return flip(bits);
    }

    static double decode(long ordered) {
        return Double.longBitsToDouble(flip(ordered));
    }

    /** Turns the magnitude of negative numbers round; its own inverse, because the sign bit stays. */
    private static long flip(long bits) {
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
}
