package io.github.modelkeel.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How points in time are read from text, the same way in files, expressions and rows to predict. Accepted are
 * {@code 2026-01-31} (midnight), {@code 2026-01-31T23:59}, {@code 2026-01-31 23:59:59} and
 * {@code 2026-01-31T23:59:59.123456789}, each of the last three with an optional offset {@code Z}, {@code +01:00} or
 * {@code -0530}. Without an offset the time is UTC. Nothing depends on the machine's zone or locale.
 */
public final class InstantFormat {
    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})"
            + "(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d{2}:?\\d{2})?)?");
    private static final int SHORTEST = 10;
    private static final int LONGEST = 36;

    private InstantFormat() {}

    /** Returns the instant {@code text} stands for, or empty if it has none of the forms or no such day exists. */
    public static Optional<Instant> parse(String text) {
        if (text.length() < SHORTEST || text.length() > LONGEST || text.charAt(4) != '-') {
            return Optional.empty();
        }
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(match, 1),
                    number(match, 2),
                    number(match, 3),
                    number(match, 4),
                    number(match, 5),
                    number(match, 6),
                    nanos(match.group(7)));
            String offset = match.group(8);
            return Optional.of(local.toInstant(offset == null ? ZoneOffset.UTC : ZoneOffset.of(offset)));
        } catch (DateTimeException e) {
            return Optional.empty(); // the form is right, the day or the hour does not exist
        }
    }

    /** Returns whether an {@link ColumnType#INSTANT} column can hold the instant: the years 1677 to 2262. */
    public static boolean isInRange(Instant instant) {
        try {
            InstantColumn.toNanos(instant);
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static int number(Matcher match, int group) {
        String digits = match.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(@org.jspecify.annotations.Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }
}
