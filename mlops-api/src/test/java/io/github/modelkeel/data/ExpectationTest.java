package io.github.modelkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Dataset DATA = Dataset.builder()
            .numbers("age", 25, Double.NaN, 130)
            .numbers("churned", 0, 1, 0)
            .categories("city", Arrays.asList("Bern", "Chur", null))
            .texts("id", List.of("a1", "a2", "a1"))
            .build();

    private static ValidationReport.Outcome check(Expectation expectation) {
        return expectation.check(DATA);
    }

    @Test
    void passesWhatHoldsAndLeavesMissingCellsToNotNull() {
        assertThat(check(Expectation.columnExists("age")).passed()).isTrue();
        assertThat(check(Expectation.columnExists("age", ColumnType.NUMBER)).passed())
                .isTrue();
        assertThat(check(Expectation.between("age", 0, 130)).passed()).isTrue();
        assertThat(check(Expectation.inSet("churned", "0", "1")).passed()).isTrue();
        assertThat(check(Expectation.inSet("city", "Bern", "Chur")).passed()).isTrue();
        assertThat(check(Expectation.unique("city")).passed()).isTrue();
        assertThat(check(Expectation.matches("id", Pattern.compile("a\\d"))).passed())
                .isTrue();
        assertThat(check(Expectation.rowCountBetween(3, 3)).passed()).isTrue();
        assertThat(check(Expectation.notNull("churned")).passed()).isTrue();
    }

    @Test
    void saysWhichRowsDoNotMeetIt() {
        ValidationReport.Outcome outcome = check(Expectation.between("age", 0, 120));
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.unexpected()).isEqualTo(1);
        assertThat(outcome.samples()).containsExactly("row 2: '130'");
        assertThat(outcome.sentence())
                .isEqualTo("age between 0.0 and 120.0: 1 of 3 rows do not, the first [row 2: '130']");
        assertThat(check(Expectation.notNull("age")).samples()).containsExactly("row 1: (missing)");
        assertThat(check(Expectation.unique("id")).samples()).containsExactly("row 2: 'a1'");
        assertThat(check(Expectation.inSet("city", "Bern")).samples()).containsExactly("row 1: 'Chur'");
        assertThat(check(Expectation.matches("id", Pattern.compile("a"))).unexpected())
                .isEqualTo(3);
    }

    @Test
    void failsRatherThanThrowsForAColumnItCannotJudge() {
        assertThat(check(Expectation.notNull("town")).reason()).isEqualTo("there is no column 'town'");
        assertThat(check(Expectation.between("city", 0, 1)).passed()).isFalse();
        assertThat(check(Expectation.columnExists("age", ColumnType.TEXT)).reason())
                .isEqualTo("its type is NUMBER");
        assertThat(check(Expectation.rowCountBetween(4, 9)).reason()).isEqualTo("there are 3 rows");
    }

    private static final ExpectationSuite SUITE = ExpectationSuite.of(
            "customers",
            Expectation.columnExists("age"),
            Expectation.columnExists("age", ColumnType.NUMBER),
            Expectation.notNull("age"),
            Expectation.between("age", 0, 120),
            Expectation.inSet("churned", "0", "1"),
            Expectation.unique("id"),
            Expectation.matches("id", Pattern.compile("A\\d", Pattern.CASE_INSENSITIVE)),
            Expectation.rowCountBetween(1, 1_000_000));

    @Test
    void theSuiteListsEveryFailureAtOnce() {
        ValidationReport report = SUITE.validate(DATA);
        assertThat(report.failures()).hasSize(3);
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data do not meet 3 of 8 expectations of suite 'customers': ")
                .satisfies(e ->
                        assertThat(((InvalidInputException) e).violations()).hasSize(3));
        assertThat(report.toDocument()).containsEntry("passed", false).containsEntry("rows", 3L);
    }

    @Test
    void isTheSameAfterStoring() {
        ExpectationSuite read = ExpectationSuite.of(SUITE.toDocument());
        assertThat(read).isEqualTo(SUITE).hasSameHashCodeAs(SUITE);
        assertThat(read.validate(DATA)).isEqualTo(SUITE.validate(DATA));
    }

    @Test
    void readsNothingItDoesNotKnow() {
        assertWrong(Map.of("kind", "magic"), "suite.expectations[0].kind must be one of column_exists, not_null");
        assertWrong(Map.of("column", "a"), "suite.expectations[0].kind must be a text of at most 1000 characters");
        assertWrong(Map.of("kind", "not_null"), "suite.expectations[0].column must be a text");
        assertWrong(
                Map.of("kind", "not_null", "column", "a", "clumn", "b"),
                "suite.expectations[0] has an unknown key 'clumn'; the keys here are [kind, column]");
        assertWrong(
                Map.of("kind", "between", "column", "a", "min", 2, "max", 1),
                "suite.expectations[0].max must be at least 2.0, found 1.0");
        assertWrong(Map.of("kind", "between", "column", "a", "min", "x", "max", 1), "min must be a number, found x");
        assertWrong(Map.of("kind", "in_set", "column", "a", "allowed", 1), "allowed must be a list");
        assertWrong(Map.of("kind", "in_set", "column", "a", "allowed", List.of(1)), "allowed[0] must be a text");
        assertWrong(
                Map.of("kind", "matches", "column", "a", "pattern", "(a"),
                "suite.expectations[0].pattern is no regular expression: Unclosed group near index 2 of '(a'");
        assertWrong(Map.of("kind", "matches", "column", "a", "pattern", "a", "flags", 1 << 20), "flags must be");
        assertWrong(Map.of("kind", "row_count_between", "min", -1, "max", 1), "min must be a whole number from 0");
        assertWrong(Map.of("kind", "row_count_between", "min", 2, "max", 1), "max must be at least 2, found 1");
        assertWrong(Map.of("kind", "column_exists", "column", "a", "type", "BLOB"), "type must be one of [NUMBER");
        assertThatThrownBy(() -> ExpectationSuite.of(Map.of("name", "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("suite.expectations must be a list of at most 100000 elements, found nothing");
    }

    private static void assertWrong(Map<String, Object> expectation, String message) {
        assertThatThrownBy(() -> ExpectationSuite.of(Map.of("name", "x", "expectations", List.of(expectation))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWrongArgumentsAtOnce() {
        assertThatThrownBy(() -> Expectation.between("a", 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Expectation.between("a", Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Expectation.rowCountBetween(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
