package io.github.modelkeel.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it, forwards or back. Thread-safe. */
public final class MovableClock implements InstantSource {
    private volatile Instant now;

    private MovableClock(Instant now) {
        this.now = requireNonNull(now, "now");
    }

    /** Returns a clock that shows a time. */
    public static MovableClock at(Instant now) {
        return new MovableClock(now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves the clock on, or back by a negative duration, and returns what it shows then. */
    public synchronized Instant advance(Duration by) {
        Instant next = now.plus(by);
        now = next;
        return next;
    }

    /** Sets the clock. */
    public synchronized void set(Instant time) {
        now = requireNonNull(time, "time");
    }

    /** Returns what the clock shows, for people. */
    @Override
    public String toString() {
        return "MovableClock[" + now + "]";
    }
}
