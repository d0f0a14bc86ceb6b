package io.github.modelkeel.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.CopyReport;
import io.github.modelkeel.Mlops;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.fs.FileStore;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.Tracker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A storage with something of everything, copied from each kind to another and back. */
class StorageCopyTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Storage open(String kind, String name) {
        Path place = folder.resolve(name + "-" + kind);
        return switch (kind) {
            case "sqlite" -> JdbcStore.sqlite(place.resolveSibling(name + ".db"));
            case "h2" -> JdbcStore.h2(place.resolveSibling(name + "-h2"));
            case "files" -> FileStore.at(place);
            default -> JdbcStore.sqliteInMemory();
        };
    }

    @ParameterizedTest
    @CsvSource({"sqlite, h2", "h2, files", "files, sqlite", "memory, files"})
    void aCopyIsTheSameAndSoIsACopyOfIt(String from, String to) {
        try (Storage original = open(from, "a");
                Storage copy = open(to, "b");
                Storage back = open(from, "c")) {
            fill(original);
            CopyReport report = Mlops.copy(original, copy);
            assertThat(report.experiments()).isEqualTo(3);
            assertThat(report.runs()).isEqualTo(6);
            assertThat(report.points()).isEqualTo(12_007);
            assertThat(report.files()).isEqualTo(2);
            assertThat(report.models()).isEqualTo(1);
            assertThat(report.versions()).isEqualTo(2);
            assertThat(report.edges()).isEqualTo(2);
            assertThat(Mlops.copy(copy, back)).isEqualTo(report);
            assertThat(Mlops.copy(original, copy)).as("copied again").isEqualTo(report);
            assertThat(copy.registry().create(version(9)).version())
                    .as("numbers go on")
                    .isEqualTo(4);
            assertThat(copy.check()).isEmpty();
        }
    }

    @Test
    void whatIsThereIsNotTouched() {
        try (Storage original = open("memory", "a");
                Storage other = open("memory", "b")) {
            fill(original);
            other.runs().experiment("churn", "f".repeat(32), T0);
            assertThatThrownBy(() -> Mlops.copy(original, other))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("'churn'");
        }
    }

    private static NewVersion version(int minute) {
        return new NewVersion(
                "churn",
                "runs:/" + "a".repeat(32) + "/model",
                "0".repeat(64),
                Map.of("f1", 0.8),
                new Lineage(null, Map.of("train", "1".repeat(64)), null),
                "a version",
                new Change("ann", "because", T0.plusSeconds(60L * minute)));
    }

    /** Fills a storage through the front door; it is not closed with the door. */
    private static void fill(Storage storage) {
        Tracker tracker = Mlops.builder().storage(storage).user("ann").open().tracker();
        Experiment churn = tracker.experiment("churn");
        RunRecord first = churn.run("first \uD83D\uDE80", run -> {
            run.params(Map.of("depth", 6, "note", "line\nbreak")).tag("team", "risk");
            List<MetricPoint> points = new ArrayList<>();
            for (int step = 0; step < 12_000; step++) {
                points.add(new MetricPoint("loss", "train", 1.0 / (1 + step), step, T0.plusMillis(step)));
                if (points.size() == 6_000) {
                    run.metrics(points);
                    points.clear();
                }
            }
            run.metrics(List.of(
                    new MetricPoint("odd", Double.NaN, 0, T0),
                    new MetricPoint("odd", Double.NEGATIVE_INFINITY, -5, T0),
                    new MetricPoint("odd", -0.0, -5, T0),
                    new MetricPoint("odd", 0.0, -5, T0),
                    new MetricPoint("odd", Double.MIN_VALUE, Long.MAX_VALUE, Instant.EPOCH)));
            run.inputs(new DatasetInput("customers", "abc", "train", "csv", 5_000));
            run.artifact("model/a.txt", "hello".getBytes(UTF_8));
            run.artifact("b.bin", new byte[100_000]);
            run.child("child", child -> child.metric("f1", 0.5).child("grandchild", last -> last.metric("f1", 0.25)));
        });
        try {
            churn.run("failing", run -> {
                throw new IllegalStateException("no data");
            });
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("no data");
        }
        RunRecord dropped = churn.run("dropped", run -> {});
        tracker.deleteRun(dropped.id());
        Experiment gone = tracker.experiment("gone");
        gone.run("in gone", run -> {});
        tracker.deleteExperiment(gone.id());
        tracker.experiment("gone");
        for (int n = 1; n <= 3; n++) {
            storage.registry().create(version(n));
        }
        Change change = new Change("bob", "good", T0.plusSeconds(600));
        storage.registry().transition("churn", 3, Stage.PRODUCTION, true, change);
        storage.registry().alias("churn", "champion", 1, null, change);
        storage.registry().alias("churn", "champion", 3, 1, change);
        storage.registry().tag("churn", null, "owner", "risk", change);
        storage.registry().tag("churn", 3, "n", "3", change);
        storage.registry().describe("churn", null, "Predicts churn", change);
        storage.registry().decide("churn", 3, new Approval(Approval.Decision.APPROVED, change));
        storage.registry().deleteVersion("churn", 2, change);
        LineageNode data = new LineageNode(LineageNode.Kind.DATASET, "abc");
        LineageNode run = new LineageNode(LineageNode.Kind.RUN, first.id());
        LineageNode version = new LineageNode(LineageNode.Kind.MODEL_VERSION, "churn/3");
        storage.lineage()
                .link(List.of(new LineageEdge(data, run, "train", T0), new LineageEdge(run, version, "package", T0)));
    }
}
