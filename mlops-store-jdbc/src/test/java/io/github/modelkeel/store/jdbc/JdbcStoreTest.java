package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcStoreTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RUN = "a".repeat(32);
    private static final Change CHANGE = new Change("ann", "because", T0);

    @TempDir
    Path folder;

    private static void run(Storage storage) {
        storage.runs().experiment("e", "e".repeat(32), T0);
        storage.runs().apply(List.of(new RunCommand.Create(RUN, "e".repeat(32), null, "r", "ann", T0)));
    }

    private List<String> events() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mlops.db"))) {
            return new Db(connection, Dialect.SQLITE)
                    .list(
                            "SELECT kind FROM event ORDER BY seq",
                            row -> Event.Kind.of(row.getInt(1)).name());
        }
    }

    @Test
    void everyChangeWritesItsEventAndWhatIsNoChangeWritesNone() throws Exception { // behaviour 75
        try (Storage storage = JdbcStore.sqlite(folder.resolve("mlops.db"))) {
            for (int twice = 0; twice < 2; twice++) {
                run(storage);
                storage.runs().apply(List.of(new RunCommand.Params(RUN, Map.of("a", "1", "b", "2"))));
                storage.runs().apply(List.of(new RunCommand.Tags(RUN, Map.of("t", "1"))));
                storage.runs().apply(List.of(new RunCommand.Metrics(RUN, List.of(new MetricPoint("m", 1, 0, T0)))));
                storage.artifacts().put(RUN, "f", new ByteArrayInputStream("x".getBytes(UTF_8)), T0);
            }
            for (int twice = 0; twice < 2; twice++) {
                storage.runs().apply(List.of(new RunCommand.End(RUN, RunStatus.FINISHED, null, T0)));
            }
            storage.registry()
                    .create(new NewVersion("m", "s", "d", Map.of(), new Lineage(null, Map.of(), null), "", CHANGE));
            for (int twice = 0; twice < 2; twice++) {
                storage.registry().transition("m", 1, Stage.PRODUCTION, true, CHANGE);
                storage.registry().alias("m", "champion", 1, null, CHANGE);
            }
            for (int twice = 0; twice < 2; twice++) {
                storage.registry().alias("m", "champion", null, null, CHANGE);
            }
            assertThatThrownBy(() -> storage.registry().alias("m", "x", 7, null, CHANGE))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(events())
                .containsExactly(
                        "EXPERIMENT_CREATED",
                        "RUN_CREATED",
                        "RUN_PARAMS_SET",
                        "RUN_TAGS_SET",
                        "RUN_METRICS",
                        "ARTIFACT_STORED",
                        "RUN_ENDED",
                        "VERSION_CREATED",
                        "STAGE_CHANGED",
                        "ALIAS_SET",
                        "ALIAS_REMOVED");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a database ".repeat(100));
        assertThatThrownBy(() -> JdbcStore.sqlite(file)).isInstanceOf(IntegrityException.class);
        assertThat(file).hasContent("not a database ".repeat(100));
        Path h2 = Files.writeString(folder.resolve("x.mv.db"), "not a database ".repeat(1_000));
        assertThatThrownBy(() -> JdbcStore.h2(h2)).isInstanceOf(IntegrityException.class);
    }

    @Test
    void aFolderThatCannotBeMadeIsUnavailable() throws Exception { // behaviour 63
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> JdbcStore.sqlite(file.resolve("mlops.db"))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> JdbcStore.sqlite(folder)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aPathThatTheDriverWouldReadAsSettingsIsRefused() {
        assertThatThrownBy(() -> JdbcStore.sqlite(folder.resolve("a.db?journal_mode=OFF")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> JdbcStore.h2(folder.resolve("a;INIT=DROP ALL OBJECTS")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aDatabaseOfALaterReleaseIsRefused() throws Exception {
        Path file = folder.resolve("mlops.db");
        JdbcStore.sqlite(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Db.execute(connection, "INSERT INTO schema_version VALUES (99, 'x')");
        }
        assertThatThrownBy(() -> JdbcStore.sqlite(file))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("99");
    }

    @Test
    void aDataSourceOfTheHostServes() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        try (Storage storage = JdbcStore.of(source)) {
            run(storage);
        }
        try (Storage storage = JdbcStore.of(source)) {
            assertThat(storage.runs().find(RUN)).isPresent();
        }
    }

    @Test
    void anH2FileThatReusesSpaceIsRefused() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUser("sa");
        source.setURL("jdbc:h2:" + folder.resolve("host"));
        assertThatThrownBy(() -> JdbcStore.of(source))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("add ;REUSE_SPACE=FALSE to its URL");
        source.setURL("jdbc:h2:" + folder.resolve("host") + ";REUSE_SPACE=FALSE");
        try (Storage storage = JdbcStore.of(source)) {
            run(storage);
            assertThat(storage.check()).isEmpty();
        }
    }

    @Test
    void aSmallFileOfSomebodyElseIsNotEmptied() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.mv.db"), "notes");
        assertThatThrownBy(() -> JdbcStore.h2(file)).isInstanceOf(MlopsException.class);
        assertThat(file).hasContent("notes");
    }

    @Test
    void anH2UserWhoCannotMakeCommitsDurableIsRefusedBeforeATableIsMade() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        try (Connection admin = source.getConnection()) { // while it is open the database stays
            Db.execute(admin, "CREATE USER plain PASSWORD 'p'");
            Db.execute(admin, "GRANT ALTER ANY SCHEMA TO plain");
            source.setUser("plain");
            source.setPassword("p");

            assertThatThrownBy(() -> JdbcStore.of(source))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("PLAIN")
                    .hasMessageContaining("ADMIN");

            try (ResultSet tables = admin.getMetaData().getTables(null, "PUBLIC", "%", null)) {
                assertThat(tables.next()).isFalse();
            }
        }
    }

    /** Returns a data source of which only the name of its product is known. */
    private static DataSource ofProduct(String product) {
        InvocationHandler answers = new InvocationHandler() {
            @Override
            public Object invoke(Object proxy, Method method, Object[] arguments) {
                return switch (method.getName()) {
                    case "getConnection", "getMetaData" ->
                        Proxy.newProxyInstance(
                                JdbcStoreTest.class.getClassLoader(), new Class<?>[] {method.getReturnType()}, this);
                    case "getDatabaseProductName" -> product;
                    case "setAutoCommit", "close" -> null;
                    default -> throw new AssertionError(method + " before the product was known");
                };
            }
        };
        return (DataSource) Proxy.newProxyInstance(
                JdbcStoreTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MariaDB", "MySQL", "Oracle", "Microsoft SQL Server", "SQLite"})
    void aDatabaseThatWasNotHeldToTheContractIsRefusedByName(String product) {
        DataSource source = ofProduct(product);
        assertThatThrownBy(() -> JdbcStore.of(source))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'" + product + "'")
                .hasMessageContaining("PostgreSQL or H2 can be used");
    }

    @Test
    void filesCanLiveElsewhere() {
        try (Storage other = JdbcStore.sqliteInMemory();
                Storage storage = JdbcStore.sqliteInMemory().withArtifacts(other.artifacts())) {
            storage.artifacts().put(RUN, "f", new ByteArrayInputStream(new byte[1]), T0);
            assertThat(other.artifacts().list(RUN, "")).hasSize(1);
        }
    }

    @Test
    void anH2FileShrinksWhenItIsClosed() throws Exception {
        Path file = folder.resolve("mlops.mv.db");
        try (Storage storage = JdbcStore.h2(file)) {
            run(storage);
            for (int i = 0; i < 300; i++) {
                storage.runs().apply(List.of(new RunCommand.Metrics(RUN, List.of(new MetricPoint("m", i, i, T0)))));
            }
            assertThat(storage.runs().history(RUN, "m")).hasSize(300);
        }
        assertThat(Files.size(file)).isLessThan(1_000_000);
    }
}
