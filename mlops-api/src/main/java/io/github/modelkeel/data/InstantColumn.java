package io.github.modelkeel.data;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Nanoseconds since 1970-01-01T00:00Z; {@link #MISSING} marks a cell without a value. */
record InstantColumn(Field field, long[] epochNanos, Rows rows) implements Column {
    static final long MISSING = Long.MIN_VALUE;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public boolean isMissing(int row) {
        return epochNanos[rows.at(row)] == MISSING;
    }

    @Override
    public @Nullable Instant instant(int row) {
        long nanos = epochNanos[rows.at(row)];
        return nanos == MISSING
                ? null
                : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    static long toNanos(Instant instant) {
        long nanos = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
        if (nanos == MISSING) {
            throw new ArithmeticException("the earliest nanosecond marks a missing value");
        }
        return nanos;
    }
}
