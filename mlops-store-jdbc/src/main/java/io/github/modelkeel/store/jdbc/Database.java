package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.WriteQueue;
import io.github.modelkeel.tracking.Durability;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** An open database with the right schema: reads on many connections, writes through one. Thread-safe. */
final class Database implements AutoCloseable {
    /** Reads something. */
    @FunctionalInterface
    interface Query<T> {
        T run(Db db) throws SQLException;
    }

    /** Changes something. */
    @FunctionalInterface
    interface Work {
        void run(Tx tx) throws SQLException;
    }

    private final Connections connections;
    private final KeyNames names = new KeyNames();
    private final String name;
    private final @Nullable WriteQueue<Tx, SQLException> writer; // null when the database may only be read
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Opens the database; its schema must be up to date. */
    Database(String name, Connections connections) {
        this.name = name;
        this.connections = connections;
        this.writer = connections.isReadOnly()
                ? null
                : WriteQueue.of(name, new GroupCommitter(new WriterSession(connections, connections.gate(), names)));
    }

    KeyNames names() {
        return names;
    }

    /** Runs {@code call} in a transaction of the writer and returns when it is durable. */
    <T> T write(GroupCommitter.Call<T> call) {
        return writer().call(true, call);
    }

    private WriteQueue<Tx, SQLException> writer() {
        if (writer != null) {
            return writer;
        }
        requireOpen();
        throw new UnavailableException("the store '" + name
                + "' may only be read: its file or folder is write-protected; make both writable and open it again");
    }

    /** As {@link #write} for work that returns nothing. */
    void change(Work work) {
        change(Durability.SYNC, work);
    }

    /** As {@link #change(Work)}, returning when the change has survived what {@code durability} says. */
    void change(Durability durability, Work work) {
        writer().call(durability == Durability.SYNC, tx -> {
            work.run(tx);
            return Boolean.TRUE;
        });
    }

    /** Runs {@code query} on one state of the database. */
    <T> T read(Query<T> query) {
        requireOpen();
        Lock reading = connections.reading();
        reading.lock();
        boolean interrupted = Thread.interrupted(); // the pool does not hand out connections to interrupted threads
        try {
            return readOn(query);
        } catch (SQLException e) {
            throw connections.dialect().failures().translate(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            reading.unlock();
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new UnavailableException("the store is closed; open it again to use it");
        }
    }

    private <T> T readOn(Query<T> query) throws SQLException {
        if (connections.isShared()) {
            return readOn(connections.reader(), query);
        }
        for (int broken = 0; ; broken++) {
            try (Connection connection = connections.reader()) { // goes back to the pool even if it is broken
                return readOn(connection, query);
            } catch (SQLException e) { // after a server or engine came back each connection of the pool may be broken
                if (broken == Readers.MOST || !connections.dialect().failures().isConnectionLost(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T readOn(Connection connection, Query<T> query) throws SQLException {
        T result;
        try {
            result = query.run(new Db(connection, connections.dialect()));
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback();
            } catch (SQLException onTop) {
                e.addSuppressed(onTop); // what went wrong first says why
            }
            throw e;
        }
        connection.rollback(); // ends the transaction that kept the queries on one state
        return result;
    }

    /** Writes what waits and releases the connections. May be called twice. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try (connections) {
                connections.closeReaders();
                if (writer != null) {
                    writer.close();
                }
            }
        }
    }
}
