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

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of {@link io.github.modelkeel.spi.RunStore} about experiments and runs. */
public abstract class RunStoreTck extends StorageTck {
    /** Made by JUnit. */
    protected RunStoreTck() {}

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
    void aRunComesBackAsItWasStored() {
        apply(
                newRun(1),
                new RunCommand.Create(id(2), EXPERIMENT, id(1), "child", "bob", T0.plusSeconds(5)),
                params(2, "depth", "6"),
                tags(2, "team", "risk"),
                metrics(2, point("f1", 0, 0.81)),
                new RunCommand.End(id(2), RunStatus.FAILED, "java.io.IOException: gone", T0.plusSeconds(9)));
        RunRecord stored = run(2);
        assertThat(stored)
                .isEqualTo(new RunRecord(
                        id(2),
                        EXPERIMENT,
                        id(1),
                        "child",
                        RunStatus.FAILED,
                        T0.plusSeconds(5),
                        T0.plusSeconds(9),
                        stored.heartbeatAt(),
                        null,
                        "bob",
                        "java.io.IOException: gone",
                        stored.revision(),
                        Map.of("depth", "6"),
                        Map.of("team", "risk"),
                        stored.summaries(),
                        List.of()));
        assertThat(stored.metrics()).isEqualTo(Map.of("f1", point("f1", 0, 0.81)));
        assertThat(storage.runs().find(id(3))).isEmpty();
    }

