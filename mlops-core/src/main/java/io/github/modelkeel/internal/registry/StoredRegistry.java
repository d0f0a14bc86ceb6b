package io.github.modelkeel.internal.registry;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.registry.ModelUri;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegisteredModel;
import io.github.modelkeel.registry.Registry;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.Storage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registry over a store. Holds no state of its own. */
public final class StoredRegistry implements Registry {
    private final RegistryStore store;
    private final LineageStore lineage;
    private final Packages packages;
    private final InstantSource clock;
    private final String actor;

    /** Creates a registry whose changes are made by {@code actor}. */
    public StoredRegistry(Storage storage, Packages packages, InstantSource clock, String actor) {
        this.store = storage.registry();
        this.lineage = storage.lineage();
        this.packages = requireNonNull(packages, "packages");
        this.clock = requireNonNull(clock, "clock");
        this.actor = requireNonNull(actor, "actor");
    }

    @Override
    public List<String> models() {
        return store.models();
    }

    @Override
    public RegisteredModel get(String model) {
        return find(model).orElseThrow(() -> noModel(model));
    }

    @Override
    public Optional<RegisteredModel> find(String model) {
        Names.model(model);
        return store.versions(model).isEmpty()
                ? Optional.empty()
                : Optional.of(new StoredModel(store, clock, actor, model));
    }

    @Override
    public ModelVersion register(String model, String runId, String path, String description) {
        Names.model(model);
        Names.text("description", description);
        ModelUri source = new ModelUri.InRun(runId, path);
        Packages.Stored stored = packages.read(runId, path); // whole, or it is not registered
        ModelManifest manifest = stored.content().manifest();
        Map<String, String> datasets = new LinkedHashMap<>();
        manifest.data().forEach((role, fingerprint) -> datasets.put(role, fingerprint.hex()));
        Fingerprint code = manifest.code();
        Change change = change(description);
        ModelVersion version = store.create(new NewVersion(
                model,
                source.toString(),
                stored.digest().hex(),
                manifest.metrics(),
                new Lineage(runId, datasets, code == null ? null : code.hex()),
                description,
                change));
        lineage.link(edges(version, change.at()));
        return version;
    }

    private static List<LineageEdge> edges(ModelVersion version, Instant at) {
        List<LineageEdge> edges = new ArrayList<>();
        String runId = requireNonNull(version.lineage().runId(), "run id");
        LineageNode run = new LineageNode(LineageNode.Kind.RUN, runId);
        version.lineage()
                .datasets()
                .forEach((role, digest) ->
                        edges.add(new LineageEdge(new LineageNode(LineageNode.Kind.DATASET, digest), run, role, at)));
        String id = version.model() + "/" + version.version();
        edges.add(new LineageEdge(run, new LineageNode(LineageNode.Kind.MODEL_VERSION, id), "package", at));
        return edges;
    }

    private Change change(String reason) {
        return new Change(actor, Names.text("reason", reason), clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public void delete(String model, String reason) {
        get(model);
        store.deleteModel(model, change(reason));
    }

    @Override
    public Set<LineageNode> upstream(LineageNode node) {
        return lineage.upstream(node);
    }

    @Override
    public Set<LineageNode> downstream(LineageNode node) {
        return lineage.downstream(node);
    }

    @Override
    public ModelVersion resolve(String uri) {
        ModelUri parsed = ModelUri.parse(uri);
        if (parsed instanceof ModelUri.ByVersion by) {
            return get(by.model()).version(by.version());
        } else if (parsed instanceof ModelUri.ByStage by) {
            return get(by.model()).inStage(by.stage());
        } else if (parsed instanceof ModelUri.ByAlias by) {
            return get(by.model()).alias(by.alias());
        } else if (parsed instanceof ModelUri.Latest by) {
            return get(by.model()).versions().stream()
                    .max(Comparator.comparingInt(ModelVersion::version))
                    .orElseThrow(() -> noModel(by.model()));
        }
        throw new InvalidInputException("'" + uri
                + "' names the package of a run, not a registered version; register it, or give a models:/ URI");
    }

    private NotFoundException noModel(String model) {
        return new NotFoundException("no registered model '" + model + "'"
                + Nearest.hint(
                        model,
                        models(),
                        "models",
                        "none is registered yet: run a pipeline with register(\"" + model + "\")"));
    }
}
