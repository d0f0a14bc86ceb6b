package io.github.modelkeel.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens databases with the settings that keep the promises of the store, and brings their schema up to date. */
final class Open {
    static final String BUSY_TIMEOUT_MILLIS = "15000";

    /** What the driver asks for after every INSERT unless it is told not to; nobody here reads it. */
    private static final String GENERATED_KEYS = "jdbc.get_generated_keys";

    private Open() {}

    static Connections sqlite(Path file) {
        return sqlite(file, new Properties());
    }

    /**
     * Opens a SQLite file.
     *
     * @param further settings of the writer's connection
     */
    static Connections sqlite(Path file, Properties further) {
        Path absolute = prepare(file, "?#");
        String url = "jdbc:sqlite:" + absolute;
        PooledConnections.requireDriver(url, "org.xerial:sqlite-jdbc");
        if (ReadOnly.isSqlite(absolute)) {
            return readOnly(Dialect.SQLITE, ReadOnly.sqlite(absolute), ReadOnly.sqliteSettings(), absolute);
        }
        Properties writing = new Properties();
        writing.setProperty("busy_timeout", BUSY_TIMEOUT_MILLIS);
        writing.setProperty("journal_mode", "WAL");
        writing.setProperty("synchronous", "FULL"); // the log is flushed at every commit
        writing.setProperty("foreign_keys", "true");
        writing.setProperty(GENERATED_KEYS, "false");
        writing.putAll(further);
        Properties reading = new Properties();
        reading.setProperty("busy_timeout", BUSY_TIMEOUT_MILLIS);
        return pooled(Dialect.SQLITE, url, writing, reading, UpgradeCopy.sqlite(url, absolute), null);
    }

    static Connections sqliteInMemory() {
        String url = "jdbc:sqlite::memory:";
        PooledConnections.requireDriver(url, "org.xerial:sqlite-jdbc");
        Properties properties = new Properties();
        properties.setProperty("foreign_keys", "true");
        properties.setProperty(GENERATED_KEYS, "false");
        return onOpen(Dialect.SQLITE, url, () -> {
            return new SharedConnection(Dialect.SQLITE, migrated(Dialect.SQLITE, url, properties, UpgradeCopy.NONE));
        });
    }

    static Connections h2(Path file) {
        return h2(file, "", H2Compaction.LEAST, H2Compaction.TIMES);
    }

    /**
     * Opens an H2 file.
     *
     * @param fileSystem prefix of the file system of H2 that has it, empty for that of the machine
     * @param least bytes below which the file is not compacted
     * @param times how many times what is in use the file may have
     */
    static Connections h2(Path file, String fileSystem, long least, int times) {
        String text = prepare(file, ";").toString();
        String base = text.endsWith(".mv.db") ? text.substring(0, text.length() - ".mv.db".length()) : text;
        Path stored = Path.of(base + ".mv.db");
        if (ReadOnly.isH2(stored)) {
            String url = "jdbc:h2:retry:" + base + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE";
            PooledConnections.requireDriver(url, "com.h2database:h2");
            return readOnly(Dialect.H2, url, h2User(), stored);
        }
        H2File.clearUnbegun(stored);
        // retry: or interrupting a thread that reads closes the file for all of them; the rest: see docs/databases.md
        return h2(
                "jdbc:h2:retry:" + fileSystem + base + ";WRITE_DELAY=0;REUSE_SPACE=FALSE",
                UpgradeCopy.h2(stored),
                new H2Compaction(stored, least, times));
    }

    static Connections h2InMemory() {
        return h2("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", UpgradeCopy.NONE, null);
    }

    private static Connections h2(String database, UpgradeCopy copy, @Nullable H2Compaction compaction) {
        String url = database + ";LOCK_TIMEOUT=" + BUSY_TIMEOUT_MILLIS;
        PooledConnections.requireDriver(url, "com.h2database:h2");
        return pooled(Dialect.H2, url, h2User(), h2User(), copy, compaction);
    }

    private static Properties h2User() {
        Properties properties = new Properties();
        properties.setProperty("user", "sa");
        properties.setProperty("password", "");
        return properties;
    }

