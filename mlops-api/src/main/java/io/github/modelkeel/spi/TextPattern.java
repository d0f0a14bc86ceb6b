package io.github.modelkeel.spi;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A pattern of {@code LIKE}: {@code %} stands for any text, also none and line breaks, {@code _} for one code point, a
 * backslash takes the next code point as it is. Everything else stands for itself, case included. Immutable.
 */
public final class TextPattern {
    /** Most UTF-16 units of a pattern. */
    public static final int MAX_LENGTH = 1_000;

    private static final int ANY = -1;
    private static final int ONE = -2;

    private final int[] elements;
    private final boolean lowerCase;

    private TextPattern(int[] elements, boolean lowerCase) {
        this.elements = elements;
        this.lowerCase = lowerCase;
    }

    /**
     * Returns a pattern that heeds case.
     *
     * @throws InvalidInputException if it is longer than {@link #MAX_LENGTH} or ends with a lone backslash
     */
    public static TextPattern like(String pattern) {
        return of(pattern, false);
    }

    /**
     * Returns a pattern that is compared after it and the text went to lower case by {@link Locale#ROOT}.
     *
     * @throws InvalidInputException as {@link #like}
     */
    public static TextPattern ilike(String pattern) {
        return of(pattern, true);
    }

    private static TextPattern of(String pattern, boolean lowerCase) {
        StoredText.check("a pattern", pattern);
        if (pattern.length() > MAX_LENGTH) {
            throw new InvalidInputException(
                    "a pattern has at most " + MAX_LENGTH + " characters, had " + pattern.length());
        }
        int[] points = (lowerCase ? pattern.toLowerCase(Locale.ROOT) : pattern)
                .codePoints()
                .toArray();
        int[] elements = new int[points.length];
        int size = 0;
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (point == '\\') {
                if (++i == points.length) {
                    throw new InvalidInputException(
                            "the pattern '" + pattern + "' ends with a lone backslash; double it to mean a backslash");
                }
                point = points[i];
            } else if (point == '%') {
                point = ANY;
            } else if (point == '_') {
                point = ONE;
            }
            elements[size++] = point;
        }
        return new TextPattern(Arrays.copyOf(elements, size), lowerCase);
    }

    /** Returns whether a whole text is of this pattern. Time at most length of the text times length of the pattern. */
    public boolean matches(String text) {
        int[] points =
                (lowerCase ? text.toLowerCase(Locale.ROOT) : text).codePoints().toArray();
        int at = 0;
        int element = 0;
        int lastAny = -1; // where to go on when what follows the last % does not fit: one code point later
        int resumeAt = 0;
        while (at < points.length) {
            if (element < elements.length && elements[element] == ANY) {
                lastAny = element++;
                resumeAt = at;
            } else if (element < elements.length && (elements[element] == ONE || elements[element] == points[at])) {
                element++;
                at++;
            } else if (lastAny >= 0) {
                element = lastAny + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        while (element < elements.length && elements[element] == ANY) {
            element++;
        }
        return element == elements.length;
    }
}
