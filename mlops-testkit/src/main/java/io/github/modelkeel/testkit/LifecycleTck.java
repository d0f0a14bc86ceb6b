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
import static org.assertj.core.api.Assertions.tuple;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises of {@link RunStore} about the life of runs and experiments. */
public abstract class LifecycleTck extends StorageTck {
    private static final Instant LATER = T0.plusSeconds(600);

    /** Made by JUnit. */
    protected LifecycleTck() {}

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

    private List<String> found(View view) {
        return storage.runs().search(RunQuery.all().view(view)).items().stream()
                .map(RunRecord::id)
                .sorted()
                .toList();
    }

    private static RunCommand delete(int n) {
        return new RunCommand.Delete(id(n), LATER);
    }

    private static RunCommand restore(int n) {
        return new RunCommand.Restore(id(n), LATER);
    }

    private static RunCommand child(int n, int parent) {
        return new RunCommand.Create(id(n), EXPERIMENT, id(parent), "run " + n, "ann", T0.plusSeconds(n));
    }

    private void refused(RunCommand... commands) {
        for (RunCommand each : commands) {
            assertThatThrownBy(() -> apply(each))
                    .as(each.toString())
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining(each.runId());
        }
    }

    private static RunCommand[] writes(int n) {
        return new RunCommand[] {
            params(n, "k", "v"),
            tags(n, "k", "v"),
            metrics(n, point("m", 0, 1)),
            new RunCommand.Inputs(id(n), List.of(new DatasetInput("d", "ab", "", "", -1))),
            new RunCommand.Heartbeat(id(n), LATER)
        };
    }

