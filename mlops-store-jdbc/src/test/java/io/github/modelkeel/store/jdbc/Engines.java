package io.github.modelkeel.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** Empty databases of every kind for tests; one PostgreSQL 18 serves the whole test run and ends with it. */
final class Engines {
    private Engines() {}

    private static final class Server {
        static final EmbeddedPostgres ONE = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "100")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the address of a schema of PostgreSQL, made when it is not there. */
    static String address(String schema) {
        execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        return Server.ONE.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema;
    }

    /** Runs a statement on PostgreSQL as its administrator. */
    static void execute(String sql) {
        try (Connection connection = Server.ONE.getPostgresDatabase().getConnection()) {
            Db.execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a database by its address, which may come from another JVM. */
    static PGSimpleDataSource source(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        return source;
    }

    /** Opens an empty database that no other test sees. */
    static Connections inMemory(Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> Open.sqliteInMemory();
            case H2 -> Open.h2InMemory();
            case POSTGRESQL ->
                Open.host(source(address("t" + UUID.randomUUID().toString().replace("-", ""))));
        };
    }
}
