package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.ArtifactStoreTck;
import io.github.modelkeel.testkit.MetricTck;
import io.github.modelkeel.testkit.RegistryStoreTck;
import io.github.modelkeel.testkit.RunSearchTck;
import io.github.modelkeel.testkit.RunStoreTck;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.postgresql.ds.PGSimpleDataSource;

/** The contract, kept by PostgreSQL 18. */
class PostgresContractTest {
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
    private static Storage storage(Path folder) {
        String schema = "s" + folder.getFileName().toString().replaceAll("[^0-9a-z]", "");
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            Dialect.execute(connection, "CREATE SCHEMA IF NOT EXISTS " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(server.getJdbcUrl("postgres", "postgres"));
        source.setCurrentSchema(schema);
        return JdbcStore.of(source);
    }

    @Nested
    class Runs extends RunStoreTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Metrics extends MetricTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Search extends RunSearchTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Registry extends RegistryStoreTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Artifacts extends ArtifactStoreTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }
}
