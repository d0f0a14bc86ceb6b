package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.Durability;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls return at once and one thread of this object writes them, in their order, many in one transaction. A full queue makes
 * callers wait. A call that the store refuses is tried alone, so that it takes no other with it; its failure is kept until a
 * flush throws it. The end of the process flushes, unless it is killed.
 */
public final class QueuedWrites implements RunWrites {
    private static final int MOST_CALLS = 65_536;
    private static final int MOST_AT_ONCE = 4_096;
    private static final int MOST_FAILURES = 100;

    private final RunStore store;
    private final BlockingQueue<Call> queue = new ArrayBlockingQueue<>(MOST_CALLS);
    private final Thread writer;
    private final Thread atExit;
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private final Object lock = new Object();
    private final List<Failure> failures = new ArrayList<>();
    private long failuresNotKept;
    private volatile boolean closed;
    private volatile @Nullable Throwable dead;

    /** What waits: commands, or a latch that is counted down when all before it is written. */
    private record Call(List<RunCommand> commands, @Nullable CountDownLatch reached) {}

    private record Failure(String runId, RuntimeException cause) {}

    /** Starts the thread. */
    public QueuedWrites(RunStore store) {
        this.store = store;
        this.writer = new Thread(this::write, "modelkeel-run-writer");
        writer.setDaemon(true); // the hook waits for it
        this.atExit = new Thread(this::drain, "modelkeel-run-writer-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        writer.start();
    }

    @Override
    public void apply(List<RunCommand> commands) {
        open.readLock().lock(); // so that a call is either refused or before the last flush
        try {
            requireOpen();
            put(new Call(commands, null));
        } finally {
            open.readLock().unlock();
        }
    }

    private void put(Call call) {
        if (queue.offer(call)) {
            return;
        }
        try {
            while (!queue.offer(call, 100, TimeUnit.MILLISECONDS)) {
                requireAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(
                    "interrupted while the queue of runs was full; the call was not logged: log it again", e);
        }
    }

    @Override
    public void flush() {
        drain();
        throwFailures(null);
    }

    @Override
    public void flush(String runId) {
        drain();
        throwFailures(runId);
    }

    private void drain() {
        CountDownLatch reached = new CountDownLatch(1);
        put(new Call(List.of(), reached));
        try {
            while (!reached.await(100, TimeUnit.MILLISECONDS)) {
                requireAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for the queue of runs; it is still written", e);
        }
    }

    private void throwFailures(@Nullable String runId) {
        RuntimeException first = null;
        synchronized (lock) {
            for (Iterator<Failure> each = failures.iterator(); each.hasNext(); ) {
                Failure failure = each.next();
                if (runId == null || runId.equals(failure.runId())) {
                    each.remove();
                    if (first == null) {
                        first = failure.cause();
                    } else if (first != failure.cause()) {
                        first.addSuppressed(failure.cause());
                    }
                }
            }
            if (runId == null && failuresNotKept > 0) {
                UnavailableException more = new UnavailableException(
                        failuresNotKept + " further calls failed after the first " + MOST_FAILURES);
                failuresNotKept = 0;
                if (first == null) {
                    first = more;
                } else {
                    first.addSuppressed(more);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            open.writeLock().unlock();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException atTheEnd) {
            // the JVM ends already and runs the hook too: flushing twice is no change
        }
        try {
            drain();
        } finally {
            writer.interrupt();
        }
        throwFailures(null);
    }

    private void requireOpen() {
        if (closed) {
            throw new ConflictException("the tracker is closed; log before closing it");
        }
        requireAlive();
    }

    private void requireAlive() {
        Throwable cause = dead;
        if (cause != null) {
            throw new UnavailableException("the thread that writes runs ended; open the storage again", cause);
        }
    }

    private void write() {
        List<Call> calls = new ArrayList<>(MOST_AT_ONCE);
        try {
            while (true) {
                calls.add(queue.take());
                queue.drainTo(calls, MOST_AT_ONCE - 1);
                write(calls);
                calls.clear();
            }
        } catch (InterruptedException closing) {
            dead = closing;
        } catch (Throwable error) { // an Error: callers must not wait for ever
            dead = error;
            throw error;
        }
    }

    private void write(List<Call> calls) {
        List<RunCommand> together = new ArrayList<>();
        calls.forEach(call -> together.addAll(call.commands()));
        if (!together.isEmpty()) {
            try {
                store.apply(together, Durability.OS);
            } catch (RuntimeException refused) {
                calls.forEach(this::alone);
            }
        }
        for (Call call : calls) {
            CountDownLatch reached = call.reached();
            if (reached != null) {
                reached.countDown();
            }
        }
    }

    private void alone(Call call) {
        if (call.commands().isEmpty()) {
            return;
        }
        try {
            store.apply(call.commands(), Durability.OS);
        } catch (RuntimeException failure) {
            synchronized (lock) {
                if (failures.size() < MOST_FAILURES) {
                    failures.add(new Failure(call.commands().get(0).runId(), failure));
                } else {
                    failuresNotKept++;
                }
            }
        }
    }
}
