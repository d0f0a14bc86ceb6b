package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls that wait for the one thread which writes a store: it takes all of them together, so that many threads share the
 * cost of making their data durable.
 *
 * <ol>
 *   <li>A call returns when the writer has answered it.
 *   <li>Calls of one thread are handed over in the order they were made, and all calls in the order they came.
 *   <li>Interrupting a waiting caller neither loses nor doubles its call; the interrupt is pending when it returns.
 *   <li>{@link #close()} lets the writer carry out what is waiting; later calls are refused.
 *   <li>When the writer ends by an error, nobody waits for it: each call without an answer fails, and says so.
 * </ol>
 *
 * <p>Has one daemon thread, from when it is made until it is closed. Thread-safe.
 *
 * @param <X> what calls change the store through, such as a transaction
 * @param <E> what they may throw because of the store
 */
public final class WriteQueue<X, E extends Exception> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WriteQueue.class.getName());

    /** Calls that may wait before further callers are held back. */
    public static final int CAPACITY = 10_000;

    /** Calls of one group at most. */
    public static final int GROUP = 500;

    /** A group waits for further calls at most this part of what the one before took, and never longer than that. */
    private static final int PART = 4;

    private static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final long LOOK_OUT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /**
     * One unit of work: all of it happens or none.
     *
     * @param <X> what it changes the store through
     * @param <T> what it returns
     * @param <E> what it may throw because of the store
     */
    @FunctionalInterface
    public interface Call<X, T, E extends Exception> {
        /**
         * Does the work. May be run more than once before it is answered, so it must touch nothing but {@code store}.
         *
         * @return not null
         */
        T run(X store) throws E;
    }

    /**
     * A call that waits for its answer, which it gets once; further ones are ignored.
     *
     * @param <X> what it changes the store through
     * @param <E> what it may throw because of the store
     */
    public sealed interface Ticket<X, E extends Exception> permits WriteTicket {
        /** Returns whether the work must be on the disk when it is answered, or may be with the operating system. */
        boolean isSync();

        /** Does the work and keeps what it returns. */
        void run(X store) throws E;

        /** Answers with what the work returned when it was last run. */
        void complete();

        /** Answers with a failure of this call alone. */
        void fail(Throwable reason);

        /**
         * Answers with an exception of its own for a failure that several calls share: each caller adds its own trace.
         *
         * @param what begins the message
         * @param shared the failure; one of this library keeps its type where that says what a caller can do
         */
        void failWith(String what, Throwable shared);
    }

    /**
     * Carries out calls. Used by the thread of the queue alone.
     *
     * @param <X> what calls change the store through
     * @param <E> what they may throw because of the store
     */
    public interface Writer<X, E extends Exception> {
        /**
         * Carries out calls, each of which must have its answer when this returns. What it throws ends the queue.
         *
         * @param group the calls in their order, to which {@link WriteQueue#join} may add
         * @param queue where they come from
         */
        void carryOut(List<Ticket<X, E>> group, WriteQueue<X, E> queue);

        /** Releases what is held, after the last group; must not throw. */
        void close();
    }

    private final Writer<X, E> writer;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<Ticket<X, E>> waiting = new ArrayDeque<>();
    private volatile int arrived; // how many wait, for a look without the lock
    private int wanted = 1; // calls that must wait before the writer is woken
    private int expected = 1; // callers that were there a moment ago
    private long patience; // nanoseconds the writer waits for them
    private boolean closed;

    private WriteQueue(String name, Writer<X, E> writer) {
        this.writer = requireNonNull(writer, "writer");
        this.thread = new Thread(this::work, "modelkeel-writer-" + name);
        this.thread.setDaemon(true); // a host that forgets close() must still be able to end
    }

    /**
     * Starts the thread of a writer.
     *
     * @param name of the store, for the name of the thread
     */
    public static <X, E extends Exception> WriteQueue<X, E> of(String name, Writer<X, E> writer) {
        WriteQueue<X, E> queue = new WriteQueue<>(name, writer);
        queue.thread.start();
        return queue;
    }

    /**
     * Has a call carried out and returns what it returned.
     *
     * @param sync whether it must be on the disk when this returns, or may be with the operating system
     * @throws UnavailableException if the queue is closed, or its writer ended before it answered
     * @throws IllegalStateException if the caller is the writer, which would wait for itself, or the work returned null
     */
    public <T> T call(boolean sync, Call<X, T, E> call) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a call to the store was made from inside another call");
        }
        WriteTicket<X, T, E> ticket = new WriteTicket<>(call, sync);
        enqueue(ticket);
        return ticket.await();
    }

    private void enqueue(Ticket<X, E> ticket) {
        lock.lock();
        try {
            while (waiting.size() >= CAPACITY && !closed) {
                notFull.awaitUninterruptibly();
            }
            if (closed) {
                throw new UnavailableException("the store is closed; open it again to use it");
            }
            waiting.add(ticket);
            arrived = waiting.size();
            if (arrived >= wanted) {
                notEmpty.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        List<Ticket<X, E>> group = new ArrayList<>(GROUP);
        try {
            while (nextGroup(group)) {
                writer.carryOut(group, this);
                group.clear();
            }
        } catch (Throwable e) { // for instance no memory left: nobody may wait for a writer that is gone
            abandon(group, e);
            throw e;
        } finally {
            writer.close();
        }
    }

    /** Refuses later calls and fails those that have no answer yet. */
    private void abandon(List<Ticket<X, E>> group, Throwable cause) {
        lock.lock();
        try {
            closed = true;
            group.addAll(waiting);
            waiting.clear();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
        for (Ticket<X, E> ticket : group) {
            ticket.fail(new UnavailableException(
                    "the writer of the store ended before it could say what became of the call: " + cause
                            + "; open the store again and look",
                    cause));
        }
    }

    /** Waits for calls and moves them to {@code group}; false when the queue is closed and nothing waits. */
    private boolean nextGroup(List<Ticket<X, E>> group) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    return false;
                }
                notEmpty.awaitUninterruptibly();
            }
            take(group, true);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves calls that wait to {@code group}, in their order, up to the first that the group is not sure enough for. */
    private void take(List<Ticket<X, E>> group, boolean sync) {
        while (group.size() < GROUP
                && !waiting.isEmpty()
                && (sync || !waiting.element().isSync())) {
            group.add(waiting.remove());
        }
        arrived = waiting.size();
        notFull.signalAll();
    }

    /**
     * Adds the calls that come a moment later to a group that is under way: as long as {@link #learn} lets expect some. For the
     * writer's thread.
     *
     * @param sync whether the group will be on the disk; otherwise calls that ask for that stay behind, and those after them
     */
    public void join(List<Ticket<X, E>> group, boolean sync) {
        lock.lock();
        try {
            gather(Math.min(expected, GROUP) - group.size());
            take(group, sync);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits a moment for the callers that were answered last: most of them call again at once, and a group of all of
     * them costs hardly more than one of the first who came. Nobody waits for callers that are not expected. They come one
     * right after another, so the writer looks out for them before it lets itself be woken, which takes longer.
     */
    private void gather(int enough) {
        long left = patience;
        if (waiting.size() < enough) {
            left -= lookOut(enough, Math.min(left, LOOK_OUT_NANOS));
        }
        wanted = enough;
        try {
            while (waiting.size() < enough && !closed && left > 0) {
                left = notEmpty.awaitNanos(left);
            }
        } catch (InterruptedException e) { // nobody interrupts this thread, and nothing depends on this wait
            LOG.log(System.Logger.Level.DEBUG, "interrupted while gathering calls", e);
        } finally {
            wanted = 1;
        }
    }

    /** Watches the calls arrive, without the lock, and returns for how long. */
    private long lookOut(int enough, long nanos) {
        long start = System.nanoTime();
        long passed = 0;
        lock.unlock();
        try {
            while (arrived < enough && passed < nanos) {
                Thread.onSpinWait();
                passed = System.nanoTime() - start;
            }
        } finally {
            lock.lock();
        }
        return passed;
    }

    /**
     * Notes how many callers there are, before the first of them is answered, and for how long it pays to wait for them. For
     * the writer's thread.
     *
     * @param unanswered calls of the group that have no answer yet
     * @param nanos how long it took to carry them out
     */
    public void learn(int unanswered, long nanos) {
        lock.lock();
        try {
            expected = unanswered + waiting.size();
            patience = Math.min(nanos / PART, MOST_NANOS);
        } finally {
            lock.unlock();
        }
    }

    /** Carries out what waits, then has the writer release what it holds. Later calls are refused. May be called twice. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
