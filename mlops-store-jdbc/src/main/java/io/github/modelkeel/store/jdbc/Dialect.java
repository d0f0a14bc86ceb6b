package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What differs between the databases. */
enum Dialect {
    SQLITE("sqlite") {
        @Override
        Sql like(String expression, Likeness pattern) {
            return new Sql(expression + " GLOB ?", pattern.glob()); // LIKE of SQLite does not heed case
        }

        @Override
        boolean hasTail() {
            return true; // every page that a commit changes goes whole into the log
        }

        @Override
        void beforeBegin(Connection connection, boolean sync) throws SQLException {
            connection.setAutoCommit(true); // the level cannot change inside a transaction
            try {
                execute(connection, "PRAGMA synchronous = " + (sync ? "FULL" : "NORMAL"));
            } finally {
                connection.setAutoCommit(false);
            }
        }

        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            return insert(table, columns) + " ON CONFLICT DO NOTHING";
        }

        @Override
        void migrate(Connection connection, Change migration) throws SQLException {
            connection.setAutoCommit(true); // leaves the transaction to the two statements below
            execute(connection, "BEGIN IMMEDIATE");
            try {
                migration.run();
                execute(connection, "COMMIT");
            } catch (SQLException | RuntimeException e) {
                try {
                    execute(connection, "ROLLBACK");
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
            execute(connection, "PRAGMA busy_timeout = 0"); // begin() waits instead
            execute(connection, "PRAGMA wal_autocheckpoint = " + LOG_PAGES);
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
                    if ((e.getErrorCode() & 0xff) != BUSY || System.nanoTime() - end > 0) {
                        throw e;
                    }
                    db.connection().rollback(); // the next try must see what was committed meanwhile
                    LockSupport.parkNanos(BREAK_NANOS);
                }
            }
        }

        @Override
        List<String> damage(Db db) throws SQLException {
            List<String> said = db.list("PRAGMA integrity_check", row -> row.getString(1));
            return said.equals(List.of("ok")) ? List.of() : said;
        }

