package io.github.modelkeel.serving;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads instants as {@link Instant#toString()} writes nearly all; {@link Instant#parse} makes 60 objects for each. */
final class StoredInstants {
    private static final String FORM = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;

    private StoredInstants() {}

    /**
     * Returns an instant such as {@code 2026-01-31T12:00:00Z} or {@code 2026-01-31T12:00:00.250Z}, or {@code null} if it is written in
     * another way.
     *
     * @throws java.time.DateTimeException if there is no such day
     */
    static @Nullable Instant plain(String text) {
        int end = text.length() - 1;
        if (end < FORM.length() || end > FORM.length() + 1 + NANO_DIGITS || text.charAt(end) != 'Z') {
            return null;
        }
        for (int i = 0; i < end; i++) {
            char form = i < FORM.length() ? FORM.charAt(i) : i == FORM.length() ? '.' : '0';
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return null;
            }
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int fraction = Math.max(0, end - FORM.length() - 1);
        if (hour > 23 || minute > 59 || second > 59 || (fraction == 0 && end > FORM.length())) {
            return null;
        }
        int nanos = fraction == 0 ? 0 : number(text, FORM.length() + 1, end);
        for (int i = fraction; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        return Instant.ofEpochSecond(((day * 24 + hour) * 60 + minute) * 60 + second, nanos);
    }

    /** Returns an instant in any form that {@link Instant#parse} reads, or {@code null} if it is none. */
    static @Nullable Instant parse(String text) {
        try {
            Instant plain = plain(text);
            return plain == null ? Instant.parse(text) : plain;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
