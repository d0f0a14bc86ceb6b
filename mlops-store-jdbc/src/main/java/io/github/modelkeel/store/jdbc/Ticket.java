package io.github.modelkeel.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call and its answer; made and awaited by the caller's thread, answered once by the writer's. */
final class Ticket<T> {
    private final GroupCommitter.Call<T> call;
    private final boolean sync;
    private final Thread caller = Thread.currentThread();
    private @Nullable T result; // published with answered
    private @Nullable Throwable failure; // likewise
    private volatile boolean answered;

    Ticket(GroupCommitter.Call<T> call, boolean sync) {
        this.call = call;
        this.sync = sync;
    }

    /** Returns whether it must be on the disk, or may be with the operating system. */
    boolean isSync() {
        return sync;
    }

    void run(Tx tx) throws SQLException {
        result = call.run(tx);
    }

    void complete() {
        answer(result == null ? new IllegalStateException("a call to the store returned null") : null);
    }

    void fail(Throwable reason) {
        answer(reason);
    }

    private void answer(@Nullable Throwable reason) {
        if (!answered) {
            failure = reason;
            answered = true;
            LockSupport.unpark(caller);
        }
    }

    T await() {
        boolean interrupted = false;
        while (!answered) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // the call is under way and will be answered: wait for the answer
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        T done = result;
        if (failure != null || done == null) {
            throw rethrown(failure);
        }
        return done;
    }

    /** Adds the caller's stack to an exception that was made on the writer's thread. */
    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            failure.addSuppressed(new CallerTrace());
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    /** Marks where the failed call was made. */
    private static final class CallerTrace extends Exception {
        private static final long serialVersionUID = 1L;

        CallerTrace() {
            super("the call was made here");
        }
    }
}
