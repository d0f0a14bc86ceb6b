package io.github.modelkeel.internal.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.internal.names.Ids;
import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTrackerTest {
    private final AtomicLong millis = new AtomicLong(1_000);
    private final Tracker tracker = new StoredTracker(TrackingContext.direct(
            new MemoryStorage(),
            () -> Instant.ofEpochMilli(millis.getAndAdd(10)).plusNanos(5),
            "ann",
            Ids.seeded(1)));
    private final Experiment churn = tracker.experiment("churn");

    @Test
    void aRunIsFinishedWhenItsBodyReturns() {
        RunRecord run = churn.run("baseline", r -> {
            r.param("max_depth", 6).params(Map.of("eta", 0.3, "verbose", true));
            r.metric("f1", 0.81).metric("loss", 0.5, 1).metrics(Map.of("loss", 0.4, "auc", 0.9), 2);
            r.tag("team", "crm").tag("team", "growth");
            r.artifact("notes/a.txt", new byte[] {1, 2});
        });

        assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.user()).isEqualTo("ann");
        assertThat(run.startedAt()).isBefore(run.endedAt());
        assertThat(run.params()).isEqualTo(Map.of("max_depth", "6", "eta", "0.3", "verbose", "true"));
        assertThat(run.metric("loss")).contains(0.4);
        assertThat(run.tags()).isEqualTo(Map.of("team", "growth"));
        assertThat(tracker.history(run.id(), "loss"))
                .extracting(point -> point.step())
                .containsExactly(1L, 2L);
        assertThat(tracker.artifact(run.id(), "notes/a.txt")).containsExactly(1, 2);
        assertThat(churn.runs()).containsExactly(run);
        assertThat(run.id()).matches("[a-z0-9]{32}");
    }

    @Test
    void anUncheckedExceptionReachesTheCallerAndTheRunIsFailed() { // behaviour 35
        IllegalStateException boom = new IllegalStateException("boom", new IOException("disk"));

        assertThatThrownBy(() -> churn.run("bad", run -> {
                    run.metric("f1", 0.1);
                    throw boom;
                }))
                .isSameAs(boom);

        RunRecord run = churn.runs().get(0);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.error()).isEqualTo("java.lang.IllegalStateException: boom\ncaused by java.io.IOException: disk");
        assertThat(run.metric("f1")).contains(0.1);
    }

    @Test
    void aCheckedExceptionArrivesWrappedAndAnErrorAsItIs() { // behaviour 35
        IOException checked = new IOException("no disk");
        assertThatThrownBy(() -> churn.run("checked", run -> {
                    throw checked;
                }))
                .isInstanceOf(CompletionException.class)
                .hasCause(checked);
        assertThatThrownBy(() -> churn.run("error", run -> {
                    throw new AssertionError("wrong");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(churn.runs()).extracting(RunRecord::status).containsOnly(RunStatus.FAILED);
    }

    @Test
    void aCancelledRunIsKilled() {
        assertThatThrownBy(() -> churn.run("stop", run -> {
                    throw new CancelledException("enough");
                }))
                .isInstanceOf(CancelledException.class);
        assertThat(churn.runs().get(0).status()).isEqualTo(RunStatus.KILLED);
    }

    @Test
    void runsNest() {
        AtomicReference<RunRecord> child = new AtomicReference<>();
        RunRecord parent = churn.run("search", run -> child.set(run.child("try 1", c -> c.metric("f1", 0.7))));

        assertThat(child.get().parentId()).isEqualTo(parent.id());
        assertThat(child.get().experimentId()).isEqualTo(parent.experimentId());
        assertThat(child.get().status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aRunEndsOnceAndTakesNothingAfterwards() {
        Run run = churn.start("by hand");
        run.fail(new IOException("late"));
        run.close();

        assertThat(tracker.getRun(run.id()).status()).isEqualTo(RunStatus.FAILED);
        assertThatThrownBy(() -> run.metric("f1", 1)).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> run.artifact("a.txt", new byte[0]))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("has ended and takes no artifact 'a.txt'");
    }

    @Test
    void filesAreStoredFromDisk(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.txt"), "hello");
        RunRecord run = churn.run("files", r -> r.artifact("in/x.txt", file));

        assertThat(tracker.artifacts(run.id(), "in/")).hasSize(1);
        assertThat(new String(tracker.artifact(run.id(), "in/x.txt"), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("hello");
        assertThatThrownBy(() -> tracker.artifact(run.id(), "in/y.txt"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("run '" + run.id() + "' has no artifact 'in/y.txt'; did you mean 'in/x.txt'?");
    }

    @Test
    void theSameNameIsTheSameExperiment() {
        assertThat(tracker.experiment("churn").id()).isEqualTo(churn.id());
        assertThat(tracker.experiments()).hasSize(1);
    }

    @Test
    void aRecordedErrorIsBoundedAndStorable() {
        assertThatThrownBy(() -> churn.run("long", run -> {
            throw new IllegalStateException("x\0\uD800y" + "z".repeat(50_000));
        }));

        String error = churn.runs().get(0).error();
        assertThat(error).hasSize(16_384).contains("x??y").endsWith("... (cut)");
    }
}
