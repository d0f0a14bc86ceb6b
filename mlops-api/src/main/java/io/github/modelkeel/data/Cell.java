package io.github.modelkeel.data;

import io.github.modelkeel.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a Java value becomes the cell of a column, the same way for records, query results and rows to predict. Nothing is
 * rounded in silence and nothing is guessed: a text is no number. {@code null} and an empty {@link Optional} (or
 * {@link OptionalDouble}, {@link OptionalInt}, {@link OptionalLong}) are missing everywhere. Each method throws {@link InvalidInputException} for a value that does not fit; the message names value,
 * type and expectation, the caller adds the column.
 */
public final class Cell {
    private static final int SHOWN = 60;
    private static final double SMALL_WHOLE = 1e15;
    private static final int MAX_DIGITS = 17; // always enough for a double

    private Cell() {}

    /**
     * Returns the number of a {@link Number} or a {@link Boolean} (1 or 0); {@code NaN} for missing.
     *
     * @throws InvalidInputException if the value is something else, is infinite, or is a whole number that no double has
     */
    public static double number(@Nullable Object value) {
        Object cell = open(value);
        if (cell == null) {
            return Double.NaN;
        }
        if (cell instanceof Boolean b) {
            return b ? 1 : 0;
        }
        if (!(cell instanceof Number number)) {
            throw wrong(cell, "a number");
        }
        double result = number.doubleValue();
        if (Double.isInfinite(result)) {
            throw new InvalidInputException("expected a finite number, found " + shown(cell));
        }
        if (isWhole(number) && !new BigDecimal(result).toBigInteger().equals(new BigInteger(number.toString()))) {
            throw new InvalidInputException("whole number " + shown(cell)
                    + " is not exact as a double; give it as a text if it is an identifier");
        }
        return result;
    }

    /**
     * Returns the text of a {@link CharSequence}, an enum constant (its name), a {@link Character}, a {@link Boolean} or
     * a whole number; {@code null} for missing.
     *
     * @throws InvalidInputException if the value is something else
     */
    public static @Nullable String text(@Nullable Object value) {
        Object cell = open(value);
        if (cell == null) {
            return null;
        }
        if (cell instanceof Enum<?> constant) {
            return constant.name();
        }
        if (cell instanceof CharSequence
                || cell instanceof Character
                || cell instanceof Boolean
                || (cell instanceof Number number && isWhole(number))) {
            return cell.toString();
        }
        throw wrong(cell, "a text");
    }

    /**
     * Returns the instant of an {@link Instant}, {@link OffsetDateTime}, {@link ZonedDateTime}, {@link LocalDateTime} or
     * {@link LocalDate} (both read in UTC), or of a text in one of the forms of {@link InstantFormat};
     * {@code null} for missing.
     *
     * @throws InvalidInputException if the value is something else, or lies outside the years 1677 to 2262
     */
    public static @Nullable Instant instant(@Nullable Object value) {
        Object cell = open(value);
        if (cell == null) {
            return null;
        }
        Instant instant = toInstant(cell);
        try {
            InstantColumn.toNanos(instant);
        } catch (ArithmeticException e) {
            throw new InvalidInputException("expected an instant in the years 1677 to 2262, found " + shown(cell), e);
        }
        return instant;
    }

    /**
     * Returns the text of a number as a level or for people: whole numbers without a point, others with the fewest digits
     * that read back as the number, never with an exponent. The same on every JDK, unlike {@link Double#toString(double)}.
     *
     * @param number not NaN
     */
    public static String display(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == Math.rint(number) && Math.abs(number) < SMALL_WHOLE) {
            return Long.toString((long) number);
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded.stripTrailingZeros().toPlainString();
            }
        }
        return exact.round(new MathContext(MAX_DIGITS)).stripTrailingZeros().toPlainString();
    }

    private static Instant toInstant(Object cell) {
        try {
            if (cell instanceof Instant instant) {
                return instant;
            } else if (cell instanceof OffsetDateTime time) {
                return time.toInstant();
            } else if (cell instanceof ZonedDateTime time) {
                return time.toInstant();
            } else if (cell instanceof LocalDateTime time) {
                return time.toInstant(ZoneOffset.UTC);
            } else if (cell instanceof LocalDate date) {
                return date.atStartOfDay(ZoneOffset.UTC).toInstant();
            } else if (cell instanceof CharSequence text) {
                return InstantFormat.parse(text.toString())
                        .orElseThrow(() -> wrong(cell, "an instant such as 2026-01-31T23:59:59Z"));
            }
        } catch (DateTimeException e) {
            throw new InvalidInputException("expected an instant in the years 1677 to 2262, found " + shown(cell), e);
        }
        throw wrong(cell, "an instant");
    }

    private static @Nullable Object open(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        } else if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? (Object) optional.getAsDouble() : null;
        } else if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? (Object) optional.getAsInt() : null;
        } else if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? (Object) optional.getAsLong() : null;
        }
        return value;
    }

    private static boolean isWhole(Number number) {
        return number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger;
    }

    private static InvalidInputException wrong(Object cell, String expected) {
        return new InvalidInputException(
                "expected " + expected + ", found " + shown(cell) + " of type " + typeName(cell));
    }

    private static String typeName(Object cell) {
        if (cell instanceof Collection<?>) {
            return "collection";
        }
        return cell instanceof Map<?, ?> ? "map" : cell.getClass().getSimpleName();
    }

    private static String shown(Object cell) {
        String text = cell.toString();
        return "'" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...") + "'";
    }
}
