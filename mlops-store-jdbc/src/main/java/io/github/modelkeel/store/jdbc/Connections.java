package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
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

    /** Returns whether nothing may be written, so that {@link #writer} must not be called. */
    default boolean isReadOnly() {
        return false;
    }

    /** Returns a connection for reading that {@link Connection#close()} gives back. */
    Connection reader() throws SQLException;

    /** Returns the lock that a transaction holds; readers take it too when they share the writer's connection. */
    ReentrantLock gate();

    /** Returns whether readers must hold {@link #gate()}. */
    boolean isShared();

    /** Ends the readers, so that the writer is the last. */
    void closeReaders();

    @Override
    void close();
}
