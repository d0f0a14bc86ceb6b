package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** Connections of a data source that the host owns. */
final class HostConnections implements Connections {
    private static final System.Logger LOG = System.getLogger(HostConnections.class.getName());

    private final Dialect dialect;
    private final DataSource dataSource;
    private final ReentrantLock gate = new ReentrantLock();

    HostConnections(Dialect dialect, DataSource dataSource) {
        this.dialect = dialect;
        this.dataSource = dataSource;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Connection writer() throws SQLException {
        return reader();
    }

    @Override
    public void discardWriter(Connection writer) {
        try {
            writer.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "giving the writer's connection back failed", e);
        }
    }

    @Override
    public void closeWriter(Connection writer) {
        discardWriter(writer);
    }

    @Override
    public Connection reader() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
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
    public void closeReaders() {}

    @Override
    public void close() {}
}
