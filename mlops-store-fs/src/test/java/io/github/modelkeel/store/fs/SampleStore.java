package io.github.modelkeel.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small store with something of everything, as bytes, and what must be read from it. */
final class SampleStore {
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    static final String EXPERIMENT = id(900);
    static final int RUNS = 6;

    final Map<String, byte[]> files;
    final Map<String, Object> content;

    private SampleStore(Map<String, byte[]> files, Map<String, Object> content) {
        this.files = files;
        this.content = content;
    }

    static String id(int n) {
        return String.format(Locale.ROOT, "r%031d", n);
    }

    /** Makes the store; with {@code closed} false its files are those that a crash leaves, with everything in the journal. */
    static SampleStore make(Path folder, boolean closed) throws IOException {
        Map<String, byte[]> files;
        Map<String, Object> content;
        try (Storage store = FileStore.at(folder)) {
            fill(store);
            content = read(store);
            files = closed ? Map.of() : bytes(folder);
        }
        return new SampleStore(closed ? bytes(folder) : files, content);
    }

    private static void fill(Storage store) {
        store.runs().experiment("churn", EXPERIMENT, T0);
        store.runs().experiment("other", id(901), T0);
        for (int n = 1; n <= RUNS; n++) {
            String run = id(n);
            List<RunCommand> all = new ArrayList<>();
            all.add(new RunCommand.Create(
                    run, EXPERIMENT, n == 3 ? id(1) : null, "run " + n, "ann", T0.plusSeconds(n)));
            all.add(new RunCommand.Params(run, Map.of("depth", Integer.toString(n))));
            store.runs().apply(all);
            for (int i = 0; i < 5; i++) {
                store.runs()
                        .apply(List.of(new RunCommand.Metrics(
                                run, List.of(new MetricPoint("loss", "train", 1.0 / (n + i), i, T0.plusMillis(i))))));
            }
            store.runs().apply(List.of(new RunCommand.Tags(run, Map.of("team", "risk"))));
        }
        store.runs()
                .apply(List.of(
                        new RunCommand.Inputs(id(1), List.of(new DatasetInput("rows", "ab", "train", "x.csv", 7))),
                        new RunCommand.End(id(1), RunStatus.FINISHED, null, T0.plusSeconds(90)),
                        new RunCommand.End(id(2), RunStatus.FAILED, "gone", T0.plusSeconds(91))));
        store.runs().apply(List.of(new RunCommand.Delete(id(5), T0.plusSeconds(95))));
        Change change = new Change("bob", "because", T0.plusSeconds(100));
        for (int i = 1; i <= 3; i++) {
            store.registry()
                    .create(new NewVersion(
                            "churn",
                            "runs:/" + id(i) + "/m",
                            "cd".repeat(32),
                            Map.of("f1", 0.5 + i),
                            new Lineage(id(i), Map.of("train", "ef".repeat(32)), null),
                            "v" + i,
                            change));
        }
        store.registry().transition("churn", 2, Stage.PRODUCTION, true, change);
        store.registry().alias("churn", "champion", 2, null, change);
        store.registry().tag("churn", 2, "k", "v", change);
        store.registry().decide("churn", 2, new Approval(Approval.Decision.APPROVED, change));
        LineageNode data = new LineageNode(LineageNode.Kind.DATASET, "ab");
        LineageNode run = new LineageNode(LineageNode.Kind.RUN, id(1));
        store.lineage()
                .link(List.of(
                        new LineageEdge(data, run, "train", T0),
                        new LineageEdge(run, new LineageNode(LineageNode.Kind.MODEL_VERSION, "churn/1"), "", T0)));
        store.events().advance("hook", 7);
    }

    static Map<String, byte[]> bytes(Path folder) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return all;
    }

    /** Reads everything: each thing under its name, what is damaged as its exception. */
    static Map<String, Object> read(Storage store) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int n = 1; n <= RUNS; n++) {
            String run = id(n);
            all.put("run " + n, of(() -> store.runs().find(run).orElse(null)));
            all.put("history " + n, of(() -> store.runs().history(run, "loss", "train", null, 1_000)));
        }
        all.put("experiment", of(() -> store.runs().findExperiment(EXPERIMENT).orElse(null)));
        all.put("other", of(() -> store.runs().findExperiment(id(901)).orElse(null)));
        all.put(
                "model",
                of(() -> store.registry().read("churn").map(SampleStore::text).orElse(null)));
        for (int n = 1; n <= 3; n++) {
            int version = n;
            all.put("version " + n, of(() -> String.valueOf(store.registry().find("churn", version))));
        }
        all.put("edges", of(() -> store.lineage().edges()));
        all.put("events", of(() -> store.events().after(0, 10_000)));
        all.put("hook", of(() -> store.events().position("hook")));
        return all;
    }

    private static String text(ModelHistory history) {
        return history.toString();
    }

    private static @Nullable Object of(Supplier<@Nullable Object> read) {
        try {
            return read.get();
        } catch (IntegrityException e) {
            return e;
        }
    }

    static void write(Map<String, byte[]> files, Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Demands that each thing is what it was or is reported as damaged, and returns what is damaged. */
    List<String> requireSoundOrReported(Storage store, String what) {
        List<String> damaged = new ArrayList<>();
        Map<String, Object> now = read(store);
        content.forEach((name, before) -> {
            Object after = now.get(name);
            if (after instanceof IntegrityException) {
                damaged.add(name);
            } else if (name.equals("events") && isBeginning(after, before)) {
                damaged.add(name); // its end was lost: check() must say so
            } else {
                assertThat(after).as(what + ": " + name).isEqualTo(before);
            }
        });
        Map<String, RunRecord> found = new HashMap<>();
        store.runs().search(RunQuery.all().view(View.ALL)).items().forEach(run -> found.put(run.id(), run));
        for (int n = 1; n <= RUNS; n++) {
            if (!damaged.contains("run " + n)) {
                assertThat(found.get(id(n)))
                        .as(what + ": run " + n + " is found")
                        .isEqualTo(content.get("run " + n));
            }
        }
        return damaged;
    }

    private static boolean isBeginning(@Nullable Object after, Object before) {
        return after instanceof List<?> some
                && before instanceof List<?> all
                && some.size() < all.size()
                && all.subList(0, some.size()).equals(some)
                && some.stream().allMatch(StoreEvent.class::isInstance);
    }
}
