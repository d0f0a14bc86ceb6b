package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.RegistryEvent.Kind;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.StoredText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Registered models in memory. Everything is checked before anything is changed, so nothing has to be taken back. */
final class MemoryRegistryStore implements RegistryStore {
    private final MemoryStorage.Guard guard;
    private final RegistryLog log;
    private final Map<String, Registered> models = new HashMap<>();

    MemoryRegistryStore(MemoryStorage.Guard guard, MemoryEventLog log) {
        this.guard = guard;
        this.log = new RegistryLog(log);
    }

    @Override
    public ModelVersion create(NewVersion version) {
        StoredText.check("the name of a model", version.model());
        StoredText.check("the source of a new version", version.source());
        StoredText.check("the digest of a new version", version.packageDigest());
        StoredText.check("the description of a new version", version.description());
        version.metrics().keySet().forEach(key -> StoredText.check("the name of a metric", key));
        check(version.change());
        synchronized (guard) {
            guard.requireOpen();
            Registered model = models.computeIfAbsent(version.model(), name -> new Registered());
            if (model.info.isEmpty()) {
                model.info = Optional.of(new ModelInfo(
                        version.model(),
                        "",
                        Map.of(),
                        RunState.millis(version.change().at())));
            }
            int number = model.nextVersion++;
            model.versions.put(
                    number,
                    new ModelVersion(
                            version.model(),
                            number,
                            Stage.NONE,
                            Set.of(),
                            version.source(),
                            version.packageDigest(),
                            version.metrics(),
                            version.lineage(),
                            version.description(),
                            Map.of(),
                            RunState.millis(version.change().at()),
                            version.change().actor()));
            log.event(model, Kind.VERSION_CREATED, version.model(), number, null, null, "NONE", version.change());
            return model.version(number).orElseThrow();
        }
    }

    private static void check(Change change) {
        StoredText.check("the actor of a change", change.actor());
        StoredText.check("the reason of a change", change.reason());
    }

    @Override
    public List<String> models() {
        synchronized (guard) {
            guard.requireOpen();
            return models.entrySet().stream()
                    .filter(entry -> entry.getValue().info.isPresent())
                    .map(Map.Entry::getKey)
                    .sorted(StoredText.CODE_POINTS)
                    .toList();
        }
    }

    @Override
    public List<ModelVersion> versions(String model) {
        synchronized (guard) {
            guard.requireOpen();
            return find(model).map(Registered::all).orElse(List.of());
        }
    }

    @Override
    public Optional<ModelVersion> find(String model, int version) {
        synchronized (guard) {
            guard.requireOpen();
            return find(model).flatMap(registered -> registered.version(version));
        }
    }

    @Override
    public Optional<ModelInfo> model(String model) {
        synchronized (guard) {
            guard.requireOpen();
            return find(model).flatMap(registered -> registered.info);
        }
    }

