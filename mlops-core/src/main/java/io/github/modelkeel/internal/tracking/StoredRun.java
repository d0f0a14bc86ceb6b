package io.github.modelkeel.internal.tracking;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An open run over a storage. Whether it has ended is asked of the store too: another process may have ended it. */
final class StoredRun implements Run {
    private static final int MAX_ERROR = 16_384;
    private static final String CUT = "... (cut)";

    private final TrackingContext context;
    private final String experimentId;
    private final String id;
    private volatile boolean ended;
    private volatile long lastBeat;

    private StoredRun(TrackingContext context, String experimentId, String id) {
        this.context = context;
        this.experimentId = experimentId;
        this.id = id;
    }

    static StoredRun start(TrackingContext context, String experimentId, @Nullable String parentId, String name) {
        Names.name("run name", name);
        StoredRun run = new StoredRun(context, experimentId, context.ids().get());
        Instant now = context.now();
        run.lastBeat = now.toEpochMilli(); // a start is a heartbeat
        context.writes()
                .apply(List.of(new RunCommand.Create(run.id, experimentId, parentId, name, context.user(), now)));
        context.openRuns().opened(run.id);
        return run;
    }

    /** Opens a run of the store that has ended, or that another process had open. */
    static StoredRun resume(TrackingContext context, RunRecord record) {
        StoredRun run = new StoredRun(context, record.experimentId(), record.id());
        Instant now = context.now();
        run.lastBeat = now.toEpochMilli();
        context.storage()
                .runs()
                .apply(List.of(new RunCommand.Resume(record.id(), now), new RunCommand.Heartbeat(record.id(), now)));
        context.openRuns().opened(record.id());
        return run;
    }

    /** Runs the body and ends the run by what became of it. */
    RunRecord perform(Run.Body body) {
        try {
            body.run(this);
        } catch (Throwable failure) { // whatever it is, it ends the run and reaches the caller
            endAfter(failure);
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw new CompletionException(failure);
        }
        close();
        context.writes().flush(id);
        return context.storage()
                .runs()
                .find(id)
                .orElseThrow(() -> new NotFoundException("run '" + id + "' is gone from "
                        + context.storage().description() + " although it was just ended"));
    }

    private void endAfter(Throwable failure) {
        try {
            fail(failure);
        } catch (RuntimeException unrecorded) { // the caller must learn the first failure, not this one
            failure.addSuppressed(unrecorded);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String experimentId() {
        return experimentId;
    }

    @Override
    public Run param(String key, Object value) {
        requireNonNull(value, () -> "value of parameter '" + key + "'");
        return params(Map.of(requireNonNull(key, "parameter name"), value));
    }

    @Override
    public Run params(Map<String, ?> values) {
        checkEntries("parameters", values.size());
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            Names.name("parameter name", key);
            requireNonNull(value, () -> "value of parameter '" + key + "'");
            texts.put(key, Names.text("value of parameter '" + key + "'", value.toString()));
        });
        return texts.isEmpty() ? this : apply(new RunCommand.Params(id, texts));
    }

    @Override
    public Run metric(String key, double value) {
        return metric(key, value, 0);
    }

    @Override
    public Run metric(String key, double value, long step) {
        Names.name("metric name", key);
        return apply(new RunCommand.Metrics(id, List.of(new MetricPoint(key, value, step, context.now()))));
    }

    @Override
    public Run metrics(Map<String, Double> values, long step) {
        checkEntries("metrics", values.size());
        Instant now = context.now();
        List<MetricPoint> points = new ArrayList<>();
        values.forEach((key, value) ->
                points.add(new MetricPoint(Names.name("metric name", key), requireNonNull(value, key), step, now)));
        return points.isEmpty() ? this : apply(new RunCommand.Metrics(id, points));
    }

    @Override
    public Run metrics(List<MetricPoint> points) {
        checkEntries("points", points.size());
        for (MetricPoint point : points) {
            Names.name("metric name", point.key());
            if (!point.context().isEmpty()) {
                Names.name("context of metric '" + point.key() + "'", point.context());
            }
            Times.check("time of a point of metric '" + point.key() + "'", point.at());
        }
        return points.isEmpty() ? this : apply(new RunCommand.Metrics(id, points));
    }

    @Override
    public Run inputs(DatasetInput... inputs) {
        checkEntries("inputs", inputs.length);
        for (DatasetInput input : inputs) {
            Names.name("name of a dataset", input.name());
            Names.text("role of dataset '" + input.name() + "'", input.role());
            Names.text("source of dataset '" + input.name() + "'", input.source());
        }
        return inputs.length == 0 ? this : apply(new RunCommand.Inputs(id, List.of(inputs)));
    }

