package io.github.modelkeel.internal.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.internal.names.Ids;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.PurgeReport;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.Tracker;
import io.github.modelkeel.tracking.View;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a run besides being logged to. */
class RunLifecycleTest {
    @TempDir
    Path folder;

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final MemoryStorage storage = new MemoryStorage();
    private final OpenRuns openRuns = new OpenRuns(storage.runs(), this::now, null);
    private final Tracker tracker = new StoredTracker(new TrackingContext(
            storage, new DirectWrites(storage.runs(), Durability.SYNC), openRuns, this::now, "ann", Ids.seeded(7)));
    private final Experiment churn = tracker.experiment("churn");

    private Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    @Test
    void aResumedRunGoesOnUnderItsId() {
        RunRecord first = churn.run("r", run -> run.param("depth", 6).metric("loss", 0.5, 1));
        pass(Duration.ofMinutes(3));
        try (Run run = tracker.resume(first.id())) {
            assertThat(tracker.getRun(first.id()).status()).isEqualTo(RunStatus.RUNNING);
            assertThat(tracker.getRun(first.id()).endedAt()).isNull();
            run.metric("loss", 0.4, 2);
        }
        RunRecord again = tracker.getRun(first.id());
        assertThat(again.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(again.endedAt()).isEqualTo(now());
        assertThat(tracker.history(first.id(), "loss"))
                .extracting(MetricPoint::step)
                .containsExactly(1L, 2L);
        assertThatThrownBy(() -> tracker.resume("z".repeat(32))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void whoLogsLivesAndWhoIsSilentIsLost() { // behaviour 36
        Run silent = churn.start("silent");
        Run busy = churn.start("busy");
        Run beating = churn.start("beating");
        pass(Duration.ofMinutes(4));
        busy.metric("loss", 1);
        beating.heartbeat();
        pass(Duration.ofMinutes(2));
        assertThat(tracker.sweepLostRuns(Duration.ofMinutes(5))).containsExactly(silent.id());
        assertThat(tracker.getRun(silent.id()).status()).isEqualTo(RunStatus.LOST);
        assertThat(tracker.getRun(busy.id()).status()).isEqualTo(RunStatus.RUNNING);
        assertThatThrownBy(() -> silent.metric("loss", 1))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("LOST");
        assertThatThrownBy(() -> tracker.sweepLostRuns(Duration.ofSeconds(20)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("PT1M");
    }

    @Test
    void anEndedRunTakesNothingMore() {
        Run run = churn.start("r");
        run.close();
        assertThatThrownBy(() -> run.metric("loss", 1))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("resume");
        assertThatThrownBy(run::heartbeat).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> run.artifact("a", new byte[1])).isInstanceOf(ConflictException.class);
    }

    @Test
    void deletedIsHiddenThenBackOrGone() { // behaviours 37, 38 and 41
        RunRecord parent = churn.run("parent", run -> {
            run.artifact("a.txt", "hello".getBytes(UTF_8));
            run.child("child", child -> child.metric("f1", 0.8));
        });
        RunRecord kept = churn.run("kept", run -> run.artifact("a.txt", "hello".getBytes(UTF_8)));
        tracker.deleteRun(parent.id());
        assertThat(churn.runs()).extracting(RunRecord::name).containsExactly("kept");
        assertThat(tracker.search(RunQuery.all().view(View.DELETED)).items())
                .extracting(RunRecord::name)
                .containsExactlyInAnyOrder("parent", "child");
        tracker.restoreRun(parent.id());
        assertThat(churn.runs()).hasSize(3);

        tracker.deleteRun(parent.id());
        pass(Duration.ofDays(31));
        assertThat(tracker.purge(Duration.ofDays(40), false).runIds()).isEmpty();
        PurgeReport would = tracker.purge(Duration.ofDays(30), true);
        assertThat(would.runIds()).hasSize(2);
        assertThat(would.files()).isEqualTo(1);
        assertThat(would.bytes()).isEqualTo(5);
        assertThat(tracker.findRun(parent.id())).isPresent();
        assertThat(tracker.purge(Duration.ofDays(30), false).runIds()).isEqualTo(would.runIds());
        assertThat(tracker.findRun(parent.id())).isEmpty();
        assertThat(tracker.artifact(kept.id(), "a.txt")).hasSize(5); // shared content stays
    }

    @Test
    void anExperimentTakesItsRunsAlongAndBack() {
        RunRecord run = churn.run("r", open -> {});
        RunRecord gone = churn.run("gone", open -> {});
        tracker.deleteRun(gone.id());
        pass(Duration.ofSeconds(1));
        tracker.deleteExperiment(churn.id());
        assertThat(tracker.experiments()).isEmpty();
        assertThat(tracker.getRun(run.id()).deletedAt()).isNotNull();
        Experiment second = tracker.experiment("churn");
        assertThat(second.id()).isNotEqualTo(churn.id());
        assertThatThrownBy(() -> tracker.restoreExperiment(churn.id()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("churn");
        tracker.renameExperiment(second.id(), "churn 2");
        tracker.restoreExperiment(churn.id());
        assertThat(churn.runs()).extracting(RunRecord::name).containsExactly("r");
    }

    @Test
    void aRenameOnAnOldViewIsRefused() {
        RunRecord seen = churn.run("r", run -> {});
        RunRecord renamed = tracker.renameRun(seen.id(), "better", seen.revision());
        assertThat(renamed.name()).isEqualTo("better");
        assertThatThrownBy(() -> tracker.renameRun(seen.id(), "other", seen.revision()))
                .isInstanceOf(ConflictException.class);
        assertThat(tracker.getRun(seen.id()).name()).isEqualTo("better");
    }

    @Test
    void contextsInputsAndFoldersComeBack() throws IOException {
        Files.createDirectories(folder.resolve("plots"));
        Files.writeString(folder.resolve("plots/roc.csv"), "x,y\n");
        Files.writeString(folder.resolve("model.json"), "{}");
        DatasetInput input = new DatasetInput("customers", "abc", "train", "csv:customers.csv", 5_000);
        RunRecord run = churn.run("r", open -> {
            open.metrics(List.of(
                    new MetricPoint("loss", "train", 0.3, 1, now()),
                    new MetricPoint("loss", "validation", 0.4, 1, now())));
            open.inputs(input).inputs(input);
            open.artifacts("out", folder);
            open.artifact("stream.txt", new ByteArrayInputStream("abc".getBytes(UTF_8)));
        });
        assertThat(run.metric("loss")).isEmpty();
        assertThat(run.summary("loss", "validation").orElseThrow().mean()).isEqualTo(0.4);
        assertThat(run.inputs()).containsExactly(input);
        assertThat(tracker.artifacts(run.id(), ""))
                .extracting(ArtifactInfo::path, ArtifactInfo::mediaType)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("out/model.json", "application/json"),
                        org.assertj.core.groups.Tuple.tuple("out/plots/roc.csv", "text/csv"),
                        org.assertj.core.groups.Tuple.tuple("stream.txt", "text/plain"));
        assertThat(tracker.preview(run.id(), "stream.txt", 2)).isEqualTo("ab".getBytes(UTF_8));
        try (InputStream in = tracker.openArtifact(run.id(), "stream.txt")) {
            assertThat(in.readAllBytes()).hasSize(3);
        }
        assertThatThrownBy(() -> tracker.preview(run.id(), "stream.txt", 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> churn.run("x", open -> open.artifacts("", folder.resolve("none"))))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aTimeThatNoStoreKeepsIsRefused() {
        assertThatThrownBy(() ->
                        churn.run("r", run -> run.metrics(List.of(new MetricPoint("loss", 1, 0, Instant.MAX)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'loss'");
    }
}