    @Override
    public ModelVersion transition(String model, int version, Stage stage, boolean archiveExisting, Change change) {
        check(change);
        if (archiveExisting && stage != Stage.STAGING && stage != Stage.PRODUCTION) {
            throw new InvalidInputException(
                    "archiveExisting goes with STAGING or PRODUCTION, not with " + stage + "; call without it");
        }
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            ModelVersion chosen = requireVersion(registered, model, version);
            for (ModelVersion other : registered.all()) {
                if (archiveExisting && other.version() != version && other.stage() == stage) {
                    setStage(registered, other, Stage.ARCHIVED, change);
                }
            }
            if (chosen.stage() != stage) {
                setStage(registered, chosen, stage, change);
            }
            return requireVersion(registered, model, version);
        }
    }

    private void setStage(Registered registered, ModelVersion version, Stage stage, Change change) {
        registered.versions.put(version.version(), Registered.staged(version, stage));
        log.event(
                registered,
                Kind.STAGE_CHANGED,
                version.model(),
                version.version(),
                null,
                version.stage().name(),
                stage.name(),
                change);
    }

    @Override
    public void alias(
            String model, String alias, @Nullable Integer version, @Nullable Integer expected, Change change) {
        check(change);
        StoredText.check("an alias of model '" + model + "'", alias);
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            if (version != null) {
                requireVersion(registered, model, version);
            }
            int before = registered.aliases.getOrDefault(alias, 0);
            if (expected != null && expected != before) {
                throw new ConflictException("alias '" + alias + "' of model '" + model + "' points to "
                        + (before == 0 ? "nothing" : "version " + before) + ", expected "
                        + (expected == 0 ? "nothing" : "version " + expected) + "; read it again, then decide");
            }
            if (version == null) {
                if (before != 0) {
                    removeAlias(registered, model, alias, before, change);
                }
            } else if (version != before) {
                registered.aliases.put(alias, version);
                String from = before == 0 ? null : Integer.toString(before);
                log.event(registered, Kind.ALIAS_SET, model, version, alias, from, version.toString(), change);
            }
        }
    }

    private void removeAlias(Registered registered, String model, String alias, int version, Change change) {
        registered.aliases.remove(alias);
        log.event(registered, Kind.ALIAS_REMOVED, model, version, alias, Integer.toString(version), null, change);
    }

    @Override
    public void describe(String model, @Nullable Integer version, String description, Change change) {
        check(change);
        StoredText.check("the description of model '" + model + "'", description);
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            String before;
            if (version == null) {
                ModelInfo info = registered.info.orElseThrow();
                before = info.description();
                registered.info = Optional.of(new ModelInfo(model, description, info.tags(), info.createdAt()));
            } else {
                ModelVersion present = requireVersion(registered, model, version);
                before = present.description();
                registered.versions.put(version, Registered.described(present, description));
            }
            if (!before.equals(description)) {
                log.event(registered, Kind.DESCRIBED, model, number(version), null, before, description, change);
            }
        }
    }

    private static int number(@Nullable Integer version) {
        return version == null ? 0 : version;
    }

    @Override
    public void tag(String model, @Nullable Integer version, String key, @Nullable String value, Change change) {
        check(change);
        StoredText.check("the name of a tag", key);
        if (value != null) {
            StoredText.check("tag '" + key + "'", value);
        }
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            ModelVersion present = version == null ? null : requireVersion(registered, model, version);
            ModelInfo info = registered.info.orElseThrow();
            Map<String, String> tags = new TreeMap<>(present == null ? info.tags() : present.tags());
            String before = value == null ? tags.remove(key) : tags.put(key, value);
            if (Objects.equals(before, value)) {
                return;
            }
            if (present == null) {
                registered.info = Optional.of(new ModelInfo(model, info.description(), tags, info.createdAt()));
            } else {
                registered.versions.put(present.version(), Registered.tagged(present, tags));
            }
            log.event(registered, Kind.TAGGED, model, number(version), key, before, value, change);
        }
    }

    @Override
    public void decide(String model, int version, Approval approval) {
        check(approval.change());
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            requireVersion(registered, model, version);
            registered
                    .approvals
                    .computeIfAbsent(version, key -> new ArrayList<>())
                    .add(new Approval(approval.decision(), RegistryLog.kept(approval.change())));
            String decision = approval.decision().name();
            log.event(registered, Kind.DECIDED, model, version, null, null, decision, approval.change());
        }
    }

    @Override
    public List<Approval> approvals(String model, int version) {
        synchronized (guard) {
            guard.requireOpen();
            return find(model)
                    .map(registered -> List.copyOf(registered.approvals.getOrDefault(version, List.of())))
                    .orElse(List.of());
        }
    }

    @Override
    public void deleteVersion(String model, int version, Change change) {
        check(change);
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            ModelVersion gone = requireVersion(registered, model, version);
            gone.aliases().forEach(alias -> removeAlias(registered, model, alias, version, change));
            registered.versions.remove(version);
            registered.approvals.remove(version);
            log.event(
                    registered,
                    Kind.VERSION_DELETED,
                    model,
                    version,
                    null,
                    gone.stage().name(),
                    null,
                    change);
        }
    }

    @Override
    public void deleteModel(String model, Change change) {
        check(change);
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = registered(model);
            registered.versions.clear();
            registered.aliases.clear();
            registered.approvals.clear();
            registered.info = Optional.empty();
            log.event(registered, Kind.MODEL_DELETED, model, 0, null, null, null, change);
        }
    }

    @Override
    public List<RegistryEvent> history(String model) {
        synchronized (guard) {
            guard.requireOpen();
            Registered registered = models.get(model);
            return registered == null ? List.of() : List.copyOf(registered.events);
        }
    }

    @Override
    public Optional<ModelHistory> read(String model) {
        synchronized (guard) {
            guard.requireOpen();
            return find(model)
                    .map(registered -> new ModelHistory(
                            registered.info.orElseThrow(),
                            registered.nextVersion,
                            registered.all(),
                            registered.approvals,
                            registered.events));
        }
    }

    @Override
    public void write(ModelHistory history) {
        ModelInfo info = history.info();
        StoredText.check("the name of a model", info.name());
        StoredText.check("the description of model '" + info.name() + "'", info.description());
        history.events().forEach(event -> check(event.change()));
        synchronized (guard) {
            guard.requireOpen();
            if (models.containsKey(info.name())) {
                throw new ConflictException("a model '" + info.name()
                        + "' is, or was, registered here; its numbers and its history cannot be joined with others");
            }
            Registered registered = new Registered();
            registered.info = Optional.of(
                    new ModelInfo(info.name(), info.description(), info.tags(), RunState.millis(info.createdAt())));
            registered.nextVersion = history.nextVersion();
            for (ModelVersion version : history.versions()) {
                registered.versions.put(version.version(), Registered.kept(version));
                version.aliases().forEach(alias -> registered.aliases.put(alias, version.version()));
            }
            history.approvals()
                    .forEach((version, approvals) -> registered.approvals.put(version, new ArrayList<>(approvals)));
            models.put(info.name(), registered);
            for (RegistryEvent event : history.events()) {
                log.event(
                        registered,
                        event.kind(),
                        info.name(),
                        event.version(),
                        event.alias(),
                        event.from(),
                        event.to(),
                        event.change());
            }
        }
    }

    private Optional<Registered> find(String model) {
        return Optional.ofNullable(models.get(model)).filter(registered -> registered.info.isPresent());
    }

    private Registered registered(String model) {
        return find(model)
                .orElseThrow(() -> new NotFoundException(
                        "there is no registered model '" + model + "'; registry.models() lists the names"));
    }

    private static ModelVersion requireVersion(Registered registered, String model, int version) {
        return registered
                .version(version)
                .orElseThrow(() -> new NotFoundException("model '" + model + "' has no version " + version + "; it has "
                        + (registered.versions.isEmpty() ? "none" : registered.versions.keySet())));
    }
}
