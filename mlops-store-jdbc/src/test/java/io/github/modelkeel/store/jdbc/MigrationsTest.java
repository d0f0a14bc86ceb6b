package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {
    private static final Migrations.Step FIRST =
            new Migrations.Step(1, "V1__init.sql", "-- a;comment;\nCREATE TABLE IF NOT EXISTS a (\n  x INT\n);\n");
    private static final Migrations.Step SECOND = new Migrations.Step(
            2, "V2__more.sql", "CREATE TABLE IF NOT EXISTS b (x INT);\n\nCREATE TABLE IF NOT EXISTS c (x INT);\n");

    private static Connection open(Dialect dialect) throws SQLException {
        String url = dialect == Dialect.H2 ? "jdbc:h2:mem:" + UUID.randomUUID() : "jdbc:sqlite::memory:";
        return PooledConnections.open(url, new Properties());
    }

    private static List<Integer> versions(Connection connection, Dialect dialect) throws SQLException {
        return new Db(connection, dialect)
                .list("SELECT version FROM schema_version ORDER BY version", row -> row.getInt(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SQLITE", "H2"})
    void appliesWhatIsMissingOnce(Dialect dialect) throws SQLException {
        try (Connection connection = open(dialect)) {
            new Migrations(List.of(FIRST)).apply(connection, dialect);
            new Migrations(List.of(FIRST, SECOND)).apply(connection, dialect);
            new Migrations(List.of(FIRST, SECOND)).apply(connection, dialect);
            assertThat(versions(connection, dialect)).containsExactly(1, 2);
            Db.execute(connection, "INSERT INTO c VALUES (1)");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SQLITE", "H2"})
    void aNewerSchemaIsRefusedWithBothVersions(Dialect dialect) throws SQLException {
        try (Connection connection = open(dialect)) {
            new Migrations(List.of(FIRST, SECOND)).apply(connection, dialect);
            assertThatThrownBy(() -> new Migrations(List.of(FIRST)).apply(connection, dialect))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("schema version 2")
                    .hasMessageContaining("up to 1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SQLITE", "H2"})
    void aStepThatWasChangedAfterItWasAppliedIsRefused(Dialect dialect) throws SQLException {
        try (Connection connection = open(dialect)) {
            new Migrations(List.of(FIRST)).apply(connection, dialect);
            Migrations.Step changed = new Migrations.Step(1, "V1__init.sql", FIRST.sql() + "CREATE TABLE d (x INT);\n");
            assertThatThrownBy(() -> new Migrations(List.of(changed)).apply(connection, dialect))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining(FIRST.checksum())
                    .hasMessageContaining(changed.checksum());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SQLITE", "H2"})
    void aStepThatFailedInTheMiddleIsRunAgain(Dialect dialect) throws SQLException {
        try (Connection connection = open(dialect)) {
            Migrations.Step broken =
                    new Migrations.Step(1, "V1__init.sql", "CREATE TABLE IF NOT EXISTS b (x INT);\nCREATE NONSENSE;\n");
            assertThatThrownBy(() -> new Migrations(List.of(broken)).apply(connection, dialect))
                    .isInstanceOf(SQLException.class);
            new Migrations(List.of(FIRST, SECOND)).apply(connection, dialect);
            assertThat(versions(connection, dialect)).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SQLITE", "H2"})
    void whatMayOnlyBeReadIsLookedAtAndNotUpgraded(Dialect dialect) throws SQLException {
        try (Connection connection = open(dialect)) {
            new Migrations(List.of(FIRST)).apply(connection, dialect);
            new Migrations(List.of(FIRST)).requireUpToDate(connection, dialect, "mlops.db");
            assertThatThrownBy(() ->
                            new Migrations(List.of(FIRST, SECOND)).requireUpToDate(connection, dialect, "mlops.db"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("'mlops.db' has schema version 1")
                    .hasMessageContaining("reads version 2")
                    .hasMessageContaining("make the file and its folder writable");
            assertThat(versions(connection, dialect)).containsExactly(1);
        }
    }

    @Test
    void theChecksumDoesNotDependOnLineEnds() {
        Migrations.Step windows =
                new Migrations.Step(1, "V1__init.sql", FIRST.sql().replace("\n", "\r\n"));
        assertThat(windows.checksum()).isEqualTo(FIRST.checksum());
        assertThat(windows.statements()).hasSize(1);
    }

    @Test
    void aFileThatEndsInsideAStatementIsNoticed() {
        Migrations.Step cut = new Migrations.Step(1, "V1__init.sql", "CREATE TABLE a (\n");
        assertThatThrownBy(cut::statements).isInstanceOf(IllegalStateException.class);
    }
}
