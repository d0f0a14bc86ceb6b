package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.MlopsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The connection that the group committer writes through; opened again after it broke. Confined to the writer's thread. */
final class WriterSession implements GroupCommitter.Session {
    private static final System.Logger LOG = System.getLogger(WriterSession.class.getName());

    private final Connections connections;
    private final ReentrantLock gate;
    private final KeyNames names;
    private @Nullable Tx tx;
    private boolean isSync = true; // of the open transaction
    private boolean wasSync = true; // how connections are opened

    /**
     * Creates the session.
     *
     * @param gate held while a transaction is open; readers that share the connection take it too
     */
    WriterSession(Connections connections, ReentrantLock gate, KeyNames names) {
        this.connections = connections;
        this.gate = gate;
        this.names = names;
        try {
            this.tx = open();
        } catch (SQLException e) {
            throw connections.dialect().failures().translate(e);
        }
    }

    private Tx open() throws SQLException {
        Connection connection = connections.writer();
        connections.dialect().transactions().prepareWriter(connection);
        return new Tx(connection, connections.dialect(), names);
    }

    @Override
    public Tx begin(boolean sync) throws SQLException {
        gate.lock();
        Dialect dialect = connections.dialect();
        Tx open = tx;
        if (open == null) {
            open = open();
            tx = open;
            wasSync = true;
        }
        isSync = sync;
        if (sync != wasSync && !connections.isShared()) {
            dialect.transactions().beforeBegin(open.connection(), sync);
            wasSync = sync;
        }
        open.begin();
        dialect.transactions().afterBegin(open.connection(), sync);
        return open;
    }

    @Override
    public void flush() throws SQLException {
        current().beforeCommit();
    }

    @Override
    public void commit() throws SQLException {
        Tx open = current();
        open.connection().commit();
        connections.dialect().transactions().afterCommit(open.connection(), isSync);
        open.afterCommit();
        gate.unlock();
    }

    private Tx current() {
        if (tx == null) {
            throw new IllegalStateException("no transaction is open");
        }
        return tx;
    }

    @Override
    public void rollback() {
        try {
            if (tx != null) {
                tx.connection().rollback();
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the connection is given up because it could not be rolled back", e);
            if (tx != null) {
                connections.discardWriter(tx.connection());
            }
            tx = null;
        } finally {
            gate.unlock();
        }
    }

    @Override
    public void tidy() {
        if (tx != null && connections.compact(tx.connection())) {
            tx = null; // the next transaction opens another
        }
    }

    @Override
    public void close() {
        Tx open = tx;
        if (open != null) {
            connections.closeWriter(open.connection());
            tx = null;
        }
    }

    @Override
    public MlopsException translate(SQLException error) {
        return connections.dialect().failures().translate(error);
    }
}
