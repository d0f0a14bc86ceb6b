package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call and its answer; made and awaited by the caller's thread, answered once by the writer's. */
final class WriteTicket<X, T, E extends Exception> implements WriteQueue.Ticket<X, E> {
    private final WriteQueue.Call<X, T, E> call;
    private final boolean sync;
    private final Thread caller = Thread.currentThread();
    private @Nullable T result; // published with answered
    private @Nullable Throwable failure; // likewise
    private volatile boolean answered;

    WriteTicket(WriteQueue.Call<X, T, E> call, boolean sync) {
        this.call = requireNonNull(call, "call");
        this.sync = sync;
    }

    @Override
    public boolean isSync() {
        return sync;
    }

    @Override
    public void run(X store) throws E {
        result = call.run(store);
    }

    @Override
    public void complete() {
        answer(result == null ? new IllegalStateException("a call to the store returned null") : null);
    }

    @Override
    public void fail(Throwable reason) {
        answer(reason);
    }

    @Override
    public void failWith(String what, Throwable shared) {
        String message = what + ": " + (shared instanceof MlopsException ? shared.getMessage() : shared);
        if (shared instanceof IntegrityException) {
            answer(new IntegrityException(message, shared));
        } else if (shared instanceof ConflictException) {
            answer(new ConflictException(message, shared));
        } else {
            answer(new UnavailableException(message, shared));
        }
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
