package io.github.modelkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.000000001Z");

    private static final Dataset DATA = Dataset.builder()
            .numbers("age", 25, Double.NaN, 45, 25)
            .categories("city", Arrays.asList("Bern", "Chur", null, "Bern"))
            .texts("note", Arrays.asList("a", null, "c", "d"))
            .instants("seen", Arrays.asList(NOON, null, Instant.EPOCH, Instant.parse("1700-01-01T00:00:00Z")))
            .build();

    @Test
    void keepsCellsTypesAndMissingOnes() {
        assertThat(DATA.rowCount()).isEqualTo(4);
        assertThat(DATA.schema().names()).containsExactly("age", "city", "note", "seen");
        assertThat(DATA.column("age").toDoubles()).containsExactly(25, Double.NaN, 45, 25);
        assertThat(DATA.column("city").levels()).containsExactly("Bern", "Chur");
        assertThat(DATA.column("city").code(2)).isEqualTo(-1);
        assertThat(DATA.column("note").text(1)).isNull();
        assertThat(DATA.column("seen").instant(0)).isEqualTo(NOON);
        assertThat(DATA.column("seen").instant(3)).isEqualTo(Instant.parse("1700-01-01T00:00:00Z"));
        assertThat(DATA.columns())
                .allSatisfy(column -> assertThat(column.missingCount()).isEqualTo(1));
    }

    @Test
    void copiesWhatItIsGiven() {
        double[] values = {1, 2};
        Dataset data = Dataset.builder().numbers("x", values).build();
        values[0] = 9;
        data.column("x").toDoubles()[1] = 9;
        assertThat(data.column("x").toDoubles()).containsExactly(1, 2);
    }

    @Test
    void selectsRowsAndColumnsAsViews() {
        Dataset view = DATA.rows(3, 0, 0).select(List.of("city", "age"));
        assertThat(view.schema().names()).containsExactly("city", "age");
        assertThat(view.column("age").toDoubles()).containsExactly(25, 25, 25);
        assertThat(view.rows(1).column("city").text(0)).isEqualTo("Bern");
        assertThat(DATA.filter(row -> row % 2 == 1).column("age").toDoubles()).containsExactly(Double.NaN, 25);
        assertThat(DATA.drop(List.of("note", "seen")).schema().names()).containsExactly("age", "city");
        assertThat(DATA.rows().rowCount()).isZero();
        assertThatThrownBy(() -> view.column("age").number(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> DATA.rows(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> DATA.rows(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void addsAndReplacesColumns() {
        Column twice = Dataset.builder().numbers("twice", 1, 2, 3, 4).build().column("twice");
        assertThat(DATA.with(twice).schema().names()).containsExactly("age", "city", "note", "seen", "twice");
        Column age = Dataset.builder().numbers("age", 1, 2, 3, 4).build().column("age");
        assertThat(DATA.with(age).schema().names()).containsExactly("age", "city", "note", "seen");
        assertThat(DATA.rows(1, 2)
                        .with(age.type() == ColumnType.NUMBER ? rows(age) : age)
                        .column("age")
                        .number(1))
                .isEqualTo(2);
        assertThatThrownBy(() -> DATA.rows(1).with(age)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Column rows(Column column) {
        return Dataset.builder().column(column).build().rows(0, 1).column(column.name());
    }

    @Test
    void theFingerprintIsOfTheContentNotOfItsStorage() {
        Fingerprint whole = DATA.fingerprint();
        assertThat(DATA.rows(0, 1, 2, 3).fingerprint()).isEqualTo(whole);
        assertThat(DATA.rows(3, 2, 1, 0).rows(3, 2, 1, 0).fingerprint()).isEqualTo(whole);
        Dataset textInPlaceOfCategory = DATA.with(Dataset.builder()
                .texts("city", Arrays.asList("Bern", "Chur", null, "Bern"))
                .build()
                .column("city"));
        assertThat(textInPlaceOfCategory.fingerprint()).isEqualTo(whole);
        Dataset otherLevels = DATA.with(Dataset.builder()
                .categories("city", List.of("Zug", "Chur", "Bern"), new int[] {2, 1, -1, 2})
                .build()
                .column("city"));
        assertThat(otherLevels.fingerprint()).isEqualTo(whole);
    }

    @Test
    void theFingerprintSeesEveryChangeOfContent() {
        Fingerprint whole = DATA.fingerprint();
        assertThat(List.of(
                        DATA.rows(1, 0, 2, 3),
                        DATA.rows(0, 1, 2, 3, 3),
                        DATA.rows(0, 1, 2),
                        DATA.select(List.of("city", "age", "note", "seen")),
                        DATA.drop(List.of("seen")),
                        DATA.with(Dataset.builder()
                                .numbers("age", 25, 0, 45, 25)
                                .build()
                                .column("age")),
                        DATA.with(Dataset.builder()
                                .texts("note", Arrays.asList("a", "", "c", "d"))
                                .build()
                                .column("note"))))
                .allSatisfy(changed -> assertThat(changed.fingerprint()).isNotEqualTo(whole));
        // cells cannot run into each other
        assertThat(Dataset.builder().texts("x", List.of("ab", "c")).build().fingerprint())
                .isNotEqualTo(
                        Dataset.builder().texts("x", List.of("a", "bc")).build().fingerprint());
    }

    @Test
    void theFingerprintOfAKnownContentNeverChanges() {
        // computed by Python (hashlib, struct) from the documented form; a change breaks every stored fingerprint
        Dataset known = Dataset.builder()
                .numbers("n", 1.5, Double.NaN)
                .texts("t", Arrays.asList("ä", null))
                .instants("i", Arrays.asList(NOON, null))
                .build();
        assertThat(known.fingerprint().hex())
                .isEqualTo("0f93f005feb3c9abaabe08f7de792d1255cd6ef502f8a6585241083ba67eaefa");
    }

    @Test
    void describesNumbersLikePandas() {
        List<ColumnSummary> summaries = DATA.describe();
        ColumnSummary.Numbers age = summaries.get(0).numbers().orElseThrow();
        assertThat(summaries.get(0).count()).isEqualTo(3);
        assertThat(summaries.get(0).distinct()).isEqualTo(2);
        assertThat(age.mean()).isCloseTo(95 / 3.0, within(1e-12));
        assertThat(age.std()).isCloseTo(Math.sqrt(800 / 6.0), within(1e-12));
        assertThat(age.quantiles()).containsEntry(0.5, 25.0).containsEntry(0.75, 35.0);
        assertThat(summaries.get(1).top())
                .containsExactly(new ColumnSummary.LevelCount("Bern", 2), new ColumnSummary.LevelCount("Chur", 1));
        assertThat(summaries.get(3).distinct()).isEqualTo(3);
        assertThat(Dataset.builder()
                        .numbers("x", Double.NaN)
                        .build()
                        .describe()
                        .get(0)
                        .numbers())
                .isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> DATA.column("Age"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage(
                        "no column 'Age'; the columns are [age, city, note, seen]: check the spelling and the case");
        assertThatThrownBy(() -> DATA.select(List.of("age", "age"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DATA.column("age").text(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> DATA.column("city").number(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        Dataset.builder().numbers("a", 1).numbers("b", 1, 2).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> Dataset.builder().numbers("a", 1).numbers("a", 1).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Dataset.builder().categories("a", List.of("x"), new int[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Dataset.builder().categories("a", List.of("x", "x"), new int[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Dataset.builder().instants("a", List.of(Instant.MAX)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1677 to 2262");
        assertThatThrownBy(() -> new Field("a\nb", ColumnType.TEXT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fingerprint("abc")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void showsNumbersWithTheFewestDigitsOnEveryJdk() {
        assertThat(Cell.display(3)).isEqualTo("3");
        assertThat(Cell.display(-0.0)).isEqualTo("0");
        assertThat(Cell.display(0.1)).isEqualTo("0.1");
        assertThat(Cell.display(2.0E-3)).isEqualTo("0.002");
        assertThat(Cell.display(1e21)).isEqualTo("1000000000000000000000");
        assertThat(Cell.display(2.0E-322)).startsWith("0.000").endsWith("2");
        assertThat(Cell.display(1 / 3.0)).isEqualTo("0.3333333333333333");
        assertThat(Cell.display(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void readsJavaValuesAsCells() {
        assertThat(Cell.number(3L)).isEqualTo(3);
        assertThat(Cell.number(true)).isEqualTo(1);
        assertThat(Cell.number(null)).isNaN();
        assertThat(Cell.number(java.util.Optional.empty())).isNaN();
        assertThat(Cell.text(7)).isEqualTo("7");
        assertThat(Cell.text(ColumnType.TEXT)).isEqualTo("TEXT");
        assertThat(Cell.instant("2026-11-23")).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(Cell.instant(java.time.LocalDate.EPOCH)).isEqualTo(Instant.EPOCH);
        assertThat(Map.of("a", Cell.number(new java.math.BigDecimal("0.1")))).containsEntry("a", 0.1);
        assertThatThrownBy(() -> Cell.number("3")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Cell.number(new java.math.BigInteger("9007199254740993")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Cell.text(1.5)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Cell.instant(Instant.MIN)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Cell.instant("noon")).isInstanceOf(InvalidInputException.class);
    }
}
