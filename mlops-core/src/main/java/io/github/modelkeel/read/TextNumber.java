package io.github.modelkeel.read;

import java.math.BigDecimal;

/** Numbers as files write them: decimal digits, an optional point and exponent, no grouping, no hexadecimal, no words. */
final class TextNumber {
    private static final int SAFE_DIGITS = 15;

    private TextNumber() {}

    /** Returns whether the text has the form of a number. */
    static boolean isNumber(String text) {
        int i = 0;
        int n = text.length();
        if (i < n && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
            i++;
        }
        int start = i;
        i = digits(text, i);
        int whole = i - start;
        int fraction = 0;
        if (i < n && text.charAt(i) == '.') {
            int point = ++i;
            i = digits(text, i);
            fraction = i - point;
        }
        if (whole + fraction == 0) {
            return false;
        }
        if (i < n && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < n && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
                i++;
            }
            int exponent = i;
            i = digits(text, i);
            if (i == exponent) {
                return false;
            }
        }
        return i == n;
    }

    /**
     * Returns the number, or NaN if the text has not the form of one, or if no double can stand for it without surprise:
     * because it is too large, or is written as a whole number that no double is.
     */
    static double parse(String text) {
        if (!isNumber(text)) {
            return Double.NaN;
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            return Double.NaN;
        }
        boolean whole = text.length() > SAFE_DIGITS && text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
        return whole && new BigDecimal(text).compareTo(new BigDecimal(value)) != 0 ? Double.NaN : value;
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
