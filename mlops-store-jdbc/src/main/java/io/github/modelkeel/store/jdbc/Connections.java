package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Where a store gets its connections. Every connection commits by hand. Thread-safe. */
interface Connections extends AutoCloseable {
    Dialect dialect();

    /** Returns a connection for the writer alone. */
    Connection writer() throws SQLException;

    /** Takes back a broken connection of {@link #writer()}; another one will be asked for. */
    void discardWriter(Connection writer);

    /** Takes back the connection of {@link #writer()}, the last one that is open; nothing follows but {@link #close()}. */
    void closeWriter(Connection writer);

    /**
     * Compacts the database if it needs that and nobody reads; called between two transactions of the writer.
     *
     * @return whether {@code writer} was taken back, so that another one is to be asked for
     */
    default boolean compact(Connection writer) {
        return false;
    }

    /** Returns whether nothing may be written, so that {@link #writer} must not be called. */
    default boolean isReadOnly() {
        return false;
    }

    /** Returns a connection for reading that {@link Connection#close()} gives back, all under {@link #reading}. */
    Connection reader() throws SQLException;

    /** Returns the lock that a transaction of the writer holds. */
    ReentrantLock gate();

    /** Returns the lock that a reader holds while it has a connection: {@link #gate()} where it is the writer's. */
    Lock reading();

    /** Returns whether readers have the writer's connection. */
    boolean isShared();

    /** Ends the readers, so that the writer is the last. */
    void closeReaders();

    @Override
    void close();
}
