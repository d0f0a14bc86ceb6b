package io.github.modelkeel.mlflow;

import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.MetricPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory store: a folder for each experiment, a file for each parameter, tag and metric. Links are not followed. */
final class MlflowDirectory implements MlflowContent {
    private static final int LONGEST_LINE = 1_000;

    private final Path root;
    private final MovedFiles moved;
    private final Map<String, Path> experiments = new LinkedHashMap<>();

    MlflowDirectory(Path root, MovedFiles moved) {
        this.root = root;
        this.moved = moved;
        if (!Files.isDirectory(root)) {
            throw new NotFoundException(
                    "there is no MLflow directory store '" + root + "'; it is usually named mlruns");
        }
    }

    @Override
    public String description() {
        return "mlflow:" + root;
    }

    @Override
    public List<Experiment> experiments() {
        List<Experiment> found = new ArrayList<>();
        for (Path parent : List.of(root, root.resolve(".trash"))) {
            for (Path folder : folders(parent)) {
                Optional<MlflowMeta> meta = MlflowMeta.find(folder);
                if (meta.isPresent() && meta.get().has("experiment_id")) {
                    String id = meta.get().text("experiment_id");
                    experiments.put(id, folder);
                    found.add(new Experiment(
                            id,
                            meta.get().text("name"),
                            meta.get().millis("creation_time").orElse(0L),
                            deletedAt(meta.get(), "last_update_time"),
                            files(folder.resolve("tags"))));
                }
            }
        }
        return found;
    }

    /** When it was deleted; MLflow does not always say, so its last change has to do. */
    private static @Nullable Long deletedAt(MlflowMeta meta, String lastChange) {
        if (!meta.textOr("lifecycle_stage", "active").equals("deleted")) {
            return null;
        }
        return meta.millis("deleted_time").or(() -> meta.millis(lastChange)).orElse(0L);
    }

    @Override
    public List<String> runs(Experiment experiment) {
        List<String> ids = new ArrayList<>();
        for (Path folder : folders(folder(experiment))) {
            Optional<MlflowMeta> meta = MlflowMeta.find(folder);
            if (meta.isPresent() && (meta.get().has("run_id") || meta.get().has("run_uuid"))) {
                ids.add(folder.getFileName().toString());
            }
        }
        return ids;
    }

    private Path folder(Experiment experiment) {
        Path folder = experiments.get(experiment.id());
        if (folder == null) {
            throw new IllegalStateException("experiments are read before their runs");
        }
        return folder;
    }

    @Override
    public RunContent run(Experiment experiment, String runId) {
        Path folder = folder(experiment).resolve(runId);
        MlflowMeta meta = MlflowMeta.read(folder);
        Map<String, String> tags = files(folder.resolve("tags"));
        String name = meta.textOr("run_name", "");
        Path own = folder.resolve("artifacts");
        String address = meta.textOr("artifact_uri", "");
        return new RunContent(
                runId,
                name.isEmpty() ? tags.getOrDefault("mlflow.runName", "") : name,
                meta.textOr("user_id", ""),
                MlflowCodes.status(meta.where(), meta.text("status")),
                meta.millis("start_time").orElse(0L),
                meta.millis("end_time").orElse(null),
                deletedAt(meta, "end_time"),
                files(folder.resolve("params")),
                tags,
                address,
                Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS) ? Optional.of(own) : moved.folder(address));
    }

    @Override
    public void points(Experiment experiment, String runId, Consumer<MetricPoint> each) {
        Path metrics = folder(experiment).resolve(runId).resolve("metrics");
        names(metrics).forEach((name, file) -> {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        each.accept(point(name, line, file + " line " + number));
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                throw unreadable(file, e);
            }
        });
    }

    /** Time, value, and since MLflow 1.0 the step; newer versions may add a dataset. */
    private static MetricPoint point(String name, String line, String where) {
        String[] parts =
                line.length() > LONGEST_LINE ? new String[0] : line.strip().split(" ");
        if (parts.length < 2) {
            throw MlflowCodes.wrong(where, "'" + shown(line) + "'", "a time, a value and a step");
        }
        long step = parts.length == 2 ? 0 : MlflowCodes.whole(where, parts[2]);
        Instant at = Instant.ofEpochMilli(MlflowCodes.whole(where, parts[0]));
        return new MetricPoint(name, MlflowCodes.number(where, parts[1]), step, at);
    }

    private static String shown(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }

    @Override
    public List<ModelContent> models() {
        List<ModelContent> models = new ArrayList<>();
        for (Path folder : folders(root.resolve("models"))) {
            Optional<MlflowMeta> meta = MlflowMeta.find(folder);
            if (meta.isPresent()) {
                models.add(model(folder, meta.get()));
            }
        }
        return models;
    }

    private ModelContent model(Path folder, MlflowMeta meta) {
        Map<String, Integer> aliases = new TreeMap<>();
        files(folder.resolve("aliases"))
                .forEach((alias, version) ->
                        aliases.put(alias, MlflowCodes.version(folder + " alias " + alias, version.strip())));
        List<Version> versions = new ArrayList<>();
        for (Path version : folders(folder)) {
            if (version.getFileName().toString().startsWith("version-")) {
                versions.add(version(version));
            }
        }
        return new ModelContent(
                meta.text("name"),
                meta.textOr("description", ""),
                meta.millis("creation_timestamp").orElse(0L),
                files(folder.resolve("tags")),
                aliases,
                versions);
    }

    private static Version version(Path folder) {
        MlflowMeta meta = MlflowMeta.read(folder);
        String run = meta.textOr("run_id", "");
        long created = meta.millis("creation_timestamp").orElse(0L);
        return new Version(
                MlflowCodes.version(meta.where(), meta.text("version")),
                MlflowCodes.stage(meta.where(), meta.textOr("current_stage", "None")),
                run.isEmpty() ? null : run,
                meta.textOr("source", ""),
                meta.textOr("user_id", ""),
                meta.textOr("description", ""),
                created,
                meta.millis("last_updated_timestamp").orElse(created),
                files(folder.resolve("tags")));
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(parent, e);
        }
    }

    /** The files below a folder by their names; a name with a slash is in a folder. */
    private static Map<String, Path> names(Path folder) {
        Map<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                        .forEach(each -> files.put(
                                folder.relativize(each)
                                        .toString()
                                        .replace(folder.getFileSystem().getSeparator(), "/"),
                                each));
            } catch (IOException | UncheckedIOException e) {
                throw unreadable(folder, e);
            }
        }
        return files;
    }

    private static Map<String, String> files(Path folder) {
        Map<String, String> contents = new LinkedHashMap<>();
        names(folder).forEach((name, file) -> {
            try {
                if (Files.size(file) > 4L * StoredText.MAX_LENGTH) {
                    throw MlflowCodes.wrong(
                            file.toString(), Files.size(file) + " bytes", "at most " + StoredText.MAX_LENGTH);
                }
                contents.put(name, Files.readString(file));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        });
        return contents;
    }

    private static UnavailableException unreadable(Path file, Exception cause) {
        return new UnavailableException("'" + file + "' cannot be read: " + cause.getMessage(), cause);
    }
}
