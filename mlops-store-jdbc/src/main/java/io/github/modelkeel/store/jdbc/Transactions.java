package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How each database begins transactions, keeps them from each other and makes them durable. */
enum Transactions {
    SQLITE {
        @Override
        void beforeBegin(Connection connection, boolean sync) throws SQLException {
            connection.setAutoCommit(true); // the level cannot change inside a transaction
            try {
                Db.execute(connection, "PRAGMA synchronous = " + (sync ? "FULL" : "NORMAL"));
            } finally {
                connection.setAutoCommit(false);
            }
        }

        @Override
        void migrate(Connection connection, Db.Change migration) throws SQLException {
            connection.setAutoCommit(true); // leaves the transaction to the two statements below
            Db.execute(connection, "BEGIN IMMEDIATE");
            try {
                migration.run();
                Db.execute(connection, "COMMIT");
            } catch (SQLException | RuntimeException e) {
                try {
                    Db.execute(connection, "ROLLBACK");
                } catch (SQLException onTop) {
                    e.addSuppressed(onTop); // after some errors SQLite has rolled back by itself
                }
                throw e;
            } finally {
                connection.setAutoCommit(false);
            }
        }

        @Override
        void prepareWriter(Connection connection) throws SQLException {
            connection.rollback(); // outside of a transaction
            Db.execute(connection, "PRAGMA busy_timeout = 0"); // begin() waits instead
            Db.execute(connection, "PRAGMA wal_autocheckpoint = " + LOG_PAGES);
        }

        /**
         * Waits for the write lock with short, even breaks. SQLite's own waiting grows to 100 ms, so of two busy processes the
         * one that waits hardly ever finds the moment between two transactions of the other.
         */
        @Override
        long begin(Db db) throws SQLException {
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (true) {
                try {
                    return super.begin(db);
                } catch (SQLException e) {
                    if (!Failures.SQLITE.isLocked(e) || System.nanoTime() - end > 0) {
                        throw e;
                    }
                    db.connection().rollback(); // the next try must see what was committed meanwhile
                    LockSupport.parkNanos(BREAK_NANOS);
                }
            }
        }
    },

    H2 {
        @Override
        String lock() {
            return "SELECT next_id FROM FINAL TABLE (UPDATE id_block SET next_id = next_id WHERE name = 'seq')";
        }

        @Override
        String readIsolation() {
            return "TRANSACTION_REPEATABLE_READ";
        }

        /**
         * Has H2 write in the thread that commits. Its own threads write one state of the file while they put together the
         * next, which then lacks where the last one is: a process killed between the two leaves a file that cannot be
         * opened. They also let CHECKPOINT SYNC return before what they are writing is written.
         */
        @Override
        void prepareWriter(Connection connection) throws SQLException {
            Db.execute(connection, "SET WRITE_DELAY 0");
            connection.commit();
        }

        /** Keeps the changes in memory until the end: H2 adds a column by dropping the table and renaming a copy of it. */
        @Override
        void migrate(Connection connection, Db.Change migration) throws SQLException {
            Db.execute(connection, "SET WRITE_DELAY " + Integer.MAX_VALUE);
            try {
                super.migrate(connection, migration);
                afterCommit(connection, true);
            } finally {
                prepareWriter(connection);
            }
        }

        @Override
        void afterCommit(Connection connection, boolean sync) throws SQLException {
            // H2 never forces a commit to disk by itself, and writes it only some time later
            Db.execute(connection, sync ? "CHECKPOINT SYNC" : "CHECKPOINT");
            connection.commit();
        }

        @Override
        void beforeClose(Connection connection) throws SQLException {
            H2File.shutDown(connection);
        }
    },

    POSTGRESQL {
        @Override
        String readIsolation() {
            return "TRANSACTION_REPEATABLE_READ";
        }

        @Override
        void afterBegin(Connection connection, boolean sync) throws SQLException {
            if (!sync) {
                Db.execute(connection, "SET LOCAL synchronous_commit TO OFF");
            }
        }

        @Override
        void migrate(Connection connection, Db.Change migration) throws SQLException {
            Db.execute(connection, "SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")"); // until the commit
            try {
                super.migrate(connection, migration);
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    };

    /** Any number, the same in every release: who migrates holds it. */
    private static final long MIGRATION_LOCK = 6_443_178_210_001L;

    /** Pages that SQLite's log may have before a commit moves them into the file, with three flushes more: 16 MB. */
    private static final int LOG_PAGES = 4_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long BREAK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** Returns the isolation, the name of a constant of {@link Connection}, that keeps a reader on one state; null for the default. */
    @Nullable
    String readIsolation() {
        return null;
    }

    /**
     * Takes the write lock at the beginning of a transaction of the writer, in every process that has the database open,
     * so that what it reads stays true until it writes. On SQLite a transaction whose first statement writes is an
     * IMMEDIATE one; the driver's own setting for that begins the next one right after every commit, so an idle writer
     * would keep the others out. Elsewhere it is the lock of one row. Returns the counter of numbers.
     */
    long begin(Db db) throws SQLException {
        return db.first(lock(), row -> row.getLong(1))
                .orElseThrow(() -> new SQLException("table id_block has no row 'seq': the schema was changed by hand"));
    }

    /** Returns the statement that locks the counter of numbers and reads it. */
    String lock() {
        return "UPDATE id_block SET next_id = next_id WHERE name = 'seq' RETURNING next_id";
    }

    /** Readies a connection for the writer, after its migration and before its first transaction. */
    void prepareWriter(Connection connection) throws SQLException {}

    /** Runs a migration in one transaction, as far as the database can. */
    void migrate(Connection connection, Db.Change migration) throws SQLException {
        migration.run();
        connection.commit();
    }

    /**
     * Sets how durable the next transactions are, where that is a setting of the connection. Called when it changes.
     *
     * @param sync whether commits must be on the disk, or may be with the operating system
     */
    void beforeBegin(Connection connection, boolean sync) throws SQLException {}

    /** Sets how durable the transaction is that began, where that is a setting of the transaction. */
    void afterBegin(Connection connection, boolean sync) throws SQLException {}

    /** Makes a commit durable where the database does not do so by itself. */
    void afterCommit(Connection connection, boolean sync) throws SQLException {}

    /** Runs on the last connection of a store. */
    void beforeClose(Connection connection) throws SQLException {}
}
