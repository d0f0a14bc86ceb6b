package io.github.modelkeel.internal.tracking;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.spi.Storage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * What every part of the tracker needs. Immutable and thread-safe.
 *
 * @param storage the stores
 * @param clock where the time comes from
 * @param user who starts runs
 * @param ids a new id of 32 characters {@code [a-z0-9]} on each call
 */
public record TrackingContext(Storage storage, InstantSource clock, String user, Supplier<String> ids) {
    /** Checks that nothing is absent. */
    public TrackingContext {
        requireNonNull(storage, "storage");
        requireNonNull(clock, "clock");
        requireNonNull(user, "user");
        requireNonNull(ids, "ids");
    }

    /** Returns the time in the resolution that stores keep: a run read back equals the run as made. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
