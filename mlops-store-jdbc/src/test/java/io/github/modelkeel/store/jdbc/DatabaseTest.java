package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.UnavailableException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    /** Connections whose readers have lost their database: everything on them fails but giving them back. */
    private static final class Broken implements Connections {
        private final Connection writer;
        private final ReentrantLock gate = new ReentrantLock();
        private final AtomicInteger given = new AtomicInteger();
        private final AtomicInteger returned = new AtomicInteger();

        Broken() throws SQLException {
            this.writer = PooledConnections.open("jdbc:sqlite::memory:", new Properties());
        }

        @Override
        public Dialect dialect() {
            return Dialect.SQLITE;
        }

        @Override
        public Connection writer() {
            return writer;
        }

        @Override
        public void discardWriter(Connection broken) {}

        @Override
        public void closeWriter(Connection last) {
            try {
                last.close();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Connection reader() {
            given.incrementAndGet();
            return (Connection) Proxy.newProxyInstance(
                    Broken.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            return returned.incrementAndGet() > 0 ? null : proxy;
                        }
                        throw new SQLException(method.getName() + " on a broken connection");
                    });
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

    @Test
    void aBrokenConnectionIsGivenBackAndTheFirstFailureTold() throws SQLException {
        Broken connections = new Broken();
        try (Database database = new Database("test", connections)) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> database.read(db -> db.list("SELECT 1", row -> row.getInt(1))))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("prepareStatement on a broken connection");
            }
            assertThatThrownBy(() -> database.read(db -> "no query")).hasMessageContaining("rollback on a broken");
        }
        assertThat(connections.given).hasValue(11);
        assertThat(connections.returned).hasValue(11);
    }
}