    @Test
    void creatingARunTwiceMakesOneRun() { // behaviour 1
        apply(newRun(1));
        apply(newRun(1), newRun(1));
        assertThat(run(1).status()).isEqualTo(RunStatus.RUNNING);
        assertThatThrownBy(() -> apply(new RunCommand.Create(id(1), EXPERIMENT, null, "other", "ann", T0)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(id(1));
    }

    @Test
    void oneExperimentForOneNameWhoeverAsksFirst() throws Exception { // behaviour 2
        List<String> ids = Race.of(
                THREADS,
                n -> () -> storage.runs()
                        .experiment("raced", id(100 + n), T0.plusSeconds(n))
                        .id());
        assertThat(ids).containsOnly(ids.get(0));
        assertThat(storage.runs().experiments())
                .extracting(ExperimentRecord::name)
                .containsExactly("raced", "samples");
    }

    @Test
    void aParameterKeepsItsFirstValue() { // behaviours 3 and 4
        apply(newRun(1), params(1, "depth", "6"));
        apply(params(1, "depth", "6"));
        assertThatThrownBy(() -> apply(params(1, "depth", "7")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("'depth'")
                .hasMessageContaining("'6'")
                .hasMessageContaining("'7'");
        assertThat(run(1).params()).isEqualTo(Map.of("depth", "6"));
    }

    @Test
    void theLastValueOfATagStays() { // behaviour 8
        apply(newRun(1), tags(1, "team", "risk"));
        apply(tags(1, "team", "fraud"), tags(1, "site", "x"));
        assertThat(run(1).tags()).isEqualTo(Map.of("team", "fraud", "site", "x"));
    }

    @Test
    void aRunEndsOnce() { // behaviours 31, 32 and 33
        apply(newRun(1), finish(1));
        apply(finish(1));
        assertThat(run(1).endedAt()).isEqualTo(T0.plusSeconds(61));
        assertThatThrownBy(() -> apply(new RunCommand.End(id(1), RunStatus.FAILED, "late", T0)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("FINISHED");
        for (RunCommand late : List.of(params(1, "k", "v"), tags(1, "k", "v"), metrics(1, point("m", 0, 1)))) {
            assertThatThrownBy(() -> apply(late)).isInstanceOf(ConflictException.class);
        }
        assertThat(run(1).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run(1).error()).isNull();
    }

    @Test
    void commandsOnWhatDoesNotExistAreRefused() {
        for (RunCommand lost :
                List.of(params(1, "k", "v"), tags(1, "k", "v"), metrics(1, point("m", 0, 1)), finish(1))) {
            assertThatThrownBy(() -> apply(lost))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(id(1));
        }
        assertThatThrownBy(() -> apply(new RunCommand.Create(id(1), id(77), null, "n", "ann", T0)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(id(77));
        assertThatThrownBy(() -> apply(new RunCommand.Create(id(1), EXPERIMENT, id(78), "n", "ann", T0)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(id(78));
    }

    @Test
    void aListOfCommandsHasAllOfItsEffectsOrNone() { // behaviour 54
        apply(newRun(1), params(1, "depth", "6"), metrics(1, point("loss", 0, 1)), tags(1, "t", "old"));
        RunRecord before = run(1);
        assertThatThrownBy(() -> apply(
                        newRun(2),
                        params(1, "eta", "0.1"),
                        metrics(1, point("loss", 1, 0.5), point("new", 0, 1)),
                        tags(1, "t", "new"),
                        finish(1),
                        params(2, "depth", "1"),
                        params(2, "depth", "2")))
                .isInstanceOf(ConflictException.class);
        assertThat(run(1)).isEqualTo(before);
        assertThat(storage.runs().find(id(2))).isEmpty();
        assertThat(storage.runs().history(id(1), "loss")).containsExactly(point("loss", 0, 1));
        assertThat(storage.runs().history(id(1), "new")).isEmpty();
    }

    @Test
    void aFailingCallDoesNotFailItsNeighbours() throws Exception { // behaviour 55
        apply(newRun(1), params(1, "taken", "yes"));
        List<Integer> failures = Race.of(THREADS, n -> () -> {
            int failed = 0;
            for (int i = 0; i < 50; i++) {
                try {
                    apply(i % 2 == 0 ? params(1, "p" + n + "." + i, "v") : params(1, "taken", "no"));
                } catch (ConflictException e) {
                    failed++;
                }
            }
            return failed;
        });
        assertThat(failures).containsOnly(25);
        assertThat(run(1).params()).hasSize(1 + THREADS * 25).containsEntry("taken", "yes");
    }

    @Test
    void oneOfSeveralRacingEndsWins() throws Exception {
        apply(newRun(1));
        List<Boolean> won = Race.of(THREADS, n -> () -> {
            RunStatus status = n % 2 == 0 ? RunStatus.FINISHED : RunStatus.FAILED;
            try {
                apply(new RunCommand.End(id(1), status, null, T0.plusSeconds(n)));
                return status == run(1).status();
            } catch (ConflictException e) {
                return status != run(1).status();
            }
        });
        assertThat(won).containsOnly(true); // those of the status that came first, and only they, were let through
    }

    @Test
    void whatWasAcknowledgedIsSeenByOthersAndAfterReopening() { // behaviours 57, 58 and 67
        apply(newRun(1), params(1, "depth", "6"));
        try (Storage other = second()) {
            assertThat(other.runs().find(id(1))).contains(run(1));
            other.runs().apply(List.of(newRun(2), metrics(2, point("f1", 0, Double.NaN))));
            assertThat(run(2).metric("f1")).contains(Double.NaN);
        }
        RunRecord before = run(2);
        reopen();
        assertThat(run(2)).isEqualTo(before);
        apply(finish(2));
        assertThat(run(2).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void twoOpeningsWriteAtTheSameTime() throws Exception { // behaviour 57
        try (Storage other = second()) {
            Race.of(THREADS, n -> () -> {
                Storage own = n % 2 == 0 ? storage : other;
                for (int i = 0; i < 25; i++) {
                    int run = 1 + n * 100 + i;
                    own.runs().apply(List.of(newRun(run), params(run, "p" + i, "v"), finish(run)));
                }
                return n;
            });
        }
        assertThat(storage.runs().search(RunQuery.all().limit(1_000)).items()).hasSize(THREADS * 25);
    }

    @Test
    void interruptingACallerNeitherLosesNorDoublesItsCall() throws Exception { // behaviour 61
        apply(newRun(1));
        Race.of(2, n -> () -> {
            for (int i = 0; i < 40; i++) {
                Thread.currentThread().interrupt();
                apply(tags(1, "t" + n + "." + i, "v"));
                storage.runs().find(id(1));
                assertThat(Thread.interrupted())
                        .as("the interrupt is still pending")
                        .isTrue();
            }
            return n;
        });
        assertThat(run(1).tags()).hasSize(80);
    }

    @Test
    void callsAfterCloseFailCleanly() { // behaviour 62
        apply(newRun(1));
        storage.close();
        storage.close();
        assertThatThrownBy(() -> apply(newRun(2))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> storage.runs().find(id(1))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void closingCarriesOutWhatWaits() throws Exception { // behaviour 62
        List<Integer> acknowledged = Race.of(THREADS, n -> () -> {
            int done = 0;
            try {
                for (int i = 0; i < 1_000; i++) {
                    if (n == 0 && i == 20) {
                        storage.close();
                    }
                    apply(newRun(1 + n * 1_000 + i));
                    done++;
                }
            } catch (UnavailableException e) {
                return done;
            }
            return done;
        });
        reopen();
        for (int n = 0; n < THREADS; n++) {
            for (int i = 0; i < acknowledged.get(n); i++) {
                assertThat(storage.runs().find(id(1 + n * 1_000 + i))).isPresent();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/St_Johns", "Pacific/Apia", "Europe/Berlin"})
    void timesDoNotDependOnTheZone(String zone) { // behaviour 76
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            Instant inTheGap = Instant.parse("2026-03-29T01:30:00.123Z"); // 02:30 in Berlin does not exist that night
            apply(new RunCommand.Create(id(1), EXPERIMENT, null, "n", "ann", inTheGap));
            apply(new RunCommand.End(id(1), RunStatus.KILLED, null, inTheGap.minusSeconds(10)));
            assertThat(run(1).startedAt()).isEqualTo(inTheGap);
            assertThat(run(1).endedAt()).isEqualTo(inTheGap.minusSeconds(10));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void everythingThrownIsOfThisLibrary() {
        assertThatThrownBy(() -> apply(finish(1))).isInstanceOf(MlopsException.class);
        assertThatThrownBy(() -> storage.runs().history(id(1), "m")).isInstanceOf(NotFoundException.class);
    }
}
