package io.github.modelkeel.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what an MLflow store holds to a storage, parents before their children. Every step may be done again. */
final class MlflowWriter {
    private static final int POINTS_AT_ONCE = 10_000;
    private static final long DELETED_TOGETHER_MILLIS = 1_000;
    private static final String EXPERIMENT_TAG = "mlflow.experimentId";
    private static final String PARENT_TAG = "mlflow.parentRunId";

    private final MlflowContent content;
    private final Storage storage;
    private final Set<String> written = new HashSet<>();
    private final List<String> elsewhere = new ArrayList<>();
    private long points;
    private int files;
    private long bytes;

    MlflowWriter(MlflowContent content, Storage storage) {
        this.content = content;
        this.storage = storage;
    }

    MlflowReport write() {
        List<MlflowContent.Experiment> experiments = content.experiments();
        List<MlflowContent.Experiment> order = new ArrayList<>(experiments);
        order.sort((a, b) -> Boolean.compare(a.deletedMillis() == null, b.deletedMillis() == null));
        for (MlflowContent.Experiment experiment : order) { // deleted ones first: they give their names free
            write(experiment);
        }
        MlflowModels models = new MlflowModels(storage, written);
        content.models().forEach(models::write);
        return new MlflowReport(
                experiments.size(),
                written.size(),
                points,
                files,
                bytes,
                models.models(),
                models.versions(),
                elsewhere);
    }

    private void write(MlflowContent.Experiment experiment) {
        String id = id("experiment", experiment.id());
        Instant created = Instant.ofEpochMilli(experiment.createdMillis());
        Optional<ExperimentRecord> present = storage.runs().findExperiment(id);
        if (present.isEmpty()) {
            ExperimentRecord made = storage.runs().experiment(experiment.name(), id, created);
            if (!made.id().equals(id)) {
                throw new ConflictException("an experiment '" + experiment.name() + "' is already in "
                        + storage.description() + "; rename one of the two before importing " + content.description());
            }
            Map<String, String> tags = new LinkedHashMap<>(experiment.tags());
            tags.put(EXPERIMENT_TAG, experiment.id());
            storage.runs().tagExperiment(id, tags, created);
        }
        Map<String, MlflowContent.RunContent> runs = new LinkedHashMap<>();
        for (String runId : content.runs(experiment)) {
            runs.put(runId, content.run(experiment, runId));
        }
        runs.values().forEach(run -> write(experiment, id, run, runs, new HashSet<>()));
        runs.values().forEach(run -> deleteIfDeleted(experiment, run));
        if (experiment.deletedMillis() != null) {
            storage.runs().deleteExperiment(id, Instant.ofEpochMilli(experiment.deletedMillis()));
        }
    }

    private void write(
            MlflowContent.Experiment experiment,
            String experimentId,
            MlflowContent.RunContent run,
            Map<String, MlflowContent.RunContent> all,
            Set<String> line) {
        String id = runId(run.id());
        if (written.contains(id) || !line.add(id)) { // a circle of parents is cut where it closes
            return;
        }
        String parent = run.tags().get(PARENT_TAG);
        if (parent != null && all.containsKey(parent)) {
            write(experiment, experimentId, all.get(parent), all, line);
        }
        RunRecord present = storage.runs().find(id).orElse(null);
        if (present == null || (present.status() == RunStatus.RUNNING && present.deletedAt() == null)) {
            begin(run, id, experimentId, parent == null ? null : runId(parent));
            points(experiment, run.id(), id);
            if (run.status().isTerminal()) {
                long end = run.endMillis() == null ? run.startMillis() : run.endMillis();
                storage.runs().apply(List.of(new RunCommand.End(id, run.status(), null, Instant.ofEpochMilli(end))));
            }
        }
        files(run, id);
        written.add(id);
    }

    private void begin(MlflowContent.RunContent run, String id, String experimentId, @Nullable String parent) {
        Instant start = Instant.ofEpochMilli(run.startMillis());
        List<RunCommand> commands = new ArrayList<>();
        commands.add(new RunCommand.Create(
                id,
                experimentId,
                parent != null && written.contains(parent) ? parent : null,
                run.name(),
                run.user(),
                start));
        if (!run.params().isEmpty()) {
            commands.add(new RunCommand.Params(id, run.params()));
        }
        if (!run.tags().isEmpty()) {
            commands.add(new RunCommand.Tags(id, run.tags()));
        }
        storage.runs().apply(commands);
    }

    private void points(MlflowContent.Experiment experiment, String mlflowId, String id) {
        List<MetricPoint> waiting = new ArrayList<>();
        content.points(experiment, mlflowId, point -> {
            waiting.add(point);
            if (waiting.size() == POINTS_AT_ONCE) {
                flush(id, waiting);
            }
        });
        flush(id, waiting);
    }

    private void flush(String id, List<MetricPoint> waiting) {
        if (!waiting.isEmpty()) {
            storage.runs().apply(List.of(new RunCommand.Metrics(id, waiting)));
            points += waiting.size();
            waiting.clear();
        }
    }

    /** A database store deletes the runs of an experiment one by one with it: those go, and come back, with it here too. */
    private void deleteIfDeleted(MlflowContent.Experiment experiment, MlflowContent.RunContent run) {
        Long deleted = run.deletedMillis();
        Long with = experiment.deletedMillis();
        if (deleted != null && (with == null || Math.abs(with - deleted) > DELETED_TOGETHER_MILLIS)) {
            storage.runs().apply(List.of(new RunCommand.Delete(runId(run.id()), Instant.ofEpochMilli(deleted))));
        }
    }

    private void files(MlflowContent.RunContent run, String id) {
        if (run.artifacts().isEmpty()) {
            if (!run.artifactUri().isEmpty()) {
                elsewhere.add(run.artifactUri());
            }
            return;
        }
        Path folder = run.artifacts().get();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return; // it never had a file
        }
        List<Path> found;
        try (Stream<Path> all = Files.walk(folder)) {
            found = all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UnavailableException("'" + folder + "' cannot be read: " + e.getMessage(), e);
        }
        for (Path file : found) {
            String path = folder.relativize(file)
                    .toString()
                    .replace(folder.getFileSystem().getSeparator(), "/");
            try (InputStream in = Files.newInputStream(file)) {
                ArtifactInfo stored = storage.artifacts().put(id, path, in, Instant.ofEpochMilli(run.startMillis()));
                files++;
                bytes += stored.bytes();
            } catch (IOException e) {
                throw new UnavailableException("'" + file + "' cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /** An id of MLflow is one of ours, unless somebody chose it. */
    static String runId(String mlflowId) {
        return mlflowId.matches("[a-z0-9]{32}") ? mlflowId : id("run", mlflowId);
    }

    private static String id(String kind, String mlflowId) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(("mlflow " + kind + " " + mlflowId).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
