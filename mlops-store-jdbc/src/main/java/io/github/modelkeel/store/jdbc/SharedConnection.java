package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** One connection for everything: a database that lives in it and is gone with it. */
final class SharedConnection implements Connections {
    private static final System.Logger LOG = System.getLogger(SharedConnection.class.getName());

    private final Dialect dialect;
    private final Connection connection;
    private final ReentrantLock gate = new ReentrantLock(true); // fair, so that readers come between two groups

    SharedConnection(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Connection writer() {
        return connection;
    }

    @Override
    public void discardWriter(Connection writer) {
        // the connection is the database: it lives until close()
    }

    @Override
    public void closeWriter(Connection writer) {
        discardWriter(writer);
    }

    @Override
    public Connection reader() {
        return connection;
    }

    @Override
    public ReentrantLock gate() {
        return gate;
    }

    @Override
    public Lock reading() {
        return gate;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void closeReaders() {
        // the one connection is the writer's too
    }

    @Override
    public void close() {
        gate.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the connection failed", e);
        } finally {
            gate.unlock();
        }
    }
}
