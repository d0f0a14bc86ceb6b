package io.github.modelkeel.spi;

import java.util.List;

/**
 * The log of all changes of a storage, in the order they were committed: audit log and outbox in one. Thread-safe, and safe
 * for several processes where the backend is shared.
 *
 * <ol>
 *   <li>Every change has its event, and every event its change: both are written in one step.
 *   <li>An event that is seen is preceded by no event that is seen only later: a reader that remembers the last sequence
 *       misses nothing.
 *   <li>The position of a consumer moves forward only; of several that move it, the farthest stays.
 * </ol>
 */
public interface EventLog {
    /** Most events of one call. */
    int MAX_LIMIT = 10_000;

    /**
     * Returns the events after a position, oldest first.
     *
     * @param sequence sequence of the last event that is known, 0 for none
     * @param limit most events, 1 to {@value #MAX_LIMIT}
     */
    List<StoreEvent> after(long sequence, int limit);

    /** Returns how far a consumer has come: the sequence it gave last, 0 at first. */
    long position(String consumer);

    /**
     * Remembers that a consumer is done with every event up to a sequence.
     *
     * @param consumer its name, 1 to 250 characters
     */
    void advance(String consumer, long sequence);
}
