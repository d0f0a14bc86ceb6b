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
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link io.github.modelkeel.spi.RunStore} about searching. */
public abstract class RunSearchTck extends StorageTck {
    private static final int RUNS = 60;
    private static final int FILTERS = 2_000;
    private static final double[] NUMBERS = {
        Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 0.0, 0.5, -2.5, 6, 100
    };
    private static final String[] TEXTS = {
        "", "a", "A", "b", "6", "06", "6.0", "-2.5", "1e2", "x'y", "%", "\uFB01", "\uD83D\uDE80", "NaN", "a "
    };
    private static final List<Operator> OPERATORS = List.of(Operator.values()).subList(0, 6);
    private static final List<RunStatus> STATES = List.of(RunStatus.values());
    private static final String OTHER = id(900_001);

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

    /** Stores runs with random content in two experiments. */
    private void scatter(Random random) {
        storage.runs().experiment("other", OTHER, T0);
        List<RunCommand> commands = new ArrayList<>();
        for (int n = 1; n <= RUNS; n++) {
            commands.add(new RunCommand.Create(
                    id(n),
                    random.nextInt(3) == 0 ? OTHER : EXPERIMENT,
                    n > 10 && random.nextInt(4) == 0 ? id(1 + random.nextInt(10)) : null,
                    text(random),
                    random.nextBoolean() ? "ann" : "bob",
                    T0.plusMillis(random.nextInt(20))));
            for (String key : List.of("x", "y")) {
                if (random.nextInt(4) != 0) {
                    commands.add(metrics(n, point(key, random.nextInt(3), number(random))));
                }
                if (random.nextInt(4) != 0) {
                    commands.add(params(n, key, text(random)));
                }
                if (random.nextInt(4) != 0) {
                    commands.add(tags(n, key, text(random)));
                }
            }
            if (random.nextBoolean()) {
                commands.add(new RunCommand.End(
                        id(n),
                        random.nextBoolean() ? RunStatus.FINISHED : RunStatus.FAILED,
                        null,
                        T0.plusMillis(random.nextInt(40))));
            }
        }
        storage.runs().apply(commands);
    }

    private static double number(Random random) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static RunFilter filter(Random random, int depth) {
        int kind = depth == 0 ? 3 : random.nextInt(6);
        if (kind < 2) {
            List<RunFilter> parts = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                parts.add(filter(random, depth - 1));
            }
            return kind == 0 ? new RunFilter.And(parts) : new RunFilter.Or(parts);
        }
        if (kind == 2) {
            return new RunFilter.Not(filter(random, depth - 1));
        }
        Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
        String key = List.of("x", "y", "z").get(random.nextInt(3));
        return switch (random.nextInt(5)) {
            case 0 -> RunFilter.metric(key, operator, number(random));
            case 1 -> RunFilter.param(key, operator, text(random));
            case 2 -> new Comparison(Subject.PARAM, key, operator, number(random));
            case 3 -> RunFilter.tag(key, operator, text(random));
            default -> attribute(random, operator);
        };
    }

    private static RunFilter attribute(Random random, Operator operator) {
        return switch (random.nextInt(7)) {
            case 0 -> RunFilter.attribute("name", operator, text(random));
            case 1 -> RunFilter.attribute("user", operator, random.nextBoolean() ? "ann" : "b");
            case 2 -> RunFilter.attribute("id", operator, id(random.nextInt(RUNS)));
            case 3 -> RunFilter.attribute("parent_id", operator, id(random.nextInt(10)));
            case 4 ->
                RunFilter.attribute(
                        "status",
                        operator,
                        STATES.get(random.nextInt(STATES.size())).name());
            case 5 ->
                new Comparison(Subject.ATTRIBUTE, "start_time", operator, T0.toEpochMilli() + random.nextInt(40) / 2.0);
            default -> new Comparison(Subject.ATTRIBUTE, "end_time", operator, T0.toEpochMilli() + number(random));
        };
    }

    @Test
    void everyFilterAndOrderFindsWhatAScanFinds() { // behaviours 11, 12, 43, 44 and 46
        Random random = new Random(42L);
        scatter(random);
        List<RunRecord> all = new ArrayList<>();
        for (int n = 1; n <= RUNS; n++) {
            all.add(storage.runs().find(id(n)).orElseThrow());
        }
        for (int i = 0; i < FILTERS; i++) {
            RunQuery query = RunQuery.all().where(filter(random, 3)).limit(1 + random.nextInt(80));
            query = switch (random.nextInt(3)) {
                case 0 -> query;
                case 1 -> query.in(EXPERIMENT);
                default -> query.in(OTHER, EXPERIMENT, id(5));
            };
            query = switch (random.nextInt(3)) {
                case 0 -> query;
                case 1 -> query.orderByMetricDescending(random.nextInt(9) == 0 ? "z" : "x");
                default -> query.orderByMetricAscending("y");
            };
            assertThat(found(query))
                    .as("filter %s: %s", i, query)
                    .isEqualTo(ReferenceSearch.search(all, query).stream()
                            .map(RunRecord::id)
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
                new Comparison(Subject.ATTRIBUTE, "colour", Operator.EQ, "red"));
        for (Comparison comparison : wrong) {
            assertThatThrownBy(() -> found(RunQuery.all().where(comparison)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'" + comparison.key() + "'");
        }
        RunFilter deep = RunFilter.all();
        for (int i = 0; i < 5_000; i++) {
            deep = new RunFilter.Not(deep);
        }
        RunFilter tooDeep = deep;
        assertThatThrownBy(() -> found(RunQuery.all().where(tooDeep).limit(1)))
                .isInstanceOf(InvalidInputException.class);
    }
}
