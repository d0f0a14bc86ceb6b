package io.github.modelkeel.serving.embedded.internal;

/**
 * Turns decimal numbers into the nearest doubles, ties to even, without an object: {@link Double#parseDouble} makes up to ten
 * for a number of 17 digits, which is most of what a model in text takes to read. Numbers of up to 19 digits are exact here
 * from 1e-36 to 1e46; for the others {@code NaN} says that they must be read in another way.
 *
 * <p>The number is {@code w * 5^e * 2^e}. The product with {@code 5^e}, or the quotient by {@code 5^-e}, is computed to 64 bits
 * and whether anything is left, in whole numbers of 128 bits: nothing is rounded before the end.
 */
public final class Decimals {
    private static final int MAX_DIGITS = 19;
    private static final int LARGEST_WORD = 27; // 5^27 is the largest power of 5 in 63 bits
    private static final int LARGEST = 2 * LARGEST_WORD;
    private static final int MAX_EXPONENT = 100_000;
    private static final double[] EXACT = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long[] FIVES = fives();

    private Decimals() {}

    private static long[] fives() {
        long[] fives = new long[LARGEST_WORD + 1];
        fives[0] = 1;
        for (int i = 1; i < fives.length; i++) {
            fives[i] = 5 * fives[i - 1];
        }
        return fives;
    }

    /**
     * Reads a number: a sign perhaps, digits with or without a point, {@code e} and a whole number perhaps.
     *
     * @return the nearest double; {@code NaN} if it is written in another way, or is none that can be read here
     */
    public static double parse(byte[] bytes, int from, int to) {
        int at = from;
        boolean negative = at < to && bytes[at] == '-';
        at += negative ? 1 : 0;
        long digits = 0;
        int count = 0; // of digits after leading zeros
        int seen = 0;
        int exponent = 0;
        boolean point = false;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
                count += digits == 0 ? 0 : 1;
                seen++;
                exponent -= point ? 1 : 0;
            } else if (bytes[at] == '.' && !point) {
                point = true;
            } else {
                break;
            }
            if (count > MAX_DIGITS) {
                return Double.NaN;
            }
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            boolean below = at < to && bytes[at] == '-';
            at += below || (at < to && bytes[at] == '+') ? 1 : 0;
            int first = at;
            int power = 0;
            for (; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                power = Math.min(10 * power + (bytes[at] - '0'), MAX_EXPONENT);
            }
            if (at == first) {
                return Double.NaN;
            }
            exponent += below ? -power : power;
        }
        if (at < to || seen == 0) {
            return Double.NaN;
        }
        double number = nearest(digits, exponent);
        return negative ? -number : number;
    }

    /**
     * Returns the double nearest to {@code digits * 10^exponent}, or {@code NaN} if that is out of reach.
     *
     * @param digits a whole number without a sign
     */
    public static double nearest(long digits, int exponent) {
        if (digits == 0) {
            return 0;
        }
        if (digits >>> 53 == 0 && exponent < EXACT.length && exponent > -EXACT.length) { // one rounding
            return exponent < 0 ? digits / EXACT[-exponent] : digits * EXACT[exponent];
        }
        int shift = Long.numberOfLeadingZeros(digits);
        long number = digits << shift;
        if (exponent >= 0) {
            return exponent > LARGEST_WORD ? Double.NaN : product(number, FIVES[exponent], exponent - shift);
        }
        if (exponent >= -LARGEST_WORD) {
            return quotient(number, FIVES[-exponent], exponent - shift);
        }
        return exponent < -LARGEST ? Double.NaN : quotient(number, -exponent, exponent - shift);
    }

    /** Multiplies; the upper bit of {@code a} is set. */
    private static double product(long a, long five, int power) {
        int shift = Long.numberOfLeadingZeros(five);
        long b = five << shift;
        long high = high(a, b);
        long low = a * b;
        if (high < 0) {
            return rounded(high, low != 0, power - shift + Long.SIZE);
        }
        return rounded(high << 1 | low >>> 63, low << 1 != 0, power - shift + Long.SIZE - 1);
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** Divides by a power of 5 of one word, bit by bit. */
    private static double quotient(long a, long five, int power) {
        int shift = Long.numberOfLeadingZeros(five);
        long b = five << shift;
        long rest = a;
        boolean above = Long.compareUnsigned(rest, b) >= 0;
        long result = above ? 1 : 0;
        rest -= above ? b : 0;
        for (int bit = above ? 1 : 0; bit < Long.SIZE; bit++) {
            boolean carry = rest < 0;
            rest <<= 1;
            result <<= 1;
            if (carry || Long.compareUnsigned(rest, b) >= 0) {
                rest -= b;
                result |= 1;
            }
        }
        return rounded(result, rest != 0, power + shift - (above ? Long.SIZE - 1 : Long.SIZE));
    }

    /** Divides by a power of 5 of two words, bit by bit. */
    private static double quotient(long a, int fives, int power) {
        long first = FIVES[LARGEST_WORD];
        long second = FIVES[fives - LARGEST_WORD];
        long high = high(first, second);
        long low = first * second;
        int shift = high == 0 ? Long.SIZE + Long.numberOfLeadingZeros(low) : Long.numberOfLeadingZeros(high);
        if (shift >= Long.SIZE) {
            high = low << (shift - Long.SIZE);
            low = 0;
        } else if (shift > 0) {
            high = (high << shift) | (low >>> (Long.SIZE - shift));
            low <<= shift;
        }
        long restHigh = a;
        long restLow = 0;
        long result = 0;
        int bits = 0;
        boolean carry = false;
        while (result >= 0) { // until its upper bit is set, which is the first or the second that is not 0
            if (carry || isAtLeast(restHigh, restLow, high, low)) {
                restHigh -= high + (Long.compareUnsigned(restLow, low) < 0 ? 1 : 0);
                restLow -= low;
                result = result << 1 | 1;
            } else {
                result <<= 1;
            }
            carry = restHigh < 0;
            restHigh = restHigh << 1 | restLow >>> 63;
            restLow <<= 1;
            bits++;
        }
        return rounded(result, carry || (restHigh | restLow) != 0, power + shift - Long.SIZE - (bits - 1));
    }

    private static boolean isAtLeast(long high, long low, long otherHigh, long otherLow) {
        return high == otherHigh ? Long.compareUnsigned(low, otherLow) >= 0 : Long.compareUnsigned(high, otherHigh) > 0;
    }

    /** Returns {@code bits * 2^power}, a little more if there is a rest, in 53 bits; the upper one of the 64 is set. */
    private static double rounded(long bits, boolean rest, int power) {
        long kept = bits >>> 11;
        long lost = bits & 0x7FF;
        if (lost > 0x400 || (lost == 0x400 && (rest || (kept & 1) != 0))) {
            kept++; // 2^53 carries into the exponent below, as it should
        }
        return Double.longBitsToDouble(((power + 11L + 52 + 1023) << 52) + (kept - (1L << 52)));
    }
}
