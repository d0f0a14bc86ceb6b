package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.tracking.RunQuery;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        public Lock reading() {
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

    /** The transaction cannot end before the read has, so that a reader which waited for it would wait for ever. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    @Timeout(60)
    void readersReadWhileATransactionIsOpen(Dialect dialect, @TempDir Path folder) { // behaviour 59
        Connections connections = dialect == Dialect.SQLITE
                ? Open.sqlite(folder.resolve("mlops.db")) // in memory its readers share the connection
                : Engines.inMemory(dialect);
        try (Database database = new Database("test", connections)) {
            JdbcRunStore runs = new JdbcRunStore(database);
            String before =
                    runs.experiment("before", "a".repeat(32), Instant.EPOCH).id();
            database.change(tx -> {
                assertThat(tx.update("UPDATE experiment SET name = 'changed'")).isEqualTo(1);
                assertThat(runs.experiments())
                        .singleElement()
                        .satisfies(experiment -> assertThat(experiment.name()).isEqualTo("before"));
                assertThat(runs.search(RunQuery.all()).items()).isEmpty();
            });
            assertThat(runs.experiments())
                    .singleElement()
                    .satisfies(experiment ->
                            assertThat(experiment).extracting("id", "name").containsExactly(before, "changed"));
        }
    }
}
