package io.github.modelkeel.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.error.InvalidInputException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSourceTest {
    private enum Plan {
        FREE,
        PRO,
        TEAM
    }

    private record Customer(
            int age,
            @Nullable Double spend,
            boolean active,
            Plan plan,
            @Nullable String city,
            LocalDate born,
            @Nullable Instant seen,
            Optional<String> nick,
            OptionalInt visits,
            long id,
            BigDecimal balance) {}

    private static final List<Customer> CUSTOMERS = List.of(
            new Customer(
                    41,
                    10.5,
                    true,
                    Plan.PRO,
                    "Bern",
                    LocalDate.of(1985, 3, 31),
                    Instant.EPOCH,
                    Optional.of("al"),
                    OptionalInt.of(3),
                    9007199254740993L,
                    new BigDecimal("1.5")),
            new Customer(
                    23,
                    null,
                    false,
                    Plan.FREE,
                    null,
                    LocalDate.of(2000, 1, 1),
                    null,
                    Optional.empty(),
                    OptionalInt.empty(),
                    1,
                    BigDecimal.TEN));

    @Test
    void typesColumnsByTheirComponents() {
        Dataset data = RecordSource.of(Customer.class, CUSTOMERS).read();
        assertThat(data.schema().fields())
                .containsExactly(
                        new Field("age", ColumnType.NUMBER),
                        new Field("spend", ColumnType.NUMBER),
                        new Field("active", ColumnType.NUMBER),
                        new Field("plan", ColumnType.CATEGORY),
                        new Field("city", ColumnType.CATEGORY),
                        new Field("born", ColumnType.INSTANT),
                        new Field("seen", ColumnType.INSTANT),
                        new Field("nick", ColumnType.CATEGORY),
                        new Field("visits", ColumnType.NUMBER),
                        new Field("id", ColumnType.CATEGORY), // it holds a whole number that no double has
                        new Field("balance", ColumnType.NUMBER));
        assertThat(data.column("age").toDoubles()).containsExactly(41, 23);
        assertThat(data.column("spend").toDoubles()).containsExactly(10.5, Double.NaN);
        assertThat(data.column("active").toDoubles()).containsExactly(1, 0);
        assertThat(data.column("plan").levels()).containsExactly("FREE", "PRO", "TEAM");
        assertThat(data.column("plan").text(0)).isEqualTo("PRO");
        assertThat(data.column("city").isMissing(1)).isTrue();
        assertThat(data.column("born").instant(0)).isEqualTo(Instant.parse("1985-03-31T00:00:00Z"));
        assertThat(data.column("seen").isMissing(1)).isTrue();
        assertThat(data.column("nick").text(0)).isEqualTo("al");
        assertThat(data.column("nick").isMissing(1)).isTrue();
        assertThat(data.column("visits").toDoubles()).containsExactly(3, Double.NaN);
        assertThat(data.column("id").text(0)).isEqualTo("9007199254740993");
    }

    @Test
    void keepsTheColumnsOfAnEmptyList() {
        Dataset data = RecordSource.of(Customer.class, List.of()).read();
        assertThat(data.rowCount()).isZero();
        assertThat(data.column("plan").type()).isEqualTo(ColumnType.CATEGORY);
    }

    @Test
    void followsExplicitTypes() {
        Dataset data = RecordSource.of(Customer.class, CUSTOMERS)
                .type("age", ColumnType.CATEGORY)
                .type("city", ColumnType.TEXT)
                .read();
        assertThat(data.column("age").levels()).containsExactly("41", "23");
        assertThat(data.column("city").type()).isEqualTo(ColumnType.TEXT);
        assertThatThrownBy(() -> RecordSource.of(Customer.class, CUSTOMERS)
                        .type("town", ColumnType.TEXT)
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'town', but record Customer has [age, spend");
        assertThatThrownBy(() -> RecordSource.of(Customer.class, CUSTOMERS)
                        .type("city", ColumnType.NUMBER)
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("record Customer row 0, column 'city': expected a number, found 'Bern' of type String");
    }

    private record Nested(Customer inner) {}

    private record Endless(double value) {}

    private record Throwing(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("not today");
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> RecordSource.of(Nested.class, List.of()).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "component 'inner' of record Nested is of type Customer, which makes no column; use numbers,"
                                + " booleans, texts, enums or java.time types");
        assertThatThrownBy(() -> RecordSource.of(Endless.class, List.of(new Endless(Double.NEGATIVE_INFINITY)))
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("record Endless row 0, column 'value': expected a finite number, found '-Infinity'");
        assertThatThrownBy(() -> RecordSource.of(Throwing.class, List.of(new Throwing(1)))
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not today");
    }

    @Test
    void givesWhatTheSameCellsInAFileGive() {
        Dataset file = Csv.bytes("a.csv", "value\n1\n2.5\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .read();
        Dataset records = RecordSource.of(Endless.class, List.of(new Endless(1), new Endless(2.5)))
                .read();
        assertThat(records.fingerprint()).isEqualTo(file.fingerprint());
    }
}