        @Override
        MlopsException translate(SQLException error) {
            return switch (error.getErrorCode() & 0xff) { // the primary result code, see sqlite.org/rescode.html
                case 5, 6 -> busy(error);
                case 11, 26 -> damaged(error);
                case 19 -> clash(error);
                default -> unavailable(error); // among them 8 read-only, 10 input/output, 13 full, 14 cannot open
            };
        }
    },

    H2("h2") {
        @Override
        Sql like(String expression, Likeness pattern) {
            return new Sql("REGEXP_LIKE(" + expression + ", ?)", pattern.regex());
        }

        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            String given = columns.stream()
                    .map(column -> "CAST(? AS " + column.type() + ")")
                    .collect(Collectors.joining(", "));
            String same = columns.stream()
                    .filter(Column::key)
                    .map(column -> "t." + column.name() + " = s." + column.name())
                    .collect(Collectors.joining(" AND "));
            return "MERGE INTO " + table + " t USING (VALUES (" + given + ")) s(" + names(columns) + ") ON " + same
                    + " WHEN NOT MATCHED THEN INSERT (" + names(columns) + ") VALUES ("
                    + columns.stream().map(column -> "s." + column.name()).collect(Collectors.joining(", ")) + ")";
        }

        @Override
        MlopsException translate(SQLException error) {
            return switch (error.getErrorCode()) { // see org.h2.api.ErrorCode
                case 23505 -> clash(error);
                case 50200, 40001 -> busy(error);
                case 90030 -> damaged(error);
                default -> unavailable(error);
            };
        }

        @Override
        boolean isConnectionLost(SQLException error) {
            return switch (error.getErrorCode()) { // H2 closes a database that it could not write, and every connection
                case 90007, 90067, 90098, 90121 -> true;
                default -> false;
            };
        }

        @Override
        String ordered(String text) {
            return "STRINGTOUTF8(" + text + ")"; // H2 itself orders by UTF-16 unit
        }

        @Override
        String head(String text) {
            return "SUBSTRING(STRINGTOUTF8(" + text + "), 1, " + HEAD_BYTES + ")";
        }

        @Override
        Object headOf(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, HEAD_BYTES));
        }

        @Override
        String readIsolation() {
            return "TRANSACTION_REPEATABLE_READ";
        }

        @Override
        String lock() {
            return "SELECT next_id FROM FINAL TABLE (UPDATE id_block SET next_id = next_id WHERE name = 'seq')";
        }

        @Override
        List<String> damage(Db db) throws SQLException {
            return StoreCheck.readAll(
                    db,
                    "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA()"
                            + " AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME");
        }

        @Override
        boolean hasRecursiveUnion() {
            return false; // H2 keeps what it has seen only for one level
        }

        /**
         * H2 finds the newest state of a file by its end or by its header. What it writes into a gap the header names only one
         * write later, so after a kill it would begin from the state before, without calls that were answered.
         */
        @Override
        void checkSettings(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SETTINGS"
                            + " WHERE SETTING_NAME = 'info.FILE_WRITE' AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.SETTINGS"
                            + " WHERE SETTING_NAME = 'REUSE_SPACE' AND UPPER(SETTING_VALUE) <> 'FALSE')")) {
                if (row.next() && row.getInt(1) > 0) {
                    throw new InvalidInputException(
                            "the H2 file of the data source is opened with REUSE_SPACE=TRUE, with"
                                    + " which H2 may lose commits when its process is killed; add ;REUSE_SPACE=FALSE to its URL, or"
                                    + " open the file with JdbcStore.h2(path)");
                }
            }
        }

        /**
         * Has H2 write in the thread that commits. Its own threads write one state of the file while they put together the
         * next, which then lacks where the last one is: a process killed between the two leaves a file that cannot be
         * opened. They also let CHECKPOINT SYNC return before what they are writing is written.
         */
        @Override
        void prepareWriter(Connection connection) throws SQLException {
            execute(connection, "SET WRITE_DELAY 0");
            connection.commit();
        }

        /** Keeps the changes in memory until the end: H2 adds a column by dropping the table and renaming a copy of it. */
        @Override
        void migrate(Connection connection, Change migration) throws SQLException {
            execute(connection, "SET WRITE_DELAY " + Integer.MAX_VALUE);
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
            execute(connection, sync ? "CHECKPOINT SYNC" : "CHECKPOINT");
            connection.commit();
        }

        @Override
        void beforeClose(Connection connection) throws SQLException {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement();
                    ResultSet sessions = statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")) {
                if (!sessions.next() || sessions.getLong(1) > 1) {
                    return; // another store of this process has the database open
                }
            }
            execute(connection, "SHUTDOWN COMPACT"); // an open file keeps many old pages; this gives them back
        }
    },

    POSTGRESQL("postgresql") {
        @Override
        Sql like(String expression, Likeness pattern) {
            return new Sql(expression + " LIKE ?", pattern.like());
        }

        @Override
        int[] rowsAtOnce() {
            return new int[] {128, 1}; // what is left travels in one round trip
        }

        @Override
        void afterBegin(Connection connection, boolean sync) throws SQLException {
            if (!sync) {
                execute(connection, "SET LOCAL synchronous_commit TO OFF");
            }
        }

        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            return insert(table, columns) + " ON CONFLICT DO NOTHING";
        }

        @Override
        MlopsException translate(SQLException error) {
            String state = error.getSQLState() == null ? "" : error.getSQLState();
            if (state.equals("23505")) {
                return clash(error);
            }
            if (state.startsWith("40") || state.equals("55P03")) {
                return busy(error);
            }
            return state.startsWith("XX") ? damaged(error) : unavailable(error);
        }

        @Override
        boolean isConnectionLost(SQLException error) {
            String state = error.getSQLState() == null ? "" : error.getSQLState();
            return state.startsWith("08") || state.startsWith("57P0"); // gone, or the server is being ended
        }

        @Override
        List<String> damage(Db db) throws SQLException {
            return StoreCheck.readAll(
                    db, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename");
        }

        @Override
        String ordered(String text) {
            return text.equals("?") ? text : text + " COLLATE \"C\"";
        }

        @Override
        String readIsolation() {
            return "TRANSACTION_REPEATABLE_READ";
        }

        @Override
        void migrate(Connection connection, Change migration) throws SQLException {
            execute(connection, "SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")"); // until the commit
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

    /** SQLite's code of a lock that another holds. */
    private static final int BUSY = 5;

    /** Code points of a text that an index has. Part of the schema: never change it. */
    static final int HEAD_POINTS = 64;

    /** Bytes of a text that an index of H2 has, which has no order of code points: at least as much. */
    private static final int HEAD_BYTES = 4 * HEAD_POINTS;

    /** Pages that SQLite's log may have before a commit moves them into the file, with three flushes more: 16 MB. */
    private static final int LOG_PAGES = 4_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long BREAK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final String folder;

    Dialect(String folder) {
        this.folder = folder;
    }

    /** One column of a statement that inserts: its name, its type in this library's schema, and whether it is a key. */
    record Column(String name, String type, boolean key) {}

    /** Returns the statement that inserts a row unless one with its key exists; it counts 1 or 0 rows. */
    abstract String insertIfAbsent(String table, List<Column> columns);

    /** Turns an error of the database into one that says what the caller can do. */
    abstract MlopsException translate(SQLException error);

    /** Returns whether an error says that the connection has ended, so that another one may do. */
    boolean isConnectionLost(SQLException error) {
        return false;
    }

    /** Returns the condition that a text is of a pattern. */
    abstract Sql like(String expression, Likeness pattern);

    /** Returns an expression that orders by its value, texts by code point. */
    final String ordered(String expression, boolean isText) {
        return isText ? ordered(expression) : expression;
    }

    /** Returns an expression that orders texts by code point. */
    String ordered(String text) {
        return text;
    }

    /** Returns the expression for what an index has of a text, as the columns {@code *_head} hold it. */
    String head(String text) {
        return "SUBSTR(" + text + ", 1, " + HEAD_POINTS + ")";
    }

    /** Returns what stands for that in Java: equal for texts that begin alike. */
    Object headOf(String text) {
        return Texts.isWhole(text) ? text : text.substring(0, text.offsetByCodePoints(0, HEAD_POINTS));
    }

    /** Returns the isolation, as a constant of {@link Connection}, that keeps a reader on one state; null for the default. */
    @Nullable
    String readIsolation() {
        return null;
    }

    /** Returns what the engine finds wrong with its own files. */
    abstract List<String> damage(Db db) throws SQLException;

    /** Returns whether a recursive query with UNION visits each row once, so that many ways to one node cost nothing. */
    boolean hasRecursiveUnion() {
        return true;
    }

    /** Something that is done to a database. */
    @FunctionalInterface
    interface Change {
        void run() throws SQLException;
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

    /** Returns whether the newest rows of points wait in a table of their own, see {@link MetricTail}. */
    boolean hasTail() {
        return false;
    }

    /** Returns the table, or the view, of all points that are rows. */
    final String rows() {
        return hasTail() ? "metric_row" : "metric_point";
    }

    /** Returns how many rows an INSERT may have, in falling order; the last is 1. */
    int[] rowsAtOnce() {
        return new int[] {128, 16, 8, 4, 1};
    }

    /** Refuses the settings of a host's database with which the store could not keep its promises. */
    void checkSettings(Connection connection) throws SQLException {}

    /** Readies a connection for the writer, after its migration and before its first transaction. */
    void prepareWriter(Connection connection) throws SQLException {}

    /** Runs a migration in one transaction, as far as the database can. */
    void migrate(Connection connection, Change migration) throws SQLException {
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

    /** Returns the folder of the schema files, beside this class. */
    String folder() {
        return folder;
    }

    static String insert(String table, List<Column> columns) {
        return "INSERT INTO " + table + " (" + names(columns) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static MlopsException busy(SQLException error) {
        return new UnavailableException(
                "the database was locked by another process for longer than the time-out; try again: "
                        + error.getMessage(),
                error);
    }

    private static MlopsException damaged(SQLException error) {
        return new IntegrityException(
                "the database file is damaged or of another kind; restore a copy: " + error.getMessage(), error);
    }

    private static MlopsException clash(SQLException error) {
        return new ConflictException("the write clashes with stored rows: " + error.getMessage(), error);
    }

    private static MlopsException unavailable(SQLException error) {
        return new UnavailableException(
                "the database did not accept the call (disk full, read-only or gone?): " + error.getMessage(), error);
    }
}
