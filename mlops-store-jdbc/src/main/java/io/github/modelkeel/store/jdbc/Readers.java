package io.github.modelkeel.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A HikariCP pool of connections for reading, which are given up for a moment when nobody may have one. Thread-safe. */
final class Readers implements AutoCloseable {
    /** Connections at the same time. */
    static final int MOST = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How long {@link #without} waits for reads to end, and holds back others meanwhile. */
    private static final long PAUSE_MILLIS = 500;

    private final HikariConfig config;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile HikariDataSource pool;
    private boolean closed; // guarded by this

    Readers(Dialect dialect, HikariConfig config) {
        config.setPoolName("modelkeel-readers");
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setAutoCommit(false);
        config.setExceptionOverride(new LostConnections(dialect));
        String isolation = dialect.transactions().readIsolation();
        if (isolation != null) {
            config.setTransactionIsolation(isolation);
        }
        this.config = config;
        this.pool = new HikariDataSource(config);
        config.setInitializationFailTimeout(-1); // from now on who reads hears of it
    }

    /** Returns the lock to hold from before {@link #take} until the connection was given back. */
    Lock lock() {
        return lock.readLock();
    }

    /** Returns a connection that {@link Connection#close()} gives back. */
    Connection take() throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return pool.getConnection();
                } catch (SQLException e) {
                    if (!(e.getCause() instanceof InterruptedException)) {
                        throw e;
                    }
                    interrupted = true; // a read is short: finish it, the interrupt stays pending
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Does something while there are no connections for reading. Reads that come meanwhile wait; those that are under way end
     * before.
     *
     * @return false if it was not done, because a read took too long
     */
    boolean without(Runnable work) {
        if (!isQuiet()) {
            return false;
        }
        try {
            pool.close();
            try {
                work.run();
            } finally {
                reopen();
            }
        } finally {
            lock.writeLock().unlock();
        }
        return true;
    }

    private boolean isQuiet() {
        boolean interrupted = Thread.interrupted();
        try {
            return lock.writeLock().tryLock(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen() {
        if (!closed) {
            pool = new HikariDataSource(config);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        pool.close();
    }
}
