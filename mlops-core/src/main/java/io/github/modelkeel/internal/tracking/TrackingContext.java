package io.github.modelkeel.internal.tracking;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * What every part of the tracker needs. Immutable and thread-safe.
 *
 * @param storage the stores
 * @param writes where what runs log goes
 * @param openRuns the runs that this process has open
 * @param clock where the time comes from
 * @param user who starts runs
 * @param ids a new id of 32 characters {@code [a-z0-9]} on each call
 */
public record TrackingContext(
        Storage storage, RunWrites writes, OpenRuns openRuns, InstantSource clock, String user, Supplier<String> ids) {
    /** Checks that nothing is absent. */
    public TrackingContext {
        requireNonNull(storage, "storage");
        requireNonNull(writes, "writes");
        requireNonNull(openRuns, "openRuns");
        requireNonNull(clock, "clock");
        requireNonNull(user, "user");
        requireNonNull(ids, "ids");
    }

    /** Creates a context whose runs are written at once and beat when they log. */
    public static TrackingContext direct(Storage storage, InstantSource clock, String user, Supplier<String> ids) {
        return new TrackingContext(
                storage,
                new DirectWrites(storage.runs(), Durability.SYNC),
                new OpenRuns(storage.runs(), clock, null),
                clock,
                user,
                ids);
    }

    /** Returns the time in the resolution that stores keep: a run read back equals the run as made. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
