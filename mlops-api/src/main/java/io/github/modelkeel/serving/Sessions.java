package io.github.modelkeel.serving;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A few sessions to use again. Bounded, and owned by the predictor: unlike thread-local ones they end with it, and a million
 * virtual threads share as many as there are slots. A thread that finds its slot empty makes a session. Thread-safe and free
 * of locks.
 */
final class Sessions {
    /** Slots, each in a cache line of its own. */
    private static final int SLOTS = 64;

    private static final int SPREAD = 16; // references of a line

    private final PackagePredictor maker;
    private final AtomicReferenceArray<Session> slots = new AtomicReferenceArray<>(SLOTS * SPREAD);

    Sessions(PackagePredictor maker) {
        this.maker = maker;
    }

    private static int slot() {
        long id = Thread.currentThread().getId() * 0x9E3779B97F4A7C15L; // neighbouring ids far apart
        return (int) (id >>> 58) * SPREAD;
    }

    Session take() {
        Session session = slots.getAndSet(slot(), null);
        return session == null ? maker.newSession() : session;
    }

    /** Takes a session back; one whose prediction failed is dropped instead. */
    void give(Session session) {
        slots.lazySet(slot(), session);
    }
}
