package io.github.modelkeel.store.fs;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** What the plain file API does not do: flush a folder, and hold a lock that other processes respect. */
final class Disk {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int MOST_LEFTOVERS = 10_000;
    private static final int TRIES = 15_000; // of a pause each: about 15 seconds

    private Disk() {}

    /** Something that is done with files. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Makes the names in a folder durable, where the system lets a folder be flushed. */
    static void flushFolder(Path folder) throws IOException {
        if (isWindows()) { // there a folder cannot be opened, and its names need no flush
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (!flushed(folder)) {
                interrupted |= Thread.interrupted(); // came while the folder was being flushed
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean flushed(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    /** Makes an empty file of a name that nobody has; the system's umask says who may read it. */
    static Path newFile(Path folder) throws IOException {
        String start = "new-" + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().getId() + "-";
        for (int i = 0; ; i++) {
            try {
                return Files.createFile(folder.resolve(start + i + ".part"));
            } catch (FileAlreadyExistsException e) {
                if (i == MOST_LEFTOVERS) {
                    throw e;
                }
            }
        }
    }

    /** Makes a folder with its parents, durably. */
    static void makeFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        boolean fresh = Files.notExists(folder);
        Files.createDirectories(folder);
        if (fresh && parent != null) {
            flushFolder(parent);
        }
    }

    /** Returns whether files can be made in a folder, by trying: permissions do not say it for every user and mount. */
    static boolean isWritable(Path folder) {
        try {
            Files.delete(newFile(folder));
            return true;
        } catch (IOException e) {
            return e instanceof FileSystemException failure && isFull(failure);
        }
    }

    /** Returns whether a failure says that the disk is full, which may pass, rather than that writing is not allowed. */
    private static boolean isFull(FileSystemException failure) {
        return !(failure instanceof AccessDeniedException)
                && (failure.getReason() == null || !failure.getReason().contains("Read-only"));
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    /** Runs {@code action} while no other thread or process runs one under the same file. */
    static void exclusively(Path lockFile, Action action) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, lockFile)) {
            if (!lock.isValid()) {
                throw new IOException("the lock of '" + lockFile + "' was lost");
            }
            action.run();
        }
    }

    /** Waits for the lock; an interrupt neither shortens the wait nor is lost. */
    private static FileLock lock(FileChannel channel, Path lockFile) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int i = 0; i < TRIES; i++) {
                try {
                    FileLock lock = channel.tryLock();
                    if (lock != null) {
                        return lock;
                    }
                } catch (OverlappingFileLockException e) {
                    // another store of this process has it
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                interrupted |= Thread.interrupted(); // a pending one would end every pause at once
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        throw new IOException("the lock '" + lockFile + "' is held by another process; try again");
    }
}
