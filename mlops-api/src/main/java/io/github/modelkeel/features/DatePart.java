package io.github.modelkeel.features;

import io.github.modelkeel.data.InstantFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** The parts of an instant, read in UTC. */
enum DatePart {
    YEAR,
    /** 1 to 4. */
    QUARTER,
    /** 1 to 12. */
    MONTH,
    /** 1 to 31. */
    DAY,
    /** 1 to 366. */
    DAY_OF_YEAR,
    /** Monday is 1, Sunday 7, as in ISO 8601. */
    WEEKDAY,
    /** 0 to 23. */
    HOUR,
    /** 0 to 59. */
    MINUTE,
    /** 0 to 59. */
    SECOND;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Returns the part a function of this name gives. */
    static DatePart named(String function) {
        return valueOf(function.toUpperCase(Locale.ROOT));
    }

    /** Returns the part of an instant given in nanoseconds since the epoch. */
    double of(long epochNanos) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(epochNanos, NANOS_PER_SECOND),
                (int) Math.floorMod(epochNanos, NANOS_PER_SECOND),
                ZoneOffset.UTC);
        return switch (this) {
            case YEAR -> time.getYear();
            case QUARTER -> time.get(IsoFields.QUARTER_OF_YEAR);
            case MONTH -> time.getMonthValue();
            case DAY -> time.getDayOfMonth();
            case DAY_OF_YEAR -> time.getDayOfYear();
            case WEEKDAY -> time.getDayOfWeek().getValue();
            case HOUR -> time.getHour();
            case MINUTE -> time.getMinute();
            case SECOND -> time.getSecond();
        };
    }

    /** Returns the nanoseconds since the epoch of a text, or {@link Frame#MISSING_INSTANT} if it is no instant in range. */
    static long parse(String text) {
        return InstantFormat.parse(text).map(DatePart::nanos).orElse(Frame.MISSING_INSTANT);
    }

    /** Returns nanoseconds since the epoch, or {@link Frame#MISSING_INSTANT} outside the years 1677 to 2262. */
    static long nanos(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
        } catch (ArithmeticException e) {
            return Frame.MISSING_INSTANT;
        }
    }
}
