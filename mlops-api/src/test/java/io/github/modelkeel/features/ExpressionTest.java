package io.github.modelkeel.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Map<String, Compiler.Slot> SCOPE = Map.of(
            "a", new Compiler.Slot(0, ExpressionType.NUMBER),
            "b", new Compiler.Slot(1, ExpressionType.NUMBER),
            "gone", new Compiler.Slot(2, ExpressionType.NUMBER),
            "city", new Compiler.Slot(3, ExpressionType.TEXT),
            "no_city", new Compiler.Slot(4, ExpressionType.TEXT),
            "t", new Compiler.Slot(5, ExpressionType.INSTANT),
            "never", new Compiler.Slot(6, ExpressionType.INSTANT),
            "marital-status", new Compiler.Slot(7, ExpressionType.TEXT));
    private static final int RESULT = 8;

    /** a = 6, b = -2.5, city = Bern, t = Monday 2026-11-23 13:05:09.5 UTC, marital-status = `single`; the rest missing. */
    private static Frame row() {
        Frame frame = new Frame(RESULT + 1);
        frame.numbers[0] = 6;
        frame.numbers[1] = -2.5;
        frame.texts[3] = "Bern";
        frame.instants[5] = DatePart.parse("2026-11-23 13:05:09.5");
        frame.texts[7] = "single";
        return frame;
    }

    private static Frame run(String expression) {
        Frame frame = row();
        Expression.compile(expression, SCOPE).run(frame, RESULT);
        return frame;
    }

    private static double number(String expression) {
        return run(expression).numbers[RESULT];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 * 3 | 7",
                "(1 + 2) * 3 | 9",
                "10 - 4 - 3 | 3",
                "64 / 4 / 2 | 8",
                "-a + 1 | -5",
                "--a | 6",
                "2 * -a | -12",
                "a * b | -15",
                "1.5e1 + .5 | 15.5",
                "abs(b) | 2.5",
                "min(a, b, 0) | -2.5",
                "max(a, b, 0) | 6",
                "log(exp(2)) | 2",
                "sqrt(a + 3) | 3",
                "pow(2, a) | 64",
                "floor(b) | -3",
                "ceil(b) | -2",
                "round(2.5) | 2", // to even
                "if(a > 5, 1, 0) | 1",
                "if(city == 'Bern', a, b) | 6",
                "if(city != 'Bern', a, b) | -2.5",
                "coalesce(gone, b) | -2.5",
                "coalesce(gone, gone, 7) | 7",
                "coalesce(a, 7) | 6",
                "year(t) | 2026",
                "quarter(t) | 4",
                "month(t) | 11",
                "day(t) | 23",
                "day_of_year(t) | 327",
                "weekday(t) | 1",
                "hour(t) | 13",
                "minute(t) | 5",
                "second(t) | 9",
                "days_between(instant('2026-11-22'), instant('2026-11-24T12:00Z')) | 2.5",
                "seconds_between(instant('2026-11-23T13:05:09+00:00'), t) | 0.5",
                "if(`marital-status` == \"single\", 1, 0) | 1",
                "if('it''s' == \"it's\", 1, 0) | 1",
            })
    void computesNumbers(String expression, double expected) {
        assertThat(number(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a > b | 1",
                "a < b | 0",
                "a >= 6 and b <= -2.5 | 1",
                "a == 6 or gone == 1 | 1",
                "not (a == 6) | 0",
                "not a == 7 | 1",
                "true and not false | 1",
                "-0.0 == 0 | 1",
                "is_missing(gone) | 1",
                "is_missing(a) | 0",
                "is_missing(no_city) | 1",
                "is_missing(never) | 1",
                "is_missing(gone > 1) | 1",
                "t > instant('2026-01-01') | 1",
                "t == t | 1",
                "(a > 5) == (b > 5) | 0",
                "a > 5 and gone > 5 or true | 1",
                "false and gone > 1 | 0", // the known side decides
                "true or gone > 1 | 1",
                "coalesce(gone > 1, true) | 1",
            })
    void storesConditionsAsOneAndZero(String expression, double expected) {
        assertThat(number(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gone + 1",
                "-gone",
                "a / 0",
                "0 / 0",
                "log(0)",
                "log(-1)",
                "exp(1000)",
                "1e308 * 10",
                "sqrt(-1)",
                "abs(gone)",
                "min(a, gone)",
                "max(gone, a)",
                "pow(gone, 0)",
                "gone == gone",
                "gone < 1",
                "no_city == 'x'",
                "never < t",
                "year(never)",
                "days_between(t, never)",
                "if(gone > 1, 1, 2)",
                "if(a > 1, gone, 2)",
                "true and gone > 1",
                "false or gone > 1",
                "not (gone > 1)",
                "coalesce(gone, gone)",
            })
    void isMissingWhereAnOperandIsOrTheResultIsNotFinite(String expression) {
        assertThat(number(expression)).isNaN();
    }

    @Test
    void givesTextsAndInstants() {
        assertThat(run("if(a > 1, city, 'none')").texts[RESULT]).isEqualTo("Bern");
        assertThat(run("coalesce(no_city, 'none')").texts[RESULT]).isEqualTo("none");
        assertThat(run("no_city").texts[RESULT]).isNull();
        assertThat(run("coalesce(never, t)").instants[RESULT]).isEqualTo(DatePart.parse("2026-11-23T13:05:09.5Z"));
        assertThat(run("if(a > 7, t, never)").instants[RESULT]).isEqualTo(Frame.MISSING_INSTANT);
    }

    @Test
    void knowsItsTypeAndTheColumnsItReads() {
        Expression expression = Expression.compile("if(city == 'x', b, a + b)", SCOPE);
        assertThat(expression.type()).isEqualTo(ExpressionType.NUMBER);
        assertThat(expression.columns()).containsExactly("a", "b", "city");
    }

    @Test
    void boundsLengthNestingAndSize() {
        assertThatThrownBy(() -> Parser.parse("1" + " ".repeat(Parser.MAX_LENGTH)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("4097 characters");
        assertThatThrownBy(() -> Parser.parse("(".repeat(65) + "1" + ")".repeat(65)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nested deeper than 64");
        assertThatThrownBy(() -> Parser.parse("-".repeat(65) + "1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nested deeper than 64");
        assertThatThrownBy(() -> Parser.parse("not ".repeat(65) + "true"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nested deeper than 64");
        assertThatThrownBy(() -> Parser.parse("1" + "+1".repeat(700)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("more than 1000 operations");
        assertThat(Parser.parse("(".repeat(64) + "1" + ")".repeat(64))).isNotNull();
    }

    @Test
    void pointsAtThePlaceInALongExpression() {
        String expression = "a + ".repeat(100) + "nowhere";
        assertThatThrownBy(() -> Expression.compile(expression, SCOPE))
                .isInstanceOf(InvalidInputException.class)
                .satisfies(e -> {
                    String[] lines = e.getMessage().split("\n", -1);
                    assertThat(lines[0]).contains("position 401");
                    assertThat(lines[1].substring(lines[2].indexOf('^'))).isEqualTo("nowhere");
                });
    }

    @Test
    void computesTheSameBitsWhateverTheJitDoes() {
        // StrictMath is the reference: log and exp of the expression language are its very bits
        for (double x = 0.1; x < 50; x += 0.37) {
            Frame frame = row();
            frame.numbers[0] = x;
            Expression.compile("exp(log(a)) * a", SCOPE).run(frame, RESULT);
            assertThat(frame.numbers[RESULT]).isEqualTo(StrictMath.exp(StrictMath.log(x)) * x);
        }
    }
}