    @Override
    public Run input(Dataset dataset, String role) {
        String digest = dataset.fingerprint().hex();
        return inputs(new DatasetInput(role.isEmpty() ? "dataset" : role, digest, role, "", dataset.rowCount()));
    }

    @Override
    public Run tag(String key, String value) {
        Names.name("tag name", key);
        return apply(new RunCommand.Tags(id, Map.of(key, Names.text("value of tag '" + key + "'", value))));
    }

    @Override
    public ArtifactInfo artifact(String path, byte[] content) {
        return put(path, new ByteArrayInputStream(content));
    }

    @Override
    public ArtifactInfo artifact(String path, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return put(path, content);
        } catch (NoSuchFileException e) {
            throw new NotFoundException("there is no file '" + file + "' to store as artifact '" + path + "'", e);
        } catch (IOException e) {
            throw new UnavailableException("file '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public ArtifactInfo artifact(String path, InputStream content) {
        return put(path, content);
    }

    @Override
    public List<ArtifactInfo> artifacts(String prefix, Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (NotDirectoryException | NoSuchFileException e) {
            throw new NotFoundException("there is no folder '" + folder + "' to store the files of", e);
        } catch (IOException | UncheckedIOException e) {
            throw new UnavailableException("folder '" + folder + "' cannot be read: " + e.getMessage(), e);
        }
        String start = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        List<ArtifactInfo> stored = new ArrayList<>();
        for (Path file : files) {
            String below = folder.relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/");
            stored.add(artifact(start + below, file));
        }
        stored.sort(Comparator.comparing(ArtifactInfo::path, StoredText.CODE_POINTS));
        return List.copyOf(stored);
    }

    private ArtifactInfo put(String path, InputStream content) {
        if (ended) {
            throw new ConflictException("run '" + id + "' has ended and takes no artifact '" + Names.shown(path)
                    + "'; store it before the end");
        }
        return context.storage().artifacts().put(id, path, content, context.now());
    }

    @Override
    public RunRecord child(String name, Body body) {
        return start(context, experimentId, id, name).perform(body);
    }

    @Override
    public Run startChild(String name) {
        return start(context, experimentId, id, name);
    }

    @Override
    public void heartbeat() {
        Instant now = context.now();
        requireOpen();
        context.writes().apply(List.of(new RunCommand.Heartbeat(id, now)));
        lastBeat = now.toEpochMilli();
    }

    @Override
    public void fail(Throwable cause) {
        requireNonNull(cause, "cause");
        boolean stopped = cause instanceof CancelledException || cause instanceof InterruptedException;
        end(stopped ? RunStatus.KILLED : RunStatus.FAILED, describe(cause));
    }

    @Override
    public void close() {
        end(RunStatus.FINISHED, null);
    }

    private synchronized void end(RunStatus status, @Nullable String error) {
        if (!ended) {
            context.writes().apply(List.of(new RunCommand.End(id, status, error, context.now())));
            ended = true;
            context.openRuns().ended(id);
        }
    }

    private Run apply(RunCommand command) {
        requireOpen();
        long now = context.clock().millis();
        if (now - lastBeat < OpenRuns.BEAT.toMillis()) {
            context.writes().apply(List.of(command));
        } else {
            context.writes().apply(List.of(command, new RunCommand.Heartbeat(id, Instant.ofEpochMilli(now))));
            lastBeat = now;
        }
        return this;
    }

    private void requireOpen() {
        if (ended) {
            throw new ConflictException(
                    "run '" + id + "' has ended and takes nothing more; resume it with tracker.resume(id)");
        }
    }

    private static void checkEntries(String what, int size) {
        if (size > Names.MAX_ENTRIES) {
            throw new InvalidInputException(
                    size + " " + what + " in one call; at most " + Names.MAX_ENTRIES + ": log them in parts");
        }
    }

    /** Each cause on a line of its own, the outermost first. */
    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            text.append(depth == 0 ? "" : "\ncaused by ").append(cause);
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        // a pattern works on code points, so this range meets half pairs only
        String clean = text.toString().replaceAll("[\\x{0}\\x{D800}-\\x{DFFF}]", "?");
        return clean.length() <= MAX_ERROR ? clean : clean.substring(0, MAX_ERROR - CUT.length()) + CUT;
    }
}
