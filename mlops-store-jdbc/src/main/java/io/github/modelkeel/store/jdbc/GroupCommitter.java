package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a store: commits all calls that wait together in one transaction, so that many threads share the
 * cost of making their data durable.
 *
 * <ol>
 *   <li>A call returns after the transaction that holds it is committed and durable.
 *   <li>Calls of one thread run in the order they were made.
 *   <li>A call that fails leaves nothing behind and takes none of its neighbours with it: the transaction is rolled
 *       back, the calls before the failing one are run again, then the failing one alone, then the rest.
 *   <li>Interrupting a waiting caller neither loses nor doubles its call; the interrupt is pending when it returns.
 *   <li>{@link #close()} carries out what is waiting; later calls are refused.
 * </ol>
 *
 * <p>Because of the third promise a call may run more than once before it is committed: it must touch nothing but its
 * transaction. Thread-safe.
 */
final class GroupCommitter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GroupCommitter.class.getName());

    /** Calls that may wait before further callers are held back. */
    static final int CAPACITY = 10_000;

    /** Calls of one transaction at most. */
    static final int GROUP = 500;

    /** A transaction waits for further calls at most this part of what the one before took, and never longer than that. */
    private static final int PART = 4;

    private static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final long LOOK_OUT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** In place of the index of a call: beginning or committing. */
    private static final int COMMIT = -1;

    /** In place of the index of a call: writing what several calls left for the end. */
    private static final int FLUSH = -2;

    /** Where the calls of a group run. Used by the writer's thread alone. */
    interface Session {
        /**
         * Begins a transaction.
         *
         * @param sync whether it must be on the disk when it is committed, or may be with the operating system
         */
        Tx begin(boolean sync) throws SQLException;

        /** Writes what was kept back since {@link #begin}, so that committing is all that is left. */
        void flush() throws SQLException;

        /** Commits what was written since {@link #begin} and makes it durable; called after {@link #flush}. */
        void commit() throws SQLException;

        /** Drops what was written since {@link #begin}; must not throw. */
        void rollback();

        /** Does what the database needs now and then, between two transactions; must not throw. */
        void tidy();

        /** Releases the connection; must not throw. */
        void close();

        /** Turns an error of the database into one a caller can act on. */
        MlopsException translate(SQLException error);
    }

    /** One unit of work: all of it happens or none. */
    @FunctionalInterface
    interface Call<T> {
        T run(Tx tx) throws SQLException;
    }

    private final Session session;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<Ticket<?>> waiting = new ArrayDeque<>();
    private volatile int arrived; // how many wait, for a look without the lock
    private int wanted = 1; // calls that must wait before the writer is woken
    private int expected = 1; // callers that were there a moment ago
    private long patience; // nanoseconds the writer waits for them
    private boolean closed;

    GroupCommitter(String name, Session session) {
        this.session = session;
        this.writer = new Thread(this::work, "modelkeel-writer-" + name);
        this.writer.setDaemon(true); // a host that forgets close() must still be able to end
        this.writer.start();
    }

    /**
     * Runs {@code call} in a transaction and returns its result once that is durable.
     *
     * @param sync whether it must be on the disk, or may be with the operating system; calls that share a transaction get
     *     the surest that one of them asks for
     */
    <T> T call(boolean sync, Call<T> call) {
        if (Thread.currentThread() == writer) {
            throw new IllegalStateException("a call to the store was made from inside another call");
        }
        Ticket<T> ticket = new Ticket<>(call, sync);
        enqueue(ticket);
        return ticket.await();
    }

    private void enqueue(Ticket<?> ticket) {
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
        List<Ticket<?>> group = new ArrayList<>(GROUP);
        try {
            while (nextGroup(group)) {
                carryOut(group);
                group.clear();
                session.tidy();
            }
        } catch (Throwable e) { // for instance no memory left: nobody may wait for a writer that is gone
            abandon(group, e);
            throw e;
        } finally {
            session.close();
        }
    }

    /** Refuses later calls and fails those that have no answer yet. */
    private void abandon(List<Ticket<?>> group, Throwable cause) {
        lock.lock();
        try {
            closed = true;
            group.addAll(waiting);
            waiting.clear();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
        for (Ticket<?> ticket : group) {
            ticket.fail(new UnavailableException(
                    "the writer of the store ended before it could say what became of the call: " + cause
                            + "; open the store again and look",
                    cause));
        }
    }

    /** Waits for calls and moves them to {@code group}; false when the store is closed and nothing waits. */
    private boolean nextGroup(List<Ticket<?>> group) {
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

    /** Moves calls that wait to {@code group}, in their order, up to the first that its transaction is not sure enough for. */
    private void take(List<Ticket<?>> group, boolean sync) {
        while (group.size() < GROUP
                && !waiting.isEmpty()
                && (sync || !waiting.element().isSync())) {
            group.add(waiting.remove());
        }
        arrived = waiting.size();
        notFull.signalAll();
    }

    /** Adds the calls that come a moment later to a group whose transaction is open already. */
    private void join(List<Ticket<?>> group, boolean sync) {
        lock.lock();
        try {
            gather(Math.min(expected, GROUP) - group.size());
            take(group, sync);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits a moment for the callers that were answered last: most of them call again at once, and a transaction of all of
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

    /** Notes how many callers there are now, before the first of them is answered, and how long a transaction takes. */
    private void learn(int unanswered, long nanos) {
        lock.lock();
        try {
            expected = unanswered + waiting.size();
            patience = Math.min(nanos / PART, MOST_NANOS);
        } finally {
            lock.unlock();
        }
    }

    private void carryOut(List<Ticket<?>> group) {
        int from = 0;
        int to = group.size();
        boolean isOpen = true; // to those who come while the first transaction runs
        while (from < to) {
            long start = System.nanoTime();
            Outcome outcome = attempt(group, from, to, isOpen);
            learn(group.size() - from, System.nanoTime() - start);
            if (isOpen) {
                to = group.size();
                isOpen = false;
            }
            if (outcome.failure == null) {
                group.subList(from, to).forEach(Ticket::complete);
                from = to;
                to = group.size();
            } else if (outcome.failedAt == from) { // nothing ran before it in its transaction: the failure is its own
                group.get(from).fail(outcome.failure);
                from++;
                to = group.size();
            } else if (outcome.failedAt > from) {
                to = outcome.failedAt; // first keep the calls before it
            } else if (outcome.failedAt == FLUSH) {
                to = from + (to - from) / 2; // one of them may be to blame: halves show which
            } else { // the transaction could not be begun or committed: no call is to blame
                for (Ticket<?> ticket : group.subList(from, to)) {
                    ticket.fail(ofTransaction(outcome.failure));
                }
                from = to;
                to = group.size();
            }
        }
    }

    /** Returns an exception of the same type for one of the callers: they must not share one, each adds its own stack. */
    private static MlopsException ofTransaction(Throwable failure) {
        String message = "the transaction failed: " + failure.getMessage();
        if (failure instanceof IntegrityException) {
            return new IntegrityException(message, failure);
        }
        if (failure instanceof ConflictException) {
            return new ConflictException(message, failure);
        }
        return new UnavailableException(message, failure);
    }

    /** What became of one transaction: {@code failedAt} is the index of the call that failed, {@link #FLUSH} or {@link #COMMIT}. */
    private record Outcome(int failedAt, @Nullable Throwable failure) {}

    private Outcome attempt(List<Ticket<?>> group, int from, int to, boolean isOpen) {
        int at = COMMIT;
        try {
            boolean sync = group.subList(from, to).stream().anyMatch(Ticket::isSync);
            Tx tx = session.begin(sync);
            for (at = from; at < to; at++) {
                group.get(at).run(tx);
            }
            if (isOpen) {
                join(group, sync);
                for (; at < group.size(); at++) {
                    group.get(at).run(tx);
                }
            }
            at = at - from == 1 ? from : FLUSH;
            session.flush();
            at = COMMIT;
            session.commit();
            return new Outcome(COMMIT, null);
        } catch (SQLException e) {
            session.rollback();
            return new Outcome(at, session.translate(e));
        } catch (Throwable e) { // also errors: the writer must outlive any call, and the caller must hear of it
            session.rollback();
            return new Outcome(at, e);
        }
    }

    /** Carries out what waits, then releases the connection. Later calls are refused. May be called twice. */
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
        while (writer.isAlive() && Thread.currentThread() != writer) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
