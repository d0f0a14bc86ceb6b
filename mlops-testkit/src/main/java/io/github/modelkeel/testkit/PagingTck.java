package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.metrics;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.params;
import static io.github.modelkeel.testkit.Samples.point;
import static io.github.modelkeel.testkit.Samples.tags;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of {@link io.github.modelkeel.spi.RunStore} about pages. */
public abstract class PagingTck extends StorageTck {
    private static final int RUNS = 40;

    /** Made by JUnit. */
    protected PagingTck() {}

    /** Makes the experiment of the runs. */
    @BeforeEach
    final void makeExperiment() {
        Samples.experiment(storage);
    }

    private void apply(RunCommand... commands) {
        storage.runs().apply(List.of(commands));
    }

    private void make(int from, int to) {
        List<RunCommand> commands = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            commands.add(newRun(n));
            commands.add(metrics(n, point("m", 0, n % 5)));
            commands.add(params(n, "p", "v" + n % 3));
        }
        storage.runs().apply(commands);
    }

    /** Reads all pages; does something before each but the first. */
    private List<String> walk(RunQuery query, IntConsumer meanwhile) {
        List<String> seen = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            if (pages > 0) {
                meanwhile.accept(pages);
            }
            Page<RunRecord> page = storage.runs().search(query.page(token));
            page.items().forEach(run -> seen.add(run.id()));
            token = page.nextToken();
            assertThat(++pages).isLessThan(2 * RUNS);
        } while (token != null);
        return seen;
    }

    private static List<String> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Samples::id).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit 7",
                "order by start_time limit 7",
                "order by metrics.m desc limit 7",
                "order by metrics.m@min, params.p desc limit 7",
                "order by params.none, tags.late limit 7"
            })
    void runsMadeMeanwhileDoNotEnter(String text) { // behaviour 47
        make(1, RUNS);
        List<String> seen = walk(RunQuery.parse(text), page -> make(1_000 + 10 * page, 1_003 + 10 * page));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids(1, RUNS));
    }

    @Test
    void runsMadeInThePastDoNotEnterEither() { // behaviour 47
        make(1, RUNS);
        List<String> seen = walk(
                RunQuery.all().limit(7),
                page -> apply(new RunCommand.Create(
                        id(2_000 + page), Samples.EXPERIMENT, null, "old", "ann", T0.minusSeconds(60))));
        assertThat(seen)
                .containsExactlyElementsOf(
                        ids(1, RUNS).stream().sorted((a, b) -> b.compareTo(a)).toList());
    }

    @Test
    void runsDeletedEndedOrTaggedMeanwhileChangeNothingElse() { // behaviour 48
        make(1, RUNS);
        List<String> seen = walk(RunQuery.parse("order by metrics.m desc limit 5"), page -> {
            apply(tags(RUNS - page, "t", "v"), Samples.finish(20 + page));
            if (page == 1) {
                apply(
                        new RunCommand.Delete(id(RUNS), T0),
                        new RunCommand.Delete(id(4), T0)); // of the least and greatest m
            }
        });
        assertThat(seen)
                .doesNotHaveDuplicates()
                .containsAll(ids(5, RUNS - 1))
                .containsAll(ids(1, 3))
                .doesNotContain(id(4), id(RUNS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 20, 1_000})
    void thereIsNoTokenOnTheLastPage(int limit) { // behaviour 49
        make(1, 20);
        for (String order : List.of("", "order by metrics.m", "order by params.p desc, metrics.none")) {
            RunQuery query = RunQuery.parse(order).limit(limit);
            List<String> tokens = new ArrayList<>();
            String token = null;
            do {
                token = storage.runs().search(query.page(token)).nextToken();
                tokens.add(token);
            } while (token != null);
            assertThat(tokens).as(order).hasSize((20 + limit - 1) / limit);
        }
        assertThat(storage.runs().search(RunQuery.parse("name = 'none'")).nextToken())
                .isNull();
    }

    @Test
    void aTokenOfAnotherQueryIsRefused() { // behaviour 50
        make(1, 10);
        RunQuery query = RunQuery.parse("metrics.m >= 0 order by metrics.m desc limit 2");
        String token = requireNonNull(storage.runs().search(query).nextToken());
        assertThat(storage.runs().search(query.limit(5).page(token)).items()).hasSize(5);
        for (RunQuery other : List.of(
                RunQuery.all(),
                query.in(Samples.EXPERIMENT),
                query.orderBy(Field.param("p"), true),
                RunQuery.parse("metrics.m >= 0.0 order by metrics.m"),
                RunQuery.parse("metrics.m > 0 order by metrics.m desc"))) {
            assertThatThrownBy(() -> storage.runs().search(other.page(token)))
                    .as(other.text())
                    .isInstanceOf(InvalidInputException.class);
        }
        for (String broken : List.of("", "x", token.substring(1), token + "AAAA", token.toUpperCase(Locale.ROOT))) {
            assertThatThrownBy(() -> storage.runs().search(query.page(broken)))
                    .as(broken)
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void aTokenIsGoodAfterReopening() {
        make(1, 10);
        RunQuery query = RunQuery.parse("order by metrics.m desc limit 6");
        Page<RunRecord> first = storage.runs().search(query);
        reopen();
        Page<RunRecord> second = storage.runs().search(query.page(first.nextToken()));
        assertThat(second.items()).hasSize(4).doesNotContainAnyElementsOf(first.items());
        assertThat(second.nextToken()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_001, Integer.MAX_VALUE})
    void aPageHasASize(int limit) { // behaviour 51
        apply(newRun(1));
        assertThatThrownBy(() -> storage.runs().search(RunQuery.all().limit(limit)))
                .isInstanceOf(IllegalArgumentException.class);
        int points = limit == 1_001 ? 50_001 : limit;
        assertThatThrownBy(() -> storage.runs().history(id(1), "m", "", null, points))
                .isInstanceOf(InvalidInputException.class);
    }
}
