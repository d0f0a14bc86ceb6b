package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock that the one writer of a store holds, whatever process it is in. Fair: who wants it first holds a place in front
 * of it (byte 0 of the file) until it has the lock itself (byte 1), so that a process which has just given it back stands
 * behind one that waits. The system releases the locks of a process that ends. Confined to threads that are not interrupted.
 */
final class StoreLock implements AutoCloseable {
    private static final int BRIEF_TRIES = 200;
    private static final long BRIEF_NANOS = 20_000;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int TRIES = 30_000; // of a pause each: about half a minute

    private final Path file;
    private final RandomAccessFile raw;
    private final FileChannel channel;
    private @Nullable FileLock held;

    StoreLock(Path file) throws IOException {
        this.file = file;
        this.raw = new RandomAccessFile(file.toFile(), "rw");
        this.channel = raw.getChannel();
    }

    /**
     * Waits for the lock.
     *
     * @throws UnavailableException if another process holds it for half a minute
     */
    void acquire() throws IOException {
        FileLock place = acquire(0);
        try {
            held = acquire(1);
        } finally {
            place.release();
        }
    }

    private FileLock acquire(long at) throws IOException {
        for (int i = 0; i < BRIEF_TRIES + TRIES; i++) {
            FileLock lock = attempt(at);
            if (lock != null) {
                return lock;
            }
            LockSupport.parkNanos(i < BRIEF_TRIES ? BRIEF_NANOS : PAUSE_NANOS);
        }
        throw new UnavailableException("the lock '" + file
                + "' is held by another process for too long; try again, or end" + " the process that holds it");
    }

    private @Nullable FileLock attempt(long at) throws IOException {
        try {
            return channel.tryLock(at, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // another store of this process has it
        }
    }

    void release() throws IOException {
        FileLock lock = held;
        held = null;
        if (lock != null) {
            lock.release();
        }
    }

    /**
     * Closes the file. On POSIX systems that drops every lock this process has on it, those of another store of the process
     * too: so it is closed while this one holds the lock, or nobody can be relied on to hold it.
     */
    @Override
    public void close() throws IOException {
        raw.close();
    }
}
