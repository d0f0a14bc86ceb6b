package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
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
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of {@link io.github.modelkeel.spi.RunStore} about names and texts: whatever they are, they come back. */
public abstract class RunTextTck extends StorageTck {
    /** Made by JUnit. */
    protected RunTextTck() {}

    /** Makes the experiment of the runs. */
    @BeforeEach
    final void makeExperiment() {
        Samples.experiment(storage);
    }

    private void apply(RunCommand... commands) {
        storage.runs().apply(List.of(commands));
    }

    private RunRecord run(int n) {
        return storage.runs().find(id(n)).orElseThrow();
    }

    @Test
    void experimentsAreListedByCodePoint() { // behaviour 25
        List<String> names = List.of("b", "\uD83D\uDE80", "B", "a", "\uFB01", "\u00E9");
        for (int i = 0; i < names.size(); i++) {
            storage.runs().experiment(names.get(i), id(i), T0);
        }
        assertThat(storage.runs().experiments())
                .extracting(ExperimentRecord::name)
                .containsExactly("B", "a", "b", "samples", "\u00E9", "\uFB01", "\uD83D\uDE80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "trailing ",
                "\uD83D\uDE80\uD83C\uDDE9\uD83C\uDDEA",
                "e\u0301 is not \u00E9",
                "\u05E9\u05DC\u05D5\u05DD",
                "'; DROP TABLE run; --",
                "\" OR \"\"=\"",
                "%_\\?:1 ${x} {fn now()}",
                "a\tb\nc\rd",
                "NULL",
                "I\u0130\u0131\u00DF"
            })
    void everyTextComesBackAsItIs(String text) { // behaviours 21, 23, 24 and 52
        apply(newRun(1), params(1, "k" + text, text), tags(1, "k" + text, text));
        apply(new RunCommand.End(id(1), RunStatus.FAILED, text, T0.plusSeconds(70)));
        storage.runs().experiment("named " + text, id(7), T0);
        assertThat(run(1).params()).isEqualTo(Map.of("k" + text, text));
        assertThat(run(1).tags()).isEqualTo(Map.of("k" + text, text));
        assertThat(run(1).error()).isEqualTo(text);
        assertThat(storage.runs().experiment("named " + text, id(8), T0).id()).isEqualTo(id(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "half \uD83D", "\uDE80 half"})
    void whatIsNoTextIsRefused(String text) { // behaviour 22
        apply(newRun(1));
        assertThatThrownBy(() -> apply(params(1, "k", text))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> apply(tags(1, text, "v"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> storage.runs().experiment(text, id(9), T0)).isInstanceOf(InvalidInputException.class);
        assertThat(run(1).params()).isEmpty();
    }

    @Test
    void aLongTextIsKeptWholeOrRefused() { // behaviour 27
        String longest = "\u00E9".repeat(StoredText.MAX_LENGTH);
        apply(newRun(1), params(1, "longest", longest));
        assertThat(run(1).params().get("longest")).isEqualTo(longest);
        assertThatThrownBy(() -> apply(params(1, "longer", longest + "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'longer'");
        assertThat(run(1).params()).containsOnlyKeys("longest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a.b",
                "a b",
                "it's",
                "\"q\"",
                "%",
                "_",
                "a\\b",
                "..",
                "CON",
                "nul",
                "nul.txt",
                "a:b*?<>|",
                "~",
                "trailing.",
                "trailing ",
                "-rf",
                "\u00E9",
                "e\u0301"
            })
    void everyNameIsOnlyAName(String name) { // behaviours 29 and 30
        String other = name + "x";
        apply(newRun(1), params(1, name, "v"), tags(1, name, "v"), metrics(1, point(name, 0, 1)));
        apply(metrics(1, new MetricPoint(name, name, 2, 0, T0)), params(1, other, "w"));
        storage.runs().experiment(name, id(801), T0);
        storage.registry().create(Samples.version(name));
        reopenUnlessTransient();
        RunRecord run = run(1);
        assertThat(run.params()).isEqualTo(Map.of(name, "v", other, "w"));
        assertThat(run.tags()).isEqualTo(Map.of(name, "v"));
        assertThat(storage.runs().history(id(1), name)).containsExactly(point(name, 0, 1));
        assertThat(run.summary(name, name).orElseThrow().last().value()).isEqualTo(2);
        assertThat(storage.runs().experiment(name, id(802), T0).id()).isEqualTo(id(801));
        assertThat(storage.registry().models()).containsExactly(name);
        for (RunQuery query : List.of(
                RunQuery.all().where(RunFilter.param(name, RunFilter.Operator.EQ, "v")),
                RunQuery.all().where(RunFilter.tag(name, RunFilter.Operator.EQ, "v")),
                RunQuery.all().where(RunFilter.metric(name, RunFilter.Operator.EQ, 1)))) {
            assertThat(storage.runs().search(query).items()).hasSize(1);
        }
    }

    @Test
    void namesMayBeLong() { // behaviour 30
        String longest = "\uD83D\uDE80".repeat(63) + "abc"; // 255 bytes
        String upper = longest.substring(0, 126) + "ABC";
        apply(newRun(1), params(1, longest, "a"), params(1, upper, "b"), metrics(1, point(longest, 0, 1)));
        storage.runs().experiment(longest, id(801), T0);
        storage.runs().experiment(upper, id(802), T0);
        storage.registry().create(Samples.version(longest));
        storage.registry().create(Samples.version(upper));
        reopenUnlessTransient();
        assertThat(run(1).params()).isEqualTo(Map.of(longest, "a", upper, "b"));
        assertThat(storage.runs().experiment(longest, id(803), T0).id()).isEqualTo(id(801));
        assertThat(storage.runs().experiment(upper, id(803), T0).id()).isEqualTo(id(802));
        assertThat(storage.registry().versions(longest)).hasSize(1);
        assertThat(storage.registry().versions(upper)).hasSize(1);
    }

    private void reopenUnlessTransient() {
        if (!storage.isTransient()) {
            reopen();
        }
    }
}
