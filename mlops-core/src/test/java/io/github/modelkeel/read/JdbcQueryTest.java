package io.github.modelkeel.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.TimeZone;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcQueryTest {
    private final JdbcDataSource database = new JdbcDataSource();
    private Connection open;

    @BeforeEach
    void createTable() throws SQLException {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        open = database.getConnection(); // keeps the database in memory alive
        try (Statement statement = open.createStatement()) {
            statement.execute("""
                    CREATE TABLE customer (id BIGINT, age INT, spend DECIMAL(10, 2), active BOOLEAN, city VARCHAR(20),
                        born DATE, seen TIMESTAMP, paid TIMESTAMP WITH TIME ZONE, ratio REAL, note CLOB, raw BINARY(2))
                    """);
            statement.execute("""
                    INSERT INTO customer VALUES
                    (1, 41, 10.25, TRUE, 'Bern', '1985-03-31', '2026-03-29 02:30:00', '2026-11-23 13:00:00+01:00', 0.1,
                        'good', X'0102'),
                    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
                    """);
        }
    }

    @AfterEach
    void close() throws SQLException {
        open.close();
    }

    @Test
    void readsEveryTypeAndNull() {
        Dataset data = JdbcQuery.of(
                        database,
                        "SELECT age AS \"age\", spend, active, city, born, seen, paid, ratio, note FROM customer"
                                + " ORDER BY id")
                .read();
        assertThat(data.schema().fields())
                .containsExactly(
                        new Field("age", ColumnType.NUMBER),
                        new Field("SPEND", ColumnType.NUMBER),
                        new Field("ACTIVE", ColumnType.NUMBER),
                        new Field("CITY", ColumnType.CATEGORY),
                        new Field("BORN", ColumnType.INSTANT),
                        new Field("SEEN", ColumnType.INSTANT),
                        new Field("PAID", ColumnType.INSTANT),
                        new Field("RATIO", ColumnType.NUMBER),
                        new Field("NOTE", ColumnType.CATEGORY));
        assertThat(data.column("age").number(0)).isEqualTo(41);
        assertThat(data.column("SPEND").number(0)).isEqualTo(10.25);
        assertThat(data.column("ACTIVE").number(0)).isEqualTo(1);
        assertThat(data.column("CITY").text(0)).isEqualTo("Bern");
        assertThat(data.column("BORN").instant(0)).isEqualTo(Instant.parse("1985-03-31T00:00:00Z"));
        assertThat(data.column("PAID").instant(0)).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
        assertThat(data.column("RATIO").number(0)).isEqualTo(0.1);
        assertThat(data.columns())
                .allSatisfy(column -> assertThat(column.isMissing(1)).isTrue());
    }

    @Test
    void readsTimesWithoutAZoneInUtcEvenInAnHourThatTheMachinesZoneSkips() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Zurich")); // has no 02:30 on 2026-03-29
        try {
            Dataset data = JdbcQuery.of(database, "SELECT seen FROM customer WHERE id = 1")
                    .read();
            assertThat(data.column("SEEN").instant(0)).isEqualTo(Instant.parse("2026-03-29T02:30:00Z"));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void bindsParameters() {
        String name = "Bern' OR '1' = '1";
        assertThat(JdbcQuery.of(database, "SELECT id FROM customer WHERE city = ?", name)
                        .read()
                        .rowCount())
                .isZero();
        assertThat(JdbcQuery.of(database, "SELECT id FROM customer WHERE city = ? AND age > ?", "Bern", 40)
                        .read()
                        .rowCount())
                .isEqualTo(1);
    }

    @Test
    void neverRoundsWholeNumbers() {
        Dataset data = JdbcQuery.of(
                        database,
                        "SELECT CAST(9007199254740993 AS BIGINT) AS a, CAST(9007199254740993 AS DECIMAL(20)) AS b,"
                                + " CAST(9007199254740992 AS BIGINT) AS c")
                .read();
        assertThat(data.column("A").text(0)).isEqualTo("9007199254740993");
        assertThat(data.column("B").text(0)).isEqualTo("9007199254740993");
        assertThat(data.column("C").number(0)).isEqualTo(9007199254740992.0);
    }

    @Test
    void followsExplicitTypes() {
        JdbcQuery query = JdbcQuery.of(database, "SELECT id, '2026-01-31' AS joined FROM customer ORDER BY id")
                .type("JOINED", ColumnType.INSTANT)
                .type("ID", ColumnType.CATEGORY);
        Dataset data = query.read();
        assertThat(data.column("JOINED").instant(0)).isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
        assertThat(data.column("ID").levels()).containsExactly("1", "2");
        assertThat(query.description()).isEqualTo("jdbc:SELECT id, '2026-01-31' AS joined FROM customer ORDER BY id");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> JdbcQuery.of(database, "SELEC 1").read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("query 'SELEC 1' is rejected by the database: ");
        assertThatThrownBy(() ->
                        JdbcQuery.of(database, "SELECT nothing FROM customer").read())
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        JdbcQuery.of(database, "SELECT id, id FROM customer").read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("query 'SELECT id, id FROM customer' has column 'ID' twice; give each a label of its own"
                        + " with AS");
        assertThatThrownBy(() -> JdbcQuery.of(database, "SELECT raw FROM customer ORDER BY id")
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("query 'SELECT raw FROM customer ORDER BY id' column 'RAW' gives values of type byte[],"
                        + " which make no column; CAST it or leave it out");
        assertThatThrownBy(() -> JdbcQuery.of(database, "SELECT id FROM customer")
                        .maxRows(1)
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("gives more than 1 rows");
        assertThatThrownBy(() -> JdbcQuery.of(database, "SELECT city FROM customer ORDER BY id")
                        .type("CITY", ColumnType.NUMBER)
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("query 'SELECT city FROM customer ORDER BY id' row 0, column 'CITY': expected a number,"
                        + " found 'Bern' of type String");
        assertThatThrownBy(() -> JdbcQuery.of(database, "SELECT id FROM customer")
                        .type("id", ColumnType.NUMBER)
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a type is set for column 'id'");
        JdbcDataSource gone = new JdbcDataSource();
        gone.setURL("jdbc:h2:tcp://127.0.0.1:1/none");
        assertThatThrownBy(() -> JdbcQuery.of(gone, "SELECT 1").read()).isInstanceOf(UnavailableException.class);
    }
}
