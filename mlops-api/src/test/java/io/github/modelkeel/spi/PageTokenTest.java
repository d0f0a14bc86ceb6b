package io.github.modelkeel.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.View;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
    private static final RunQuery QUERY =
            RunQuery.parse("metrics.f1 > 0.5 and tags.team = 'a' order by metrics.f1 desc");

    @Test
    void aTokenComesBackBitByBit() {
        PageToken token = new PageToken(
                Long.MIN_VALUE,
                Arrays.asList(
                        null,
                        Double.NaN,
                        -0.0,
                        Double.MIN_VALUE,
                        Long.MAX_VALUE,
                        "",
                        "a'\uD83D\uDE80",
                        "x".repeat(70_000)));
        String question = PageToken.question(QUERY);
        String text = token.encode(question);
        assertThat(text).matches("[A-Za-z0-9_-]+");
        assertThat(PageToken.decode(text, question)).isEqualTo(token);
    }

    @Test
    void whatIsFoundMakesTheQuestionNotHowMuchOfIt() {
        String question = PageToken.question(QUERY);
        assertThat(List.of(QUERY.limit(7), QUERY.page("x"), QUERY.reading(RunQuery.Part.TAGS), QUERY.in("b", "a")))
                .extracting(PageToken::question)
                .containsExactly(question, question, question, PageToken.question(QUERY.in("a", "b")));
        List<RunQuery> others = List.of(
                QUERY,
                QUERY.in("a"),
                QUERY.view(View.ALL),
                QUERY.orderBy(Field.param("x"), true),
                QUERY.orderBy(Field.param("x"), false),
                QUERY.where(new RunFilter.Absent(Field.tag("x"))),
                QUERY.where(new RunFilter.Not(new RunFilter.Absent(Field.tag("x")))),
                QUERY.where(RunFilter.param("x", Operator.EQ, "1.0")),
                QUERY.where(new RunFilter.Comparison(RunFilter.Subject.PARAM, "x", Operator.EQ, 1.0)),
                QUERY.orderBy(Field.metric("x").in("train"), true),
                QUERY.orderBy(Field.metric("x").in("train").at(Aggregate.MIN), true),
                RunQuery.all().where(RunFilter.tag("ab", Operator.EQ, "c")),
                RunQuery.all().where(RunFilter.tag("a", Operator.EQ, "bc")));
        assertThat(others).extracting(PageToken::question).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "!", "AAAA", "nonsense", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\uD83D\uDE80", "a b"})
    void whatIsNoTokenIsRefused(String text) {
        assertThatThrownBy(() -> PageToken.decode(text, PageToken.question(QUERY)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("first page");
    }

    @Test
    void aTokenOfAnotherQuestionIsRefused() {
        String token = new PageToken(5, List.of(1.0)).encode(PageToken.question(QUERY));
        assertThatThrownBy(() -> PageToken.decode(token, PageToken.question(RunQuery.all())))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> PageToken.decode(token, PageToken.question("history", "r1", "f1", "")))
                .isInstanceOf(InvalidInputException.class);
        assertThat(PageToken.question("a", "bc")).isNotEqualTo(PageToken.question("ab", "c"));
    }

    @Test
    void aDamagedTokenIsRefusedOrMeansTheSame() { // the last character of base64 may have bits that mean nothing
        Random random = new Random(11L);
        PageToken token = new PageToken(77, Arrays.asList(0.25, null, "text", 12L));
        String question = PageToken.question(QUERY);
        String whole = token.encode(question);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(whole);
            int at = random.nextInt(whole.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.setCharAt(at, (char) (32 + random.nextInt(96)));
                case 1 -> damaged.deleteCharAt(at);
                default -> damaged.insert(at, "AQ_-=".charAt(random.nextInt(5)));
            }
            PageToken read;
            try {
                read = PageToken.decode(damaged.toString(), question);
            } catch (InvalidInputException e) {
                continue;
            }
            assertThat(read).as(damaged.toString()).isEqualTo(token);
        }
    }

    @Test
    void aMadeUpKeyIsRefused() { // the digest is no secret, so anybody can make a token whose key does not fit
        RunQuery query = RunQuery.all().orderByMetricAscending("m");
        for (List<Object> key : List.of(
                List.<Object>of(),
                List.<Object>of(1.0, 5L),
                List.<Object>of("text", 5L, "id"),
                List.<Object>of(1.0, "5", "id"),
                List.<Object>of(1.0, 5L, 7L),
                List.<Object>of(1.0, 2.0, 5L, "id"))) {
            String token = new PageToken(9, key).encode(PageToken.question(query));
            assertThatThrownBy(() -> new RunIndex(id -> null).search(query.page(token), 0))
                    .as(key.toString())
                    .isInstanceOf(InvalidInputException.class);
        }
    }
}
