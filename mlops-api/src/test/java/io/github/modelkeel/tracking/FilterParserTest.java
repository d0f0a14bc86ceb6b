package io.github.modelkeel.tracking;

import static io.github.modelkeel.tracking.RunFilter.Operator.EQ;
import static io.github.modelkeel.tracking.RunFilter.Operator.GE;
import static io.github.modelkeel.tracking.RunFilter.Operator.GT;
import static io.github.modelkeel.tracking.RunFilter.Operator.ILIKE;
import static io.github.modelkeel.tracking.RunFilter.Operator.LE;
import static io.github.modelkeel.tracking.RunFilter.Operator.LIKE;
import static io.github.modelkeel.tracking.RunFilter.Operator.LT;
import static io.github.modelkeel.tracking.RunFilter.Operator.NE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.And;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Not;
import io.github.modelkeel.tracking.RunFilter.Or;
import io.github.modelkeel.tracking.RunFilter.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    @Test
    void andBindsBeforeOrAndNotBeforeBoth() {
        assertThat(RunFilter.parse(
                        "metrics.f1 > 0.8 and (params.opt = 'adam' or tags.team != 'a') OR not status = 'FAILED'"))
                .isEqualTo(new Or(List.of(
                        new And(List.of(
                                RunFilter.metric("f1", GT, 0.8),
                                new Or(List.of(RunFilter.param("opt", EQ, "adam"), RunFilter.tag("team", NE, "a"))))),
                        new Not(RunFilter.attribute("status", EQ, "FAILED")))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "metrics.a = -1.5e-3|EQ",
                "metric.a == -.0015|EQ",
                "METRICS.a<>-0.0015|NE",
                "metrics.\"a\">=-0.0015|GE"
            })
    void comparisonsHaveTheirUsualSpellings(String text, RunFilter.Operator operator) {
        assertThat(RunFilter.parse(text)).isEqualTo(RunFilter.metric("a", operator, -0.0015));
    }

    @Test
    void listsAndRangesAreComparisons() {
        assertThat(RunFilter.parse("tags.t in ('a', 'b')"))
                .isEqualTo(new Or(List.of(RunFilter.tag("t", EQ, "a"), RunFilter.tag("t", EQ, "b"))));
        assertThat(RunFilter.parse("tags.t NOT IN ('a','b')"))
                .isEqualTo(new And(List.of(RunFilter.tag("t", NE, "a"), RunFilter.tag("t", NE, "b"))));
        assertThat(RunFilter.parse("metrics.m between 1 and 2"))
                .isEqualTo(new And(List.of(RunFilter.metric("m", GE, 1), RunFilter.metric("m", LE, 2))));
        assertThat(RunFilter.parse("metrics.m not between 1 and 2 and user = 'ann'"))
                .isEqualTo(new And(List.of(
                        new Or(List.of(RunFilter.metric("m", LT, 1), RunFilter.metric("m", GT, 2))),
                        RunFilter.attribute("user", EQ, "ann"))));
    }

    @Test
    void namesAndTextsMayHaveAnyCharacter() {
        assertThat(RunFilter.parse("params.`a b's` = 'it''s \"x\" or 1=1 --'"))
                .isEqualTo(RunFilter.param("a b's", EQ, "it's \"x\" or 1=1 --"));
        assertThat(RunFilter.parse("metrics.train/loss-2.x < 1")).isEqualTo(RunFilter.metric("train/loss-2.x", LT, 1));
        assertThat(RunFilter.parse("tags.\"and\" = ''")).isEqualTo(RunFilter.tag("and", EQ, ""));
    }

    @Test
    void aParameterIsComparedAsWhatItIsComparedWith() {
        assertThat(RunFilter.parse("params.depth = 6")).isEqualTo(new Comparison(Subject.PARAM, "depth", EQ, 6.0));
        assertThat(RunFilter.parse("params.depth = '6'")).isEqualTo(RunFilter.param("depth", EQ, "6"));
        assertThat(RunFilter.parse("attributes.start_time >= 1700000000000"))
                .isEqualTo(new Comparison(Subject.ATTRIBUTE, "start_time", GE, 1.7e12));
    }

    @Test
    void aMetricHasContextsAndAggregates() {
        assertThat(RunFilter.parse("metrics.loss@min < 1"))
                .isEqualTo(RunFilter.compare(Field.metric("loss").at(Aggregate.MIN), LT, 1));
        assertThat(RunFilter.parse("metrics.acc[validation]@MAX >= 0.9"))
                .isEqualTo(
                        RunFilter.compare(Field.metric("acc").in("validation").at(Aggregate.MAX), GE, 0.9));
        assertThat(RunFilter.parse("metrics.`a b`[ \"x ] y\" ] @ mean > NaN"))
                .isEqualTo(RunFilter.compare(Field.metric("a b").in("x ] y").at(Aggregate.MEAN), GT, Double.NaN));
        assertThat(RunFilter.parse("metrics.a[5]@last = -infinity"))
                .isEqualTo(RunFilter.compare(Field.metric("a").in("5"), EQ, Double.NEGATIVE_INFINITY));
    }

    @Test
    void absenceAndPatternsAreConditions() {
        RunFilter absent = RunFilter.absent(Field.param("p"));
        assertThat(RunFilter.parse("params.p is null")).isEqualTo(absent);
        assertThat(RunFilter.parse("params.p IS NOT NULL")).isEqualTo(new Not(absent));
        assertThat(RunFilter.parse("metrics.a[v]@max is null"))
                .isEqualTo(RunFilter.absent(Field.metric("a").in("v").at(Aggregate.MAX)));
        assertThat(RunFilter.parse("end_time is null")).isEqualTo(RunFilter.absent(Field.attribute("end_time")));
        assertThat(RunFilter.parse("params.p like 'a%'")).isEqualTo(RunFilter.param("p", LIKE, "a%"));
        assertThat(RunFilter.parse("name not ilike '%A\\_'"))
                .isEqualTo(new And(List.of(
                        RunFilter.present(Field.attribute("name")),
                        new Not(RunFilter.attribute("name", ILIKE, "%A\\_")))));
        assertThat(RunFilter.parse("true and not false"))
                .isEqualTo(new And(List.of(RunFilter.all(), new Not(new Or(List.of())))));
    }

    @Test
    void namesOfMlflowAreKnown() {
        assertThat(RunFilter.parse(
                        "attr.run_name = 'a' and run.user_id = 'b' and run_id != 'c' and parameters.p = 'd'"))
                .isEqualTo(new And(List.of(
                        RunFilter.attribute("name", EQ, "a"),
                        RunFilter.attribute("user", EQ, "b"),
                        RunFilter.attribute("id", NE, "c"),
                        RunFilter.param("p", EQ, "d"))));
        assertThat(RunFilter.parse("status = 'finished'")).isEqualTo(RunFilter.attribute("status", EQ, "FINISHED"));
    }

    @Test
    void aQueryHasAnOrderAndALimit() {
        assertThat(RunQuery.parse("metrics.f1 > 0.8 order by metrics.f1 desc limit 50"))
                .isEqualTo(RunQuery.all()
                        .where(RunFilter.metric("f1", GT, 0.8))
                        .orderByMetricDescending("f1")
                        .limit(50));
        assertThat(RunQuery.parse("order by metrics.acc[val]@max desc, params.opt asc, duration LIMIT 7"))
                .isEqualTo(RunQuery.all()
                        .orderBy(Field.metric("acc").in("val").at(Aggregate.MAX), false)
                        .orderBy(Field.param("opt"), true)
                        .orderBy(Field.attribute("duration"), true)
                        .limit(7));
        assertThat(RunQuery.parse("order by metrics.loss"))
                .isEqualTo(RunQuery.all().orderByMetricAscending("loss"));
        assertThat(RunQuery.parse(" ")).isEqualTo(RunQuery.all());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "metrics.f1 > |13|a number",
                "metrics.f1 > 'x'|14|'f1' is compared with a number",
                "metrics.f1 >> 1|13|a number",
                "metrics.f1 0.8|12|a comparison",
                "metrics.f1 not 0.8|16|'in', 'between', 'like' or 'ilike'",
                "tags.t = 1|10|single quotes",
                "colour = 'red'|1|no attribute 'colour'",
                "colours.red = 1|1|none of metrics",
                "(metrics.a = 1|15|')'",
                "metrics.a = 1)|14|the end",
                "metrics.a = 1 or|17|metrics.<name>",
                "tags.t = 'open|10|not a word",
                "tags.t in ()|12|a number",
                "metrics.a = 1; drop|14|not a word",
                "metrics.a = 1 order by 5|24|expected metrics.<name>",
                "order by metrics.a, |20|expected metrics.<name>",
                "order by a|10|no attribute 'a'",
                "order by metrics.a,metrics.b,metrics.c,metrics.d,name,user,id,duration,status|72|at most 8 orders",
                "metrics.a[] = 1|11|the name of a context",
                "metrics.a[x = 1|13|']'",
                "metrics.a@median = 1|11|@mean",
                "metrics.a@ = 1|12|@mean",
                "params.a@max = 1|9|a comparison",
                "params.a[x] = 1|9|a comparison",
                "params.a is 1|13|'null'",
                "params.a is not 1|17|'null'",
                "params.a like 1|15|a pattern is a text",
                "metrics.a like 'x'|16|a pattern is a text",
                "params.a like 'x\\'|15|lone backslash",
                "params.a like ilike 'x'|15|a number, or a text",
                "status = 'DONE'|10|RUNNING, FINISHED",
                "duration > '5m'|12|'duration' is compared with a number",
                "params.\"\" = 1|8|a name in",
                "params.\"a = 1|8|not a word",
                "true = 1|6|'and', 'or'",
                "metrics.a = 1 limit 0|21|1 to 1000",
                "metrics.a = 1 limit 2.5|21|1 to 1000",
                "metrics. = 1|10|a name in",
                "status = status|10|a number, or a text"
            })
    void anErrorNamesThePlace(String text, int character, String message) {
        assertThatThrownBy(() -> RunQuery.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at character " + character + " ")
                .hasMessageContaining(message);
    }

    @Test
    void aConditionIsNotEmpty() {
        assertThatThrownBy(() -> RunFilter.parse(" ")).hasMessageContaining("at character 2 of the filter, its end");
    }

    @Test
    void aLongTextIsRead() {
        String quotes = "''".repeat(9_000);
        assertThat(RunFilter.parse("tags.t = '" + quotes + "'")).isEqualTo(RunFilter.tag("t", EQ, "'".repeat(9_000)));
        assertThat(RunFilter.parse("tags.t = '" + "x".repeat(19_000) + "'"))
                .isEqualTo(RunFilter.tag("t", EQ, "x".repeat(19_000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000})
    void deepAndLongFiltersAreRefused(int times) {
        for (String text : List.of(
                "(".repeat(times) + "metrics.a = 1",
                "not ".repeat(times) + "metrics.a = 1",
                "tags.t in ('a'" + ",'a'".repeat(times * 2) + ")",
                "x".repeat(times * 300))) {
            assertThatThrownBy(() -> RunFilter.parse(text)).isInstanceOf(InvalidInputException.class);
        }
    }
}
