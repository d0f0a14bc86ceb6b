package io.github.modelkeel.spi;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What every store says alike of texts: which it keeps, how it orders them, when one counts as a number. */
public final class StoredText {
    /** Most UTF-16 units of one text that a store keeps. Longer ones are refused, never cut. */
    public static final int MAX_LENGTH = 1_000_000;

    /** Orders texts by code point, as databases that compare UTF-8 do; {@link String#compareTo} differs above U+FFFF. */
    public static final Comparator<String> CODE_POINTS = StoredText::compareCodePoints;

    private static final int MAX_PATH_LENGTH = 500;
    private static final int MAX_NUMBER_LENGTH = 50;
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?");

    private StoredText() {}

    /**
     * Returns {@code text} if every store can keep it and give it back as it is.
     *
     * @param what what the text is, for the message, for instance {@code parameter 'note'}
     * @throws InvalidInputException if it is longer than {@link #MAX_LENGTH}, or has U+0000 or half of a surrogate pair
     */
    public static String check(String what, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidInputException(what + " has " + text.length() + " characters but at most " + MAX_LENGTH
                    + " are kept; store it as an artifact");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidInputException(what + " has U+0000 at position " + i + "; remove it");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new InvalidInputException(
                            what + " has half of a surrogate pair at position " + i + "; it is not text: encode it");
                }
                i++;
            }
        }
        return text;
    }

    /**
     * Returns {@code path} if it may name a file of an {@link ArtifactStore}: relative, parts joined by single forward
     * slashes, none of them {@code .} or {@code ..}, no control character or backslash, 1 to 500 characters.
     *
     * @throws InvalidInputException if it may not
     */
    public static String checkPath(String path) {
        check("an artifact path", path);
        String wrong = null;
        if (path.isEmpty() || path.length() > MAX_PATH_LENGTH) {
            wrong = "has " + path.length() + " characters, expected 1 to " + MAX_PATH_LENGTH;
        } else if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
            wrong = "has a backslash or control character";
        } else {
            for (String part : path.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    wrong = "has the part '" + part + "', expected names joined by single slashes";
                }
            }
        }
        if (wrong != null) {
            throw new InvalidInputException("artifact path '" + path.replaceAll("\\p{Cntrl}", "?") + "' " + wrong
                    + "; give a path such as 'plots/roc.png'");
        }
        return path;
    }

    /** Returns the value of a decimal number such as {@code 6}, {@code -0.5} or {@code 1e-3}; empty for any other text. */
    public static OptionalDouble asNumber(String text) {
        return text.length() <= MAX_NUMBER_LENGTH && NUMBER.matcher(text).matches()
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }

    private static int compareCodePoints(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y)) : x - y;
            }
        }
        return a.length() - b.length();
    }
}
