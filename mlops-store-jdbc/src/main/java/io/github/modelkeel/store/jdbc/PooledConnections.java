package io.github.modelkeel.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.github.modelkeel.error.UnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A connection of its own for the writer, and a pool for readers. */
final class PooledConnections implements Connections {
    private static final System.Logger LOG = System.getLogger(PooledConnections.class.getName());

    private final Dialect dialect;
    private final AtomicReference<@Nullable Connection> first;
    private final @Nullable Opening opening;
    private final boolean own;
    private final @Nullable H2Compaction compaction;
    private final Readers readers;
    private final ReentrantLock gate = new ReentrantLock();

    /** Opens a connection for the writer. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * Opens the pool.
     *
     * @param first connection on which the schema was brought up to date, the first that the writer gets
     * @param opening gives further ones if that breaks
     * @param reading where the readers' connections come from
     * @param own whether the database is this store's alone, so that it may shut it down
     * @param compaction what compacts the database now and then, if it needs that
     */
    PooledConnections(
            Dialect dialect,
            Connection first,
            Opening opening,
            HikariConfig reading,
            boolean own,
            @Nullable H2Compaction compaction) {
        this(dialect, reading, first, opening, own, compaction);
    }

    /** Opens the pool for a database that may only be read. */
    PooledConnections(Dialect dialect, HikariConfig reading) {
        this(dialect, reading, null, null, false, null);
    }

    private PooledConnections(
            Dialect dialect,
            HikariConfig reading,
            @Nullable Connection first,
            @Nullable Opening opening,
            boolean own,
            @Nullable H2Compaction compaction) {
        this.dialect = dialect;
        this.first = new AtomicReference<>(first);
        this.opening = opening;
        this.own = own;
        this.compaction = compaction;
        this.readers = new Readers(dialect, reading);
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public boolean isReadOnly() {
        return opening == null;
    }

    @Override
    public Connection writer() throws SQLException {
        if (opening == null) {
            throw new IllegalStateException("a database that may only be read has no writer");
        }
        Connection opened = first.getAndSet(null);
        return opened != null ? opened : opening.open();
    }

    /** Opens a connection that commits by hand. */
    static Connection open(String url, Properties properties) throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties);
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns a failure that says which driver is missing, when none takes the URL. */
    static void requireDriver(String url, String coordinates) {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new UnavailableException(
                    "no JDBC driver on the class path takes '" + url + "'; add " + coordinates + " to the host", e);
        }
    }

    @Override
    public void discardWriter(Connection writer) {
        try {
            writer.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the broken connection failed", e);
        }
    }

    @Override
    public void closeWriter(Connection writer) {
        try (writer) {
            if (own) {
                dialect.transactions().beforeClose(writer);
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the writer's connection failed", e);
        }
    }

    @Override
    public boolean compact(Connection writer) {
        return compaction != null && compaction.isDue(writer) && readers.without(() -> compaction.run(writer));
    }

    @Override
    public Connection reader() throws SQLException {
        return readers.take();
    }

    @Override
    public Lock reading() {
        return readers.lock();
    }

    @Override
    public ReentrantLock gate() {
        return gate;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public void closeReaders() {
        readers.close();
    }

    @Override
    public void close() {
        readers.close();
    }
}
