package io.github.modelkeel.doubles;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.RegistryEvent.Kind;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A storage for the tests of what lies above it: small, synchronized, searches by experiment only. */
public final class HeapStorage implements Storage, RunStore, RegistryStore, ArtifactStore {
    private final Map<String, ExperimentRecord> experiments = new TreeMap<>();
    private final Map<String, RunRecord> runs = new LinkedHashMap<>();
    private final Map<String, List<MetricPoint>> points = new HashMap<>();
    private final Map<String, List<ModelVersion>> versions = new TreeMap<>();
    private final List<RegistryEvent> events = new ArrayList<>();
    private final Map<String, TreeMap<String, byte[]>> files = new HashMap<>();
    private boolean closed;

    /** Replaces a stored file behind everybody's back. */
    public synchronized void tamper(String owner, String path, byte[] content) {
        files.get(owner).put(path, content);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void apply(List<RunCommand> commands) {
        commands.forEach(this::apply);
    }

    private void apply(RunCommand command) {
        if (command instanceof RunCommand.Create c) {
            runs.put(
                    c.runId(),
                    new RunRecord(
                            c.runId(),
                            c.experimentId(),
                            c.parentId(),
                            c.name(),
                            RunStatus.RUNNING,
                            c.at(),
                            null,
                            c.user(),
                            null,
                            Map.of(),
                            Map.of(),
                            Map.of()));
            return;
        }
        RunRecord run = find(command.runId()).orElseThrow(() -> new NotFoundException("no run " + command.runId()));
        if (run.status().isTerminal()) {
            throw new ConflictException("run '" + run.id() + "' has ended");
        }
        Map<String, String> params = new HashMap<>(run.params());
        Map<String, String> tags = new HashMap<>(run.tags());
        Map<String, MetricPoint> metrics = new HashMap<>(run.metrics());
        RunStatus status = run.status();
        Instant end = null;
        String error = null;
        if (command instanceof RunCommand.Params p) {
            p.values().forEach((key, value) -> {
                String before = params.put(key, value);
                if (before != null && !before.equals(value)) {
                    throw new ConflictException("parameter '" + key + "' is " + before);
                }
            });
        } else if (command instanceof RunCommand.Tags t) {
            tags.putAll(t.values());
        } else if (command instanceof RunCommand.Metrics m) {
            for (MetricPoint point : m.points()) {
                points.computeIfAbsent(run.id() + "/" + point.key(), k -> new ArrayList<>())
                        .add(point);
                metrics.merge(point.key(), point, (a, b) -> b.step() >= a.step() ? b : a);
            }
        } else if (command instanceof RunCommand.End e) {
            status = e.status();
            end = e.at();
            error = e.error();
        }
        runs.put(
                run.id(),
                new RunRecord(
                        run.id(),
                        run.experimentId(),
                        run.parentId(),
                        run.name(),
                        status,
                        run.startedAt(),
                        end,
                        run.user(),
                        error,
                        params,
                        tags,
                        metrics));
    }

    @Override
    public synchronized ExperimentRecord experiment(String name, String id, Instant at) {
        return experiments.computeIfAbsent(name, n -> new ExperimentRecord(id, n, at));
    }

    @Override
    public synchronized List<ExperimentRecord> experiments() {
        return List.copyOf(experiments.values());
    }

    @Override
    public synchronized Optional<RunRecord> find(String runId) {
        return Optional.ofNullable(runs.get(runId));
    }

    @Override
    public synchronized List<MetricPoint> history(String runId, String metric) {
        find(runId).orElseThrow(() -> new NotFoundException("no run " + runId));
        return List.copyOf(points.getOrDefault(runId + "/" + metric, List.of()));
    }

    @Override
    public synchronized List<RunRecord> search(RunQuery query) {
        List<RunRecord> found = new ArrayList<>();
        for (RunRecord run : runs.values()) {
            if (query.experimentIds().isEmpty() || query.experimentIds().contains(run.experimentId())) {
                found.add(0, run);
            }
        }
        return found;
    }

    @Override
    public synchronized ModelVersion create(NewVersion version) {
        List<ModelVersion> all = versions.computeIfAbsent(version.model(), m -> new ArrayList<>());
        ModelVersion created = new ModelVersion(
                version.model(),
                all.size() + 1,
                Stage.NONE,
                Set.of(),
                version.source(),
                version.packageDigest(),
                version.metrics(),
                version.lineage(),
                version.description(),
                version.change().at(),
                version.change().actor());
        all.add(created);
        event(Kind.VERSION_CREATED, created.model(), created.version(), null, null, "NONE", version.change());
        return created;
    }

    private void event(
            Kind kind,
            String model,
            int version,
            @Nullable String alias,
            @Nullable String from,
            @Nullable String to,
            Change change) {
        events.add(new RegistryEvent(events.size() + 1, kind, model, version, alias, from, to, change));
    }

    @Override
    public synchronized List<String> models() {
        return List.copyOf(versions.keySet());
    }

    @Override
    public synchronized List<ModelVersion> versions(String model) {
        return List.copyOf(versions.getOrDefault(model, List.of()));
    }

    @Override
    public synchronized Optional<ModelVersion> find(String model, int version) {
        return versions(model).stream().filter(v -> v.version() == version).findFirst();
    }

    @Override
    public synchronized ModelVersion transition(
            String model, int version, Stage stage, boolean archiveExisting, Change change) {
        for (ModelVersion other : versions(model)) {
            if (archiveExisting && other.stage() == stage && other.version() != version) {
                put(other, Stage.ARCHIVED, other.aliases());
                event(Kind.STAGE_CHANGED, model, other.version(), null, stage.name(), "ARCHIVED", change);
            }
        }
        ModelVersion before = find(model, version).orElseThrow();
        if (before.stage() == stage) {
            return before;
        }
        event(Kind.STAGE_CHANGED, model, version, null, before.stage().name(), stage.name(), change);
        return put(before, stage, before.aliases());
    }

    @Override
    public synchronized void alias(
            String model, String alias, @Nullable Integer version, @Nullable Integer expected, Change change) {
        Optional<ModelVersion> before = versions(model).stream()
                .filter(v -> v.aliases().contains(alias))
                .findFirst();
        int now = before.map(ModelVersion::version).orElse(0);
        if (expected != null && expected != now) {
            throw new ConflictException("alias '" + alias + "' points to " + now);
        }
        before.ifPresent(v -> {
            Set<String> aliases = new HashSet<>(v.aliases());
            aliases.remove(alias);
            put(v, v.stage(), aliases);
        });
        if (version != null) {
            ModelVersion to = find(model, version).orElseThrow();
            Set<String> aliases = new HashSet<>(to.aliases());
            aliases.add(alias);
            put(to, to.stage(), aliases);
        }
        event(
                version == null ? Kind.ALIAS_REMOVED : Kind.ALIAS_SET,
                model,
                version == null ? now : version,
                alias,
                now == 0 ? null : String.valueOf(now),
                version == null ? null : String.valueOf(version),
                change);
    }

    private ModelVersion put(ModelVersion v, Stage stage, Set<String> aliases) {
        ModelVersion next = new ModelVersion(
                v.model(),
                v.version(),
                stage,
                aliases,
                v.source(),
                v.packageDigest(),
                v.metrics(),
                v.lineage(),
                v.description(),
                v.createdAt(),
                v.createdBy());
        versions.get(v.model()).set(v.version() - 1, next);
        return next;
    }

    @Override
    public synchronized List<RegistryEvent> history(String model) {
        return events.stream().filter(e -> e.model().equals(model)).toList();
    }

    @Override
    public synchronized ArtifactInfo put(String owner, String path, InputStream content, Instant at) {
        try {
            byte[] bytes = content.readAllBytes();
            files.computeIfAbsent(owner, o -> new TreeMap<>()).put(path, bytes);
            return info(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArtifactInfo info(String path, byte[] bytes) {
        return new ArtifactInfo(path, bytes.length, Fingerprint.ofBytes(bytes).hex());
    }

    @Override
    public synchronized Optional<InputStream> open(String owner, String path) {
        byte[] bytes = files.getOrDefault(owner, new TreeMap<>()).get(path);
        return bytes == null ? Optional.empty() : Optional.of(new ByteArrayInputStream(bytes));
    }

    @Override
    public synchronized List<ArtifactInfo> list(String owner, String prefix) {
        return files.getOrDefault(owner, new TreeMap<>()).entrySet().stream()
                .filter(file -> file.getKey().startsWith(prefix))
                .map(file -> info(file.getKey(), file.getValue()))
                .toList();
    }

    @Override
    public RunStore runs() {
        return this;
    }

    @Override
    public RegistryStore registry() {
        return this;
    }

    @Override
    public ArtifactStore artifacts() {
        return this;
    }

    @Override
    public String description() {
        return "heap";
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
