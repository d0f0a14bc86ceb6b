package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.finish;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.metrics;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.params;
import static io.github.modelkeel.testkit.Samples.point;
import static io.github.modelkeel.testkit.Samples.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunScan;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link io.github.modelkeel.spi.RunStore} about searching. */
public abstract class RunSearchTck extends StorageTck {
    private static final int RUNS = Integer.getInteger("modelkeel.tck.runs", 60);
    private static final int FILTERS = Integer.getInteger("modelkeel.tck.filters", 2_000);

    /** Made by JUnit. */
    protected RunSearchTck() {}

    /** Makes the experiment of the runs. */
    @BeforeEach
    final void makeExperiment() {
        Samples.experiment(storage);
    }

    private void apply(RunCommand... commands) {
        storage.runs().apply(List.of(commands));
    }

    private List<String> found(RunQuery query) {
        return storage.runs().search(query).items().stream().map(RunRecord::id).toList();
    }

    @Test
    void everyFilterOrderAndPageIsWhatAScanGives() { // behaviours 11, 12, 43, 44, 46 and 49
        RandomQueries queries = new RandomQueries(42L, RUNS);
        queries.scatter(storage);
        List<RunRecord> all = new ArrayList<>();
        for (int n = 1; n <= RUNS; n++) {
            all.add(storage.runs().find(id(n)).orElseThrow());
        }
        for (int i = 0; i < FILTERS; i++) {
            RunQuery query = queries.query();
            List<String> expected = ReferenceSearch.search(all, query).stream()
                    .map(RunRecord::id)
                    .toList();
            Page<RunRecord> page = storage.runs().search(query);
            List<String> found = new ArrayList<>();
            page.items().forEach(run -> found.add(run.id()));
            assertThat(found)
                    .as("query %s: %s", i, query.text())
                    .isEqualTo(expected.subList(0, Math.min(query.limit(), expected.size())));
            assertThat(page.next().isPresent())
                    .as("further pages of query %s: %s", i, query.text())
                    .isEqualTo(expected.size() > query.limit());
            if (i % 8 == 0) {
                while (page.nextToken() != null) {
                    page = storage.runs().search(query.page(page.nextToken()));
                    page.items().forEach(run -> found.add(run.id()));
                }
                assertThat(found).as("pages of query %s: %s", i, query.text()).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsFoundIsWholeAndOnlyWhatWasAskedFor() {
        RandomQueries queries = new RandomQueries(43L, RUNS);
        queries.scatter(storage);
        apply(newRun(RUNS + 1));
        apply(new RunCommand.Inputs(id(RUNS + 1), List.of(new DatasetInput("d", "ab", "train", "file", 7))));
        List<RunRecord> found = storage.runs()
                .search(RunQuery.all().view(View.ALL).limit(RUNS + 1))
                .items();
        assertThat(found).hasSize(RUNS + 1);
        for (RunRecord run : found) {
            assertThat(run).isEqualTo(storage.runs().find(run.id()).orElseThrow());
        }
        for (RunQuery.Part part : RunQuery.Part.values()) {
            List<RunRecord> partly = storage.runs()
                    .search(RunQuery.all().view(View.ALL).limit(RUNS + 1).reading(part))
                    .items();
            assertThat(partly)
                    .as(part.name())
                    .isEqualTo(found.stream()
                            .map(run -> RunScan.reading(run, Set.of(part)))
                            .toList());
        }
    }

    @Test
    void withoutAnOrderTheNewestComesFirst() { // behaviour 45
        apply(newRun(1), newRun(3), newRun(2));
        apply(new RunCommand.Create(id(4), EXPERIMENT, null, "same start as 3", "ann", T0.plusSeconds(3)));
        assertThat(found(RunQuery.all())).containsExactly(id(3), id(4), id(2), id(1));
        assertThat(found(RunQuery.all().limit(2))).containsExactly(id(3), id(4));
        assertThat(found(RunQuery.all().in(id(77)))).isEmpty();
    }

    @Test
    void numbersComeBeforeNaNBeforeRunsWithoutTheMetric() { // behaviour 12
        apply(newRun(1), newRun(2), newRun(3), newRun(4));
        apply(metrics(1, point("f1", 0, Double.NaN)), metrics(2, point("f1", 0, 0.5)));
        apply(metrics(4, point("f1", 0, Double.NEGATIVE_INFINITY)));
        assertThat(found(RunQuery.all().orderByMetricDescending("f1"))).containsExactly(id(2), id(4), id(1), id(3));
        assertThat(found(RunQuery.all().orderByMetricAscending("f1"))).containsExactly(id(4), id(2), id(1), id(3));
    }

    @Test
    void aSearchSeesTheLastValue() {
        apply(newRun(1), metrics(1, point("loss", 0, 0.9)));
        RunQuery low = RunQuery.all().where(RunFilter.metric("loss", Operator.LT, 0.5));
        assertThat(found(low)).isEmpty();
        apply(metrics(1, point("loss", 1, 0.4)));
        assertThat(found(low)).containsExactly(id(1));
    }

    @Test
    void aQueryMayBeWritten() { // behaviour 43
        apply(newRun(1), newRun(2), newRun(3), newRun(4));
        apply(metrics(1, point("f1", 0, 0.7)), metrics(2, point("f1", 0, 0.9)), metrics(3, point("f1", 0, 0.8)));
        apply(params(1, "depth", "6"), params(2, "depth", "10"), params(3, "depth", "6"), tags(2, "team", "it's"));
        assertThat(found(RunQuery.parse("metrics.f1 between 0.75 and 1 order by metrics.f1 desc limit 5")))
                .containsExactly(id(2), id(3));
        assertThat(found(RunQuery.parse("params.depth < 7 and not (name = 'run 1')")))
                .containsExactly(id(3));
        assertThat(found(RunQuery.parse("tags.team in ('it''s', 'x') or metrics.f1 = 0.7")))
                .containsExactly(id(2), id(1));
        assertThat(found(RunQuery.parse("tags.team not in ('x')"))).containsExactly(id(2));
    }

    @Test
    void hostileOperandsAreOnlyText() { // behaviour 52
        String hostile = "x' OR '1'='1'; DROP TABLE run; --";
        apply(newRun(1), params(1, hostile, hostile), tags(1, hostile, "v"), finish(1));
        assertThat(found(RunQuery.all().where(RunFilter.param("k", Operator.EQ, hostile))))
                .isEmpty();
        assertThat(found(RunQuery.all().where(RunFilter.param(hostile, Operator.EQ, hostile))))
                .containsExactly(id(1));
        assertThat(found(RunQuery.all().in(hostile))).isEmpty();
        assertThat(found(RunQuery.all().orderByMetricAscending(hostile))).containsExactly(id(1));
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        List<Comparison> wrong = List.of(
                new Comparison(Subject.METRIC, "m", Operator.EQ, "text"),
                new Comparison(Subject.TAG, "t", Operator.EQ, 1.0),
                new Comparison(Subject.ATTRIBUTE, "name", Operator.EQ, 1.0),
                new Comparison(Subject.ATTRIBUTE, "start_time", Operator.EQ, "today"),
                new Comparison(Subject.METRIC, "m", Operator.LIKE, 1.0),
                new Comparison(Subject.PARAM, "p", Operator.ILIKE, 1.0),
                new Comparison(Subject.ATTRIBUTE, "duration", Operator.LIKE, "1%"),
                new Comparison(Subject.ATTRIBUTE, "colour", Operator.EQ, "red"));
        for (Comparison comparison : wrong) {
            assertThatThrownBy(() -> found(RunQuery.all().where(comparison)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'" + comparison.key() + "'");
        }
        for (RunQuery query : List.of(
                RunQuery.all().where(RunFilter.tag("t", Operator.LIKE, "x\\")),
                RunQuery.all().where(RunFilter.absent(RunFilter.Field.attribute("colour"))),
                RunQuery.all().orderBy(RunFilter.Field.attribute("colour"), true))) {
            assertThatThrownBy(() -> found(query)).isInstanceOf(InvalidInputException.class);
        }
        RunFilter deep = RunFilter.all();
        for (int i = 0; i < 5_000; i++) {
            deep = new RunFilter.Not(deep);
        }
        RunFilter tooDeep = deep;
        assertThatThrownBy(() -> found(RunQuery.all().where(tooDeep).limit(1)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void nanMeetsNoComparisonButNotEqual() { // behaviour 11
        apply(newRun(1), metrics(1, point("m", 0, Double.NaN)), newRun(2), metrics(2, point("m", 0, 1)));
        for (Operator operator : List.of(Operator.EQ, Operator.LT, Operator.LE, Operator.GT, Operator.GE)) {
            assertThat(found(RunQuery.all().where(RunFilter.metric("m", operator, Double.NaN))))
                    .as("NaN as operand of %s", operator)
                    .isEmpty();
            assertThat(found(RunQuery.all().where(RunFilter.metric("m", operator, 1))))
                    .as("NaN as value of %s", operator)
                    .doesNotContain(id(1));
        }
        assertThat(found(RunQuery.all().where(RunFilter.metric("m", Operator.NE, 1))))
                .containsExactly(id(1));
        assertThat(found(RunQuery.parse("metrics.m is null"))).isEmpty();
        assertThat(found(RunQuery.parse("metrics.m@min is not null"))).containsExactly(id(2), id(1));
    }

    @Test
    void contextsAndAggregatesAreApart() { // behaviours 16 and 43
        apply(newRun(1), newRun(2));
        apply(metrics(
                1,
                new MetricPoint("acc", "train", 0.9, 0, T0),
                new MetricPoint("acc", "val", 0.5, 0, T0),
                new MetricPoint("acc", "val", 0.7, 1, T0),
                new MetricPoint("acc", "val", 0.6, 2, T0)));
        apply(metrics(2, new MetricPoint("acc", 0.99, 0, T0), new MetricPoint("acc", "val", 0.65, 0, T0)));
        assertThat(found(RunQuery.parse("metrics.acc > 0"))).containsExactly(id(2));
        assertThat(found(RunQuery.parse("metrics.acc[train] = 0.9"))).containsExactly(id(1));
        assertThat(found(RunQuery.parse("metrics.acc[val] >= 0.65"))).containsExactly(id(2));
        assertThat(found(RunQuery.parse("metrics.acc[val]@max >= 0.7"))).containsExactly(id(1));
        assertThat(found(RunQuery.parse("metrics.acc[val]@min < 0.6"))).containsExactly(id(1));
        assertThat(found(RunQuery.parse("order by metrics.acc[val] desc"))).containsExactly(id(2), id(1));
        assertThat(found(RunQuery.parse("order by metrics.acc[val]@max desc"))).containsExactly(id(1), id(2));
        assertThat(found(RunQuery.parse("order by metrics.acc[train]"))).containsExactly(id(1), id(2));
        assertThat(found(RunQuery.parse("metrics.acc[Val] is null"))).containsExactly(id(2), id(1));
    }

    @Test
    void textsAreComparedByCodePointAndCase() { // behaviours 24, 25 and 43
        List<String> texts = List.of("B", "a", "a ", "b", "\u00E9", "\uFB01", "\uD83D\uDE80");
        for (int n = 1; n <= texts.size(); n++) {
            apply(newRun(n), params(n, "t", texts.get(n - 1)));
        }
        assertThat(found(RunQuery.parse("order by params.t")))
                .containsExactly(id(1), id(2), id(3), id(4), id(5), id(6), id(7));
        assertThat(found(RunQuery.parse("order by params.t desc limit 1"))).containsExactly(id(7));
        assertThat(found(RunQuery.parse("params.t = 'a'"))).containsExactly(id(2));
        assertThat(found(RunQuery.parse("params.t like 'b'"))).containsExactly(id(4));
        assertThat(found(RunQuery.parse("params.t ilike 'b'"))).containsExactly(id(4), id(1));
        assertThat(found(RunQuery.parse("params.t like 'a%'"))).containsExactly(id(3), id(2));
        assertThat(found(RunQuery.parse("params.t like '_'")))
                .doesNotContain(id(3))
                .hasSize(6);
        assertThat(found(RunQuery.parse("params.t > '\uFB01'"))).containsExactly(id(7));
    }

    @Test
    void caseIsForgottenAlikeWhateverTheLocale() { // behaviour 26
        apply(newRun(1), tags(1, "t", "TITLE"), newRun(2), tags(2, "t", "t\u0131tle"));
        apply(newRun(3), tags(3, "t", "STRASSE"), newRun(4), tags(4, "t", "stra\u00DFe \u00C4"));
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("tr-TR", "de-DE", "en-US")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(found(RunQuery.parse("tags.t ilike 'title'")))
                        .as(tag)
                        .containsExactly(id(1));
                assertThat(found(RunQuery.parse("tags.t ilike 'TITL%'")))
                        .as(tag)
                        .containsExactly(id(1));
                assertThat(found(RunQuery.parse("tags.t ilike 'strasse%'")))
                        .as(tag)
                        .containsExactly(id(3));
                assertThat(found(RunQuery.parse("tags.t ilike '%\u00E4'")))
                        .as(tag)
                        .containsExactly(id(4));
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
