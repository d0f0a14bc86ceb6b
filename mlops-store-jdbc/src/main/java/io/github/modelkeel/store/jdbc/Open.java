package io.github.modelkeel.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.modelkeel.error.InvalidInputException;
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
    private static final String BUSY_TIMEOUT_MILLIS = "15000";

    /** H2's code for a statement that only an administrator may run. */
    private static final int ADMIN_RIGHTS_REQUIRED = 90040;

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
        Properties writing = new Properties();
        writing.setProperty("busy_timeout", BUSY_TIMEOUT_MILLIS);
        writing.setProperty("journal_mode", "WAL");
        writing.setProperty("synchronous", "FULL"); // the log is flushed at every commit
        writing.setProperty("foreign_keys", "true");
        writing.putAll(further);
        Properties reading = new Properties();
        reading.setProperty("busy_timeout", BUSY_TIMEOUT_MILLIS);
        return pooled(Dialect.SQLITE, url, writing, reading, UpgradeCopy.sqlite(url, absolute));
    }

    static Connections sqliteInMemory() {
        String url = "jdbc:sqlite::memory:";
        PooledConnections.requireDriver(url, "org.xerial:sqlite-jdbc");
        Properties properties = new Properties();
        properties.setProperty("foreign_keys", "true");
        return onOpen(Dialect.SQLITE, url, () -> {
            return new SharedConnection(Dialect.SQLITE, migrated(Dialect.SQLITE, url, properties, UpgradeCopy.NONE));
        });
    }

    static Connections h2(Path file) {
        String text = prepare(file, ";").toString();
        String base = text.endsWith(".mv.db") ? text.substring(0, text.length() - ".mv.db".length()) : text;
        UpgradeCopy copy = UpgradeCopy.h2(Path.of(base + ".mv.db"));
        return h2(
                "jdbc:h2:retry:" + base, copy); // else interrupting a thread that reads closes the file for all of them
    }

    static Connections h2InMemory() {
        return h2("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", UpgradeCopy.NONE);
    }

    private static Connections h2(String database, UpgradeCopy copy) {
        String url = database + ";LOCK_TIMEOUT=" + BUSY_TIMEOUT_MILLIS;
        PooledConnections.requireDriver(url, "com.h2database:h2");
        Properties properties = new Properties();
        properties.setProperty("user", "sa");
        properties.setProperty("password", "");
        return pooled(Dialect.H2, url, properties, properties, copy);
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
                Migrations.of(dialect).apply(connection, dialect);
                return new PooledConnections(dialect, connection, opening, reading, false);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        });
    }

    /** Finds out now, before a table is made, and not at the first commit. */
    private static void checkMayMakeDurable(Dialect dialect, Connection connection) throws SQLException {
        try {
            dialect.afterCommit(connection, true);
        } catch (SQLException e) {
            if (e.getErrorCode() != ADMIN_RIGHTS_REQUIRED) {
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
            Dialect dialect, String url, Properties writing, Properties reading, UpgradeCopy copy) {
        return onOpen(dialect, url, () -> {
            Connection connection = migrated(dialect, url, writing, copy);
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setDataSourceProperties(reading);
            try {
                return new PooledConnections(
                        dialect, connection, () -> PooledConnections.open(url, writing), config, true);
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
            if (dialect != null) {
                throw dialect.translate(e);
            }
            throw new UnavailableException(what + " did not open: " + e.getMessage(), e);
        } catch (HikariPool.PoolInitializationException e) { // the readers' first connection failed
            if (dialect != null && e.getCause() instanceof SQLException cause) {
                throw dialect.translate(cause);
            }
            throw new UnavailableException(what + " did not open: " + e.getMessage(), e);
        }
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
