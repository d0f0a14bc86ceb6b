package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.StorageContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/** The contract, kept by PostgreSQL 18. */
class PostgresContractTest extends StorageContract {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "60")
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** Each folder is a schema of its own. */
    @Override
    protected Storage open(Path folder) {
        String schema = "s" + folder.getFileName().toString().replaceAll("[^0-9a-z]", "");
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            Db.execute(connection, "CREATE SCHEMA IF NOT EXISTS " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(server.getJdbcUrl("postgres", "postgres"));
        source.setCurrentSchema(schema);
        return JdbcStore.of(source);
    }
}