    @ParameterizedTest
    @EnumSource(value = RunStatus.class, names = "RUNNING", mode = EnumSource.Mode.EXCLUDE)
    void anOpenRunEndsInAnyWayAndThenInNoOther(RunStatus status) { // behaviours 31 and 32
        apply(newRun(1), new RunCommand.End(id(1), status, "why", LATER));
        RunRecord ended = run(1);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.endedAt()).isEqualTo(LATER);
        assertThat(ended.error()).isEqualTo("why");
        assertThat(ended.revision()).isEqualTo(1);
        apply(new RunCommand.End(id(1), status, "again", LATER.plusSeconds(1)));
        for (RunStatus other : RunStatus.values()) {
            if (other != status && other.isTerminal()) {
                refused(new RunCommand.End(id(1), other, null, LATER));
            }
        }
        refused(writes(1)); // behaviour 33
        assertThat(run(1)).isEqualTo(ended);
    }

    @Test
    void anEndedRunMayBeResumed() { // behaviours 33 and 34
        apply(newRun(1), params(1, "depth", "6"), metrics(1, point("f1", 0, 0.5)));
        apply(new RunCommand.End(id(1), RunStatus.FAILED, "gone", T0.plusSeconds(61)));
        apply(new RunCommand.Resume(id(1), LATER));
        RunRecord resumed = run(1);
        assertThat(resumed.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(resumed.endedAt()).isNull();
        assertThat(resumed.error()).isNull();
        assertThat(resumed.heartbeatAt()).isEqualTo(LATER);
        assertThat(resumed.revision()).isEqualTo(2);
        assertThat(resumed.params()).isEqualTo(Map.of("depth", "6"));
        apply(new RunCommand.Resume(id(1), LATER.plusSeconds(9)));
        assertThat(run(1)).isEqualTo(resumed);
        apply(writes(1));
        apply(metrics(1, point("f1", 1, 0.6)), finish(1));
        assertThat(run(1).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run(1).metric("f1")).contains(0.6);
        assertThatThrownBy(() -> apply(new RunCommand.Resume(id(2), LATER))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aRunMayBeRenamedAndItsInputsNamed() {
        apply(newRun(1));
        DatasetInput train = new DatasetInput("churn", "ab".repeat(32), "train", "file:churn.csv", 4_000);
        DatasetInput test = new DatasetInput("churn", "ab".repeat(32), "test", "file:churn.csv", -1);
        apply(new RunCommand.Inputs(id(1), List.of(train, test)), new RunCommand.Inputs(id(1), List.of(train)));
        assertThat(run(1).inputs()).containsExactly(train, test);
        apply(finish(1), new RunCommand.Rename(id(1), "better", LATER));
        assertThat(run(1).name()).isEqualTo("better");
        assertThat(run(1).revision()).isEqualTo(2);
        apply(new RunCommand.Rename(id(1), "better", LATER));
        assertThat(run(1).revision()).isEqualTo(2);
        apply(newRun(1)); // the same content as it was made with: no change
        assertThat(run(1).name()).isEqualTo("better");
    }

    @Test
    void aChangeMayExpectARevision() throws Exception { // behaviour 60
        apply(newRun(1));
        apply(new RunCommand.Expect(id(1), 0), new RunCommand.Rename(id(1), "first", LATER));
        assertThatThrownBy(() -> apply(
                        tags(1, "k", "v"), new RunCommand.Expect(id(1), 0), new RunCommand.Rename(id(1), "x", LATER)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(id(1));
        assertThat(run(1).name()).isEqualTo("first");
        assertThat(run(1).tags()).isEmpty();
        List<Boolean> won = Race.of(THREADS, n -> () -> {
            try {
                apply(new RunCommand.Expect(id(1), 1), new RunCommand.Rename(id(1), "by " + n, LATER));
                return true;
            } catch (ConflictException e) {
                return false;
            }
        });
        assertThat(won).filteredOn(each -> each).hasSize(1);
        assertThat(run(1).revision()).isEqualTo(2);
    }

    @Test
    void aSilentRunIsLostAndALiveOneNever() { // behaviour 36
        apply(newRun(1), newRun(2), newRun(3), newRun(4), finish(3));
        apply(new RunCommand.Heartbeat(id(2), LATER), new RunCommand.Heartbeat(id(2), T0));
        assertThat(run(1).heartbeatAt()).isEqualTo(run(1).startedAt());
        assertThat(run(2).heartbeatAt()).isEqualTo(LATER);
        apply(delete(4));
        assertThat(storage.runs().markLost(LATER, LATER.plusSeconds(60))).containsExactly(id(1));
        assertThat(run(1).status()).isEqualTo(RunStatus.LOST);
        assertThat(run(1).endedAt()).isEqualTo(LATER.plusSeconds(60));
        assertThat(run(2).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run(3).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(storage.runs().markLost(LATER, LATER.plusSeconds(61))).isEmpty();
        refused(new RunCommand.Heartbeat(id(1), LATER));
        apply(new RunCommand.Resume(id(1), LATER.plusSeconds(70)));
        assertThat(storage.runs().markLost(LATER.plusSeconds(60), LATER.plusSeconds(71)))
                .containsExactly(id(2));
    }

    @Test
    void aHeartbeatThatCameInTimeWins() throws Exception { // behaviour 36
        apply(newRun(1));
        Race.of(2, n -> () -> {
            for (int i = 1; i <= 60; i++) {
                if (n == 0) {
                    apply(new RunCommand.Heartbeat(id(1), T0.plusSeconds(100 + i)));
                } else {
                    storage.runs().markLost(T0, LATER); // everything said since is newer
                }
            }
            return n;
        });
        assertThat(run(1).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run(1).heartbeatAt()).isEqualTo(T0.plusSeconds(160));
    }

    @Test
    void aDeletedRunIsHiddenFoundByItsIdAndNotWrittenTo() { // behaviours 37 and 38
        apply(newRun(1), params(1, "depth", "6"), metrics(1, point("f1", 0, 0.5)), tags(1, "t", "v"), newRun(2));
        RunRecord before = run(1);
        apply(delete(1));
        assertThat(found(View.ACTIVE)).containsExactly(id(2));
        assertThat(found(View.DELETED)).containsExactly(id(1));
        assertThat(found(View.ALL)).containsExactly(id(1), id(2));
        RunRecord deleted = run(1);
        assertThat(deleted.deletedAt()).isEqualTo(LATER);
        assertThat(deleted.params()).isEqualTo(before.params());
        assertThat(deleted.summaries()).isEqualTo(before.summaries());
        assertThat(storage.runs().history(id(1), "f1")).containsExactly(point("f1", 0, 0.5));
        refused(writes(1));
        refused(finish(1), new RunCommand.Resume(id(1), LATER), new RunCommand.Rename(id(1), "x", LATER));
        apply(delete(1));
        assertThat(run(1)).isEqualTo(deleted);
        apply(restore(1), restore(1));
        assertThat(run(1)).usingRecursiveComparison().ignoringFields("revision").isEqualTo(before);
        assertThat(run(1).revision()).isEqualTo(2);
        assertThat(found(View.ACTIVE)).containsExactly(id(1), id(2));
        apply(writes(1));
    }

    @Test
    void nestedRunsGoAndComeTogether() { // behaviours 38, 39 and 42
        apply(newRun(1), child(2, 1), child(3, 2), child(4, 1), newRun(5));
        assertThat(run(3).parentId()).isEqualTo(id(2));
        assertThatThrownBy(() -> apply(child(6, 6))).isInstanceOf(MlopsException.class);
        assertThatThrownBy(() -> apply(child(1, 3))).isInstanceOf(ConflictException.class); // a circle
        apply(delete(4));
        apply(delete(1));
        assertThat(found(View.ACTIVE)).containsExactly(id(5));
        assertThatThrownBy(() -> apply(restore(3)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(id(1));
        assertThatThrownBy(() -> apply(restore(4)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(id(1));
        assertThatThrownBy(() -> apply(child(7, 2))).isInstanceOf(ConflictException.class);
        apply(restore(1));
        assertThat(found(View.ACTIVE)).containsExactly(id(1), id(2), id(3), id(5)); // 4 went by itself before
        apply(restore(4));
        assertThat(found(View.DELETED)).isEmpty();
    }

    @Test
    void anExperimentTakesItsRunsWithIt() { // behaviour 39
        storage.runs().experiment("other", id(800), T0);
        apply(newRun(1), child(2, 1), newRun(3), new RunCommand.Create(id(4), id(800), null, "n", "ann", T0));
        apply(delete(3));
        storage.runs().deleteExperiment(EXPERIMENT, LATER);
        storage.runs().deleteExperiment(EXPERIMENT, LATER.plusSeconds(1));
        assertThat(storage.runs().experiments())
                .extracting(ExperimentRecord::name)
                .containsExactly("other");
        assertThat(storage.runs().experiments(View.DELETED))
                .extracting(ExperimentRecord::name, ExperimentRecord::deletedAt)
                .containsExactly(tuple("samples", LATER));
        assertThat(storage.runs().experiments(View.ALL)).hasSize(2);
        assertThat(found(View.ACTIVE)).containsExactly(id(4));
        assertThatThrownBy(() -> apply(newRun(9))).isInstanceOf(ConflictException.class);
        for (int n = 1; n <= 3; n++) {
            RunCommand one = restore(n);
            assertThatThrownBy(() -> apply(one))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining(EXPERIMENT);
        }
        storage.runs().restoreExperiment(EXPERIMENT, LATER);
        storage.runs().restoreExperiment(EXPERIMENT, LATER);
        assertThat(found(View.ACTIVE)).containsExactly(id(1), id(2), id(4));
        assertThat(found(View.DELETED)).containsExactly(id(3));
        assertThat(storage.runs().findExperiment(EXPERIMENT).orElseThrow().deletedAt())
                .isNull();
    }

    @Test
    void aNameCanBeUsedAgain() { // behaviour 40
        RunStore runs = storage.runs();
        runs.tagExperiment(EXPERIMENT, Map.of("team", "risk"), T0);
        runs.deleteExperiment(EXPERIMENT, LATER);
        assertThat(runs.experiment("samples", id(801), LATER).id()).isEqualTo(id(801));
        assertThatThrownBy(() -> runs.restoreExperiment(EXPERIMENT, LATER))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("samples");
        assertThatThrownBy(() -> runs.tagExperiment(EXPERIMENT, Map.of("a", "b"), LATER))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> runs.renameExperiment(EXPERIMENT, "x", LATER)).isInstanceOf(ConflictException.class);
        runs.renameExperiment(id(801), "renamed", LATER);
        runs.restoreExperiment(EXPERIMENT, LATER);
        assertThatThrownBy(() -> runs.renameExperiment(id(801), "samples", LATER))
                .isInstanceOf(ConflictException.class);
        assertThat(runs.experiment("samples", id(802), LATER))
                .isEqualTo(new ExperimentRecord(EXPERIMENT, "samples", T0, null, Map.of("team", "risk")));
        assertThat(runs.findExperiment(id(801)).orElseThrow().name()).isEqualTo("renamed");
        assertThat(runs.findExperiment(id(802))).isEmpty();
        for (Runnable lost : List.<Runnable>of(
                () -> runs.deleteExperiment(id(802), LATER),
                () -> runs.restoreExperiment(id(802), LATER),
                () -> runs.renameExperiment(id(802), "x", LATER),
                () -> runs.tagExperiment(id(802), Map.of("a", "b"), LATER))) {
            assertThatThrownBy(lost::run).isInstanceOf(NotFoundException.class).hasMessageContaining(id(802));
        }
    }

    @Test
    void whatIsDeletedMayBePurged() { // behaviour 41
        apply(newRun(1), child(2, 1), params(2, "p", "v"), metrics(2, point("m", 0, 1)), newRun(3), newRun(4));
        apply(delete(1));
        apply(new RunCommand.Delete(id(3), LATER.plusSeconds(10)));
        assertThat(storage.runs().deletedBefore(LATER)).isEqualTo(new RunStore.Deleted(List.of(), List.of()));
        assertThat(storage.runs().deletedBefore(LATER.plusMillis(1)))
                .isEqualTo(new RunStore.Deleted(List.of(), List.of(id(2), id(1))));
        assertThatThrownBy(() -> storage.runs().purgeRuns(List.of(id(2), id(4)), LATER))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(id(4));
        assertThat(storage.runs().find(id(2))).isPresent();
        storage.runs().purgeRuns(List.of(id(2), id(77), id(1)), LATER);
        storage.runs().purgeRuns(List.of(id(2), id(77), id(1)), LATER); // as after a purge that was cut short
        assertThat(storage.runs().find(id(1))).isEmpty();
        assertThat(storage.runs().find(id(2))).isEmpty();
        assertThatThrownBy(() -> storage.runs().history(id(2), "m")).isInstanceOf(NotFoundException.class);
        assertThat(found(View.ALL)).containsExactly(id(3), id(4));
        assertThatThrownBy(() -> storage.runs().purgeExperiments(List.of(EXPERIMENT), LATER))
                .isInstanceOf(ConflictException.class);
        storage.runs().deleteExperiment(EXPERIMENT, LATER);
        assertThatThrownBy(() -> storage.runs().purgeExperiments(List.of(EXPERIMENT), LATER))
                .isInstanceOf(ConflictException.class); // it still has runs
        RunStore.Deleted rest = storage.runs().deletedBefore(LATER.plusSeconds(60));
        assertThat(rest.experimentIds()).containsExactly(EXPERIMENT);
        assertThat(rest.runIds()).containsExactlyInAnyOrder(id(3), id(4));
        storage.runs().purgeRuns(rest.runIds(), LATER);
        storage.runs().purgeExperiments(List.of(EXPERIMENT, id(77)), LATER);
        assertThat(storage.runs().experiments(View.ALL)).isEmpty();
        assertThat(storage.runs().findExperiment(EXPERIMENT)).isEmpty();
        assertThat(storage.check()).isEmpty();
    }

    @Test
    void whatWasDeletedIsSoAfterReopening() { // behaviours 37 and 67
        apply(newRun(1), child(2, 1), newRun(3));
        apply(delete(1), new RunCommand.Heartbeat(id(3), LATER));
        List<RunRecord> before =
                storage.runs().search(RunQuery.all().view(View.ALL)).items();
        reopen();
        assertThat(storage.runs().search(RunQuery.all().view(View.ALL)).items()).isEqualTo(before);
        apply(restore(1));
        assertThat(found(View.ACTIVE)).containsExactly(id(1), id(2), id(3));
        assertThat(storage.check()).isEmpty();
    }
}
