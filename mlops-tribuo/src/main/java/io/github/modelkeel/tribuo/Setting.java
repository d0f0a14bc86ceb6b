package io.github.modelkeel.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One hyperparameter: its name in configuration files, its standard value, and what may be given. Immutable.
 *
 * @param name name in configuration files and records; one that ends with a dot stands for a family of names
 * @param kind what is accepted
 * @param standard value when none is set
 * @param low smallest number
 * @param lowOpen whether {@code low} itself is refused
 * @param high largest number
 * @param words texts that are accepted
 */
record Setting(String name, Kind kind, Object standard, double low, boolean lowOpen, double high, List<String> words) {
    /** What a setting accepts. */
    enum Kind {
        /** A whole number, kept as {@link Long}. */
        WHOLE,
        /** A number, kept as {@link Double}. */
        REAL,
        /** One of the words. */
        WORD,
        /** One of the words, or a number. */
        WORD_OR_REAL
    }

    static Setting whole(String name, long standard, long low, long high) {
        return new Setting(name, Kind.WHOLE, standard, low, false, high, List.of());
    }

    static Setting seed() {
        return new Setting("random_state", Kind.WHOLE, 42L, Long.MIN_VALUE, false, Long.MAX_VALUE, List.of());
    }

    static Setting atLeast(String name, double standard, double low) {
        return new Setting(name, Kind.REAL, standard, low, false, Double.MAX_VALUE, List.of());
    }

    static Setting above(String name, double standard, double low) {
        return new Setting(name, Kind.REAL, standard, low, true, Double.MAX_VALUE, List.of());
    }

    static Setting share(String name, double standard) {
        return new Setting(name, Kind.REAL, standard, 0, true, 1, List.of());
    }

    static Setting word(String name, String standard, String... others) {
        return new Setting(name, Kind.WORD, standard, 0, false, 0, words(standard, others));
    }

    static Setting wordOrShare(String name, String standard, String... others) {
        return new Setting(name, Kind.WORD_OR_REAL, standard, 0, true, 1, words(standard, others));
    }

    private static List<String> words(String standard, String... others) {
        List<String> words = new ArrayList<>(List.of(others));
        words.add(0, standard);
        return List.copyOf(words);
    }

    /** Returns whether this setting is a family that the name belongs to, or has the name itself. */
    boolean covers(String asked) {
        return name.endsWith(".") ? asked.startsWith(name) && asked.length() > name.length() : asked.equals(name);
    }

    /**
     * Returns the value in the form that is kept: {@link Long}, {@link Double} or {@link String}.
     *
     * @throws IllegalArgumentException if it has another type or lies outside the range
     */
    Object check(String asked, Object value) {
        @Nullable Object kept = null;
        if (value instanceof String text && words.contains(text)) {
            kept = text;
        } else if (value instanceof Number number && kind == Kind.WHOLE) {
            kept = whole(number);
        } else if (value instanceof Number number && kind != Kind.WORD) {
            double real = number.doubleValue();
            kept = (lowOpen ? real > low : real >= low) && real <= high ? real : null; // NaN fails too
        }
        if (kept == null) {
            String shown = value instanceof String ? "'" + value + "'" : String.valueOf(value);
            throw new IllegalArgumentException("'" + asked + "' must be " + expected() + ", was " + shown);
        }
        return kept;
    }

    private @Nullable Object whole(Number number) {
        if (number instanceof Double || number instanceof Float) {
            return null; // 1e3 in a file is no count; say so instead of guessing
        }
        long whole = number.longValue();
        return whole >= low && whole <= high && number.toString().equals(Long.toString(whole)) ? whole : null;
    }

    /** Returns what is accepted, in words. */
    String expected() {
        String numbers = switch (kind) {
            case WHOLE ->
                high == Long.MAX_VALUE
                        ? "a whole number"
                        : String.format(Locale.ROOT, "a whole number from %d to %d", (long) low, (long) high);
            case REAL, WORD_OR_REAL ->
                "a number "
                        + (lowOpen ? "above " : "of at least ")
                        + brief(low)
                        + (high == Double.MAX_VALUE ? "" : " and at most " + brief(high));
            case WORD -> "";
        };
        if (words.isEmpty()) {
            return numbers;
        }
        String choice = "one of " + words;
        return kind == Kind.WORD ? choice : choice + " or " + numbers;
    }

    private static String brief(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
