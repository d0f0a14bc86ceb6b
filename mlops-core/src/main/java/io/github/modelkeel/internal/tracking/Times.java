package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.error.InvalidInputException;
import java.time.Instant;

/** Checks times from outside: stores keep them as milliseconds in a long. */
final class Times {
    private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private Times() {}

    static Instant check(String what, Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new InvalidInputException(
                    what + " is " + time + ", which milliseconds cannot tell; it must be " + FIRST + " to " + LAST);
        }
        return time;
    }
}
