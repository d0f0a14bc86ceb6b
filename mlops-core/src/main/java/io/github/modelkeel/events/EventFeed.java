package io.github.modelkeel.events;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.StoreEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Delivers the changes of a storage to consumers, each of which has a name under which the store remembers how far it is. Every
 * change reaches every consumer at least once and in order, whoever made it and however often this process ended meanwhile; a
 * change may come again after a failure or an end of the process, with the same sequence. Thread-safe; two deliveries to one
 * consumer at the same time both see the events.
 */
public final class EventFeed {
    private static final int AT_ONCE = 100;

    private final EventLog log;

    /** Creates a feed of a log. */
    public EventFeed(EventLog log) {
        this.log = requireNonNull(log, "log");
    }

    /** Returns the events after a position, oldest first, at most {@value EventLog#MAX_LIMIT}; moves no consumer. */
    public List<StoreEvent> after(long sequence, int limit) {
        return log.after(sequence, limit);
    }

    /**
     * Delivers all that a consumer does not know yet, on the calling thread, and returns how many that were. When the handler
     * throws, what came before stays delivered.
     *
     * @param consumer its name; 1 to 250 characters
     * @throws UnavailableException if the handler threw; its exception is the cause
     */
    public int deliver(String consumer, EventHandler handler) {
        Names.name("consumer name", consumer);
        int delivered = 0;
        while (true) {
            List<StoreEvent> events = log.after(log.position(consumer), AT_ONCE);
            if (events.isEmpty()) {
                return delivered;
            }
            long done = 0;
            try {
                for (StoreEvent event : events) {
                    handle(consumer, handler, event);
                    done = event.sequence();
                    delivered++;
                }
            } finally {
                if (done > 0) {
                    log.advance(consumer, done);
                }
            }
        }
    }

    private static void handle(String consumer, EventHandler handler, StoreEvent event) {
        try {
            handler.handle(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(
                    "interrupted while delivering event " + event.sequence() + " to '" + consumer
                            + "'; it is delivered again",
                    e);
        } catch (Exception e) { // whatever a handler throws, the event is not done with
            throw new UnavailableException(
                    "consumer '" + consumer + "' did not take event " + event.sequence() + " (" + event.kind() + " of "
                            + event.subject() + "): " + e.getMessage() + "; it is delivered again",
                    e);
        }
    }

    /**
     * Delivers again and again, on an executor of the host, until the answer is closed. After a failure the pause doubles, to
     * at most 64 times {@code every}.
     *
     * @param every pause between deliveries, at least a millisecond
     * @param onFailure told of every failure of a delivery
     */
    public Subscription subscribe(
            String consumer,
            EventHandler handler,
            ScheduledExecutorService executor,
            Duration every,
            Consumer<RuntimeException> onFailure) {
        Names.name("consumer name", consumer);
        if (every.toMillis() < 1) {
            throw new InvalidInputException("every must be at least 1 ms, was " + every);
        }
        Delivery delivery = new Delivery(() -> deliver(consumer, handler), onFailure);
        ScheduledFuture<?> task = executor.scheduleWithFixedDelay(delivery, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return () -> task.cancel(false);
    }

    /** A delivery that goes on until it is closed. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        /** Ends it; an event that is being handled is handled to its end. */
        @Override
        void close();
    }

    /** One round of a subscription; after failures it sits out rounds. Runs are one after the other. */
    private static final class Delivery implements Runnable {
        private static final int MOST_PAUSES = 63;

        private final Runnable round;
        private final Consumer<RuntimeException> onFailure;
        private int pauses;
        private int left;

        Delivery(Runnable round, Consumer<RuntimeException> onFailure) {
            this.round = round;
            this.onFailure = onFailure;
        }

        @Override
        public void run() {
            if (left > 0) {
                left--;
                return;
            }
            try {
                round.run();
                pauses = 0;
            } catch (RuntimeException e) {
                pauses = Math.min(MOST_PAUSES, 2 * pauses + 1);
                left = pauses;
                onFailure.accept(e);
            }
        }
    }
}
