package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.spi.StoredText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The log of changes in memory: the event of sequence n is at index n - 1. */
final class MemoryEventLog implements EventLog {
    private static final int MAX_CONSUMER = 250;

    private final MemoryStorage.Guard guard;
    private final List<StoreEvent> events = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();

    MemoryEventLog(MemoryStorage.Guard guard) {
        this.guard = guard;
    }

    /** Appends an event and returns its sequence. Must be called with the guard locked. */
    long append(StoreEvent.Kind kind, Instant at, String subject, String actor, Map<String, String> detail, Undo undo) {
        long sequence = events.size() + 1L;
        events.add(new StoreEvent(sequence, RunState.millis(at), kind.name(), subject, actor, detail));
        undo.add(() -> events.remove(events.size() - 1));
        return sequence;
    }

    @Override
    public List<StoreEvent> after(long sequence, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidInputException("events are read 1 to " + MAX_LIMIT + " at a time, was " + limit);
        }
        synchronized (guard) {
            guard.requireOpen();
            int from = (int) Math.min(Math.max(sequence, 0), events.size());
            return List.copyOf(events.subList(from, Math.min(events.size(), from + limit)));
        }
    }

    @Override
    public long position(String consumer) {
        synchronized (guard) {
            guard.requireOpen();
            return positions.getOrDefault(check(consumer), 0L);
        }
    }

    @Override
    public void advance(String consumer, long sequence) {
        synchronized (guard) {
            guard.requireOpen();
            positions.merge(check(consumer), Math.max(sequence, 0), Math::max);
        }
    }

    private static String check(String consumer) {
        if (consumer.isEmpty() || consumer.length() > MAX_CONSUMER) {
            throw new InvalidInputException(
                    "the name of a consumer has 1 to " + MAX_CONSUMER + " characters, had " + consumer.length());
        }
        return StoredText.check("the name of a consumer", consumer);
    }
}