    /** Opens a database that may only be read: its schema must be up to date, and nothing is written. */
    private static Connections readOnly(Dialect dialect, String url, Properties settings, Path file) {
        return onOpen(dialect, url, () -> {
            try (Connection connection = PooledConnections.open(url, settings)) {
                Migrations.of(dialect).requireUpToDate(connection, dialect, file.toString());
            }
            HikariConfig reading = reading(url, settings);
            reading.setReadOnly(true);
            return new PooledConnections(dialect, reading);
        });
    }

    private static HikariConfig reading(String url, Properties settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setDataSourceProperties(settings);
        return config;
    }

    static Connections host(DataSource dataSource) {
        PooledConnections.Opening opening = () -> {
            Connection connection = dataSource.getConnection();
            try {
                connection.setAutoCommit(false);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        };
        HikariConfig reading = new HikariConfig();
        reading.setDataSource(dataSource);
        return onOpen(null, "the data source", () -> {
            Connection connection = opening.open();
            try {
                Dialect dialect = dialect(connection.getMetaData().getDatabaseProductName());
                checkMayMakeDurable(dialect, connection);
                if (dialect == Dialect.H2) {
                    H2File.requireAppended(connection);
                }
                Migrations.of(dialect).apply(connection, dialect);
                return new PooledConnections(dialect, connection, opening, reading, false, null);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        });
    }

    /** Finds out now, before a table is made, and not at the first commit. */
    private static void checkMayMakeDurable(Dialect dialect, Connection connection) throws SQLException {
        try {
            dialect.transactions().afterCommit(connection, true);
        } catch (SQLException e) {
            if (!dialect.failures().isRightMissing(e)) {
                throw e;
            }
            throw new InvalidInputException(
                    "user '" + connection.getMetaData().getUserName()
                            + "' of the H2 data source may not CHECKPOINT SYNC, without which H2 loses commits when its"
                            + " process is killed; give the user ADMIN rights, or open the file with JdbcStore.h2(path)",
                    e);
        }
    }

    private static Dialect dialect(String product) {
        return switch (product) {
            case "H2" -> Dialect.H2;
            case "PostgreSQL" -> Dialect.POSTGRESQL;
            default ->
                throw new InvalidInputException("a data source of PostgreSQL or H2 can be used, was '" + product
                        + "'; open SQLite files with JdbcStore.sqlite(path), which sets what durability needs");
        };
    }

    private static Connections pooled(
            Dialect dialect,
            String url,
            Properties writing,
            Properties reading,
            UpgradeCopy copy,
            @Nullable H2Compaction compaction) {
        return onOpen(dialect, url, () -> {
            Connection connection = migrated(dialect, url, writing, copy);
            try {
                return new PooledConnections(
                        dialect,
                        connection,
                        () -> PooledConnections.open(url, writing),
                        reading(url, reading),
                        true,
                        compaction);
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        });
    }

    private static Connection migrated(Dialect dialect, String url, Properties properties, UpgradeCopy copy)
            throws SQLException {
        Connection connection = PooledConnections.open(url, properties);
        try {
            Migrations.of(dialect).apply(connection, dialect, copy);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Does something with a database that may not be there. */
    @FunctionalInterface
    private interface Opening<T> {
        T run() throws SQLException;
    }

    private static <T> T onOpen(@Nullable Dialect dialect, String what, Opening<T> opening) {
        try {
            return opening.run();
        } catch (SQLException e) {
            throw notOpened(dialect, what, e);
        } catch (HikariPool.PoolInitializationException e) { // the readers' first connection failed
            throw notOpened(dialect, what, e.getCause() instanceof SQLException cause ? cause : e);
        }
    }

    private static MlopsException notOpened(@Nullable Dialect dialect, String what, Exception e) {
        if (dialect == null || !(e instanceof SQLException failure)) {
            return new UnavailableException(what + " did not open: " + e.getMessage(), e);
        }
        MlopsException said = dialect.failures().translate(failure);
        String message = what + " did not open: " + said.getMessage();
        return said instanceof IntegrityException
                ? new IntegrityException(message, e)
                : new UnavailableException(message, e);
    }

    private static Path prepare(Path file, String refused) {
        Path absolute = file.toAbsolutePath().normalize();
        if (absolute.toString().chars().anyMatch(c -> refused.indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw new InvalidInputException("the path of the database '" + file + "' has one of the characters "
                    + refused + " which its driver would read as settings; choose another path");
        }
        try {
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return absolute;
        } catch (IOException e) {
            throw new UnavailableException("the folder of '" + file + "' could not be made: " + e.getMessage(), e);
        }
    }
}
