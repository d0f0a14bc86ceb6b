package io.github.modelkeel.internal.names;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Checks names and texts from outside before they reach a store. Nothing is shortened or repaired in silence: what is not
 * fit is an {@link InvalidInputException} that says what is.
 */
public final class Names {
    /** Longest name, in UTF-16 code units. */
    public static final int MAX_NAME = 250;

    /** Longest value of a parameter or a tag, and longest description, in UTF-16 code units. */
    public static final int MAX_TEXT = 65_536;

    /** Most entries of one call that takes a map. */
    public static final int MAX_ENTRIES = 10_000;

    private static final int SHOWN = 60;
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern RUN_ID = Pattern.compile("[a-z0-9]{32}");

    private Names() {}

    /**
     * Returns a name of an experiment, a run, a parameter, a metric or a tag.
     *
     * @param kind what it names, for the message, for instance {@code metric name}
     * @throws InvalidInputException unless it has 1 to {@value #MAX_NAME} characters, not only blanks, no control
     *     characters, no half of a surrogate pair and no part {@code ..}
     */
    public static String name(String kind, String name) {
        requireNonNull(name, kind);
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new InvalidInputException(kind + " '" + shown(name) + "' has " + name.length()
                    + " characters; it needs 1 to " + MAX_NAME + ", not all blank");
        }
        readable(kind, name);
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new InvalidInputException(kind + " '" + shown(name)
                        + "' has a part '..'; names are kept as paths by some stores: drop it");
            }
        }
        return name;
    }

    /**
     * Returns a name of a registered model.
     *
     * @throws InvalidInputException as {@link #name}, and if it has a character that has a meaning in a model URI
     */
    public static String model(String name) {
        name("model name", name);
        for (char reserved : new char[] {'/', '@', ':', '\\'}) {
            if (name.indexOf(reserved) >= 0) {
                throw new InvalidInputException("model name '" + shown(name) + "' has a '" + reserved
                        + "', which separates the parts of a model URI; use '-' or '.' instead");
            }
        }
        return name;
    }

    /**
     * Returns an alias.
     *
     * @throws InvalidInputException unless it has 1 to 100 letters, digits or {@code . _ -} and is not {@code latest}
     */
    public static String alias(String alias) {
        requireNonNull(alias, "alias");
        if (!ALIAS.matcher(alias).matches()) {
            throw new InvalidInputException(
                    "alias '" + shown(alias) + "' must have 1 to 100 characters out of A-Z a-z 0-9 . _ -");
        }
        if (alias.equals("latest")) {
            throw new InvalidInputException(
                    "alias 'latest' is taken: models:/name/latest is always the greatest version; choose another alias");
        }
        return alias;
    }

    /**
     * Returns an id of a run.
     *
     * @throws InvalidInputException unless it has 32 characters {@code a-z 0-9}
     */
    public static String runId(String id) {
        requireNonNull(id, "run id");
        if (!RUN_ID.matcher(id).matches()) {
            throw new InvalidInputException(
                    "run id '" + shown(id) + "' must have 32 characters out of a-z 0-9; a run gives it as id()");
        }
        return id;
    }

    /**
     * Returns a text that is stored as it is; line breaks and tabs are welcome.
     *
     * @param what whose text it is, for the message, for instance {@code value of tag 'team'}
     * @throws InvalidInputException if it is longer than {@value #MAX_TEXT} UTF-16 code units, has U+0000 or half of a
     *     surrogate pair
     */
    public static String text(String what, String text) {
        requireNonNull(text, what);
        if (text.length() > MAX_TEXT) {
            throw new InvalidInputException(what + " has " + text.length() + " characters; at most " + MAX_TEXT
                    + " are kept: store it as an artifact instead");
        }
        int bad = badCharacter(text, false);
        if (bad >= 0) {
            throw new InvalidInputException(what + " has " + unicode(text, bad) + " at position " + bad
                    + ", which stores cannot keep; remove it");
        }
        return text;
    }

    /** Returns the text, cut after a readable length and marked when it was, for use in a message. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || isSurrogate(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > SHOWN ? shown + "..." : shown.toString();
    }

    private static void readable(String kind, String name) {
        int bad = badCharacter(name, true);
        if (bad >= 0) {
            throw new InvalidInputException(kind + " '" + shown(name) + "' has " + unicode(name, bad) + " at position "
                    + bad + "; names have no control characters and no half surrogate pairs");
        }
    }

    private static int badCharacter(String text, boolean allControls) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || c == 0 || (allControls && Character.isISOControl(c))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String unicode(String text, int position) {
        return String.format(java.util.Locale.ROOT, "U+%04X", (int) text.charAt(position));
    }
}
