package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a store in this process: takes all calls that wait together, under one lock of the store and with one
 * forced write of the journal. Calls of one thread run in the order they were made; one that fails leaves nothing and takes
 * none of its neighbours with it; interrupting a waiting caller neither loses nor doubles its call; {@link #close} carries
 * out what waits. Thread-safe.
 */
final class Committer implements AutoCloseable {
    /** Calls that may wait before further callers are held back. */
    static final int CAPACITY = 10_000;

    /** Calls of one group at most. */
    static final int GROUP = 500;

    /** One unit of work: all of it happens or none. */
    @FunctionalInterface
    interface Job<T> {
        T run(Draft draft) throws IOException;
    }

    /** Carries out a group; used by the writer's thread alone. */
    interface Session {
        /** Carries out tickets; each is answered when this returns. */
        void carryOut(List<Ticket<?>> group);

        /** Releases what is held; must not throw. */
        void close();
    }

    private final Session session;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<Ticket<?>> waiting = new ArrayDeque<>();
    private boolean closed;

    Committer(String name, Session session) {
        this.session = session;
        this.writer = new Thread(this::work, "modelkeel-writer-" + name);
        this.writer.setDaemon(true); // a host that forgets close() must still be able to end
        this.writer.start();
    }

    /** Runs {@code job} and returns its result once that is kept; forced to disk if {@code force}. */
    <T> T call(boolean force, Job<T> job) {
        Ticket<T> ticket = new Ticket<>(force, job);
        enqueue(ticket);
        return await(ticket.future);
    }

    private void enqueue(Ticket<?> ticket) {
        lock.lock();
        try {
            while (waiting.size() >= CAPACITY && !closed) {
                notFull.awaitUninterruptibly();
            }
            requireOpen();
            waiting.add(ticket);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new UnavailableException("the store is closed; open it again to use it");
        }
    }

    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the call is under way and will be answered: wait for the answer
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    private void work() {
        List<Ticket<?>> group = new ArrayList<>(GROUP);
        try {
            while (nextGroup(group)) {
                session.carryOut(group);
                group.clear();
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
            while (group.size() < GROUP && !waiting.isEmpty()) {
                group.add(waiting.remove());
            }
            notFull.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Carries out what waits, then releases what is held. Later calls are refused. May be called twice. */
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
        while (writer.isAlive()) {
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

    /** A call that waits for its answer. */
    static final class Ticket<T> {
        private final boolean force;
        private final Job<T> job;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private @Nullable T result;

        Ticket(boolean force, Job<T> job) {
            this.force = force;
            this.job = job;
        }

        boolean isForced() {
            return force;
        }

        void run(Draft draft) throws IOException {
            result = job.run(draft);
        }

        void complete() {
            future.complete(result);
        }

        /** Answers with a failure, one of this library where it was one of the system. */
        void fail(Throwable failure) {
            future.completeExceptionally(
                    failure instanceof IOException
                            ? new UnavailableException("the store could not be written: " + failure, failure)
                            : failure);
        }

        /** Answers with a copy of a failure that several calls share. */
        void failWith(String what, Throwable cause) {
            future.completeExceptionally(
                    cause instanceof MlopsException ? cause : new UnavailableException(what + ": " + cause, cause));
        }
    }
}
