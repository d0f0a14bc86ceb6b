package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.StoredText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Registered models in memory. */
final class MemoryRegistryStore implements RegistryStore {
    private final MemoryStorage.Guard guard;
    private final Map<String, Registered> models = new HashMap<>();
    private long sequence;

    MemoryRegistryStore(MemoryStorage.Guard guard) {
        this.guard = guard;
    }

    /** A model: version n is at index n - 1; stages and aliases are kept beside the versions as registered. */
    private static final class Registered {
        private final List<NewVersion> versions = new ArrayList<>();
        private final List<Stage> stages = new ArrayList<>();
        private final Map<String, Integer> aliases = new HashMap<>();
        private final List<RegistryEvent> events = new ArrayList<>();

        ModelVersion version(int number) {
            NewVersion given = versions.get(number - 1);
            Set<String> own = aliases.entrySet().stream()
                    .filter(entry -> entry.getValue() == number)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            return new ModelVersion(
                    given.model(),
                    number,
                    stages.get(number - 1),
                    own,
                    given.source(),
                    given.packageDigest(),
                    given.metrics(),
                    given.lineage(),
                    given.description(),
                    Map.of(),
                    RunState.millis(given.change().at()),
                    given.change().actor());
        }
    }

    @Override
    public ModelVersion create(NewVersion version) {
        StoredText.check("the name of a model", version.model());
        StoredText.check("the source of a new version", version.source());
        StoredText.check("the description of a new version", version.description());
        check(version.change());
        synchronized (guard) {
            guard.requireOpen();
            Registered model = models.computeIfAbsent(version.model(), name -> new Registered());
            model.versions.add(version);
            model.stages.add(Stage.NONE);
            int number = model.versions.size();
            event(
                    model,
                    RegistryEvent.Kind.VERSION_CREATED,
                    version.model(),
                    number,
                    null,
                    null,
                    Stage.NONE.name(),
                    version.change());
            return model.version(number);
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
            return models.keySet().stream().sorted(StoredText.CODE_POINTS).toList();
        }
    }

    @Override
    public List<ModelVersion> versions(String model) {
        synchronized (guard) {
            guard.requireOpen();
            List<ModelVersion> versions = new ArrayList<>();
            Registered registered = models.get(model);
            for (int number = 1; registered != null && number <= registered.versions.size(); number++) {
                versions.add(registered.version(number));
            }
            return List.copyOf(versions);
        }
    }

    @Override
    public Optional<ModelVersion> find(String model, int version) {
        synchronized (guard) {
            guard.requireOpen();
            return Optional.ofNullable(models.get(model))
                    .filter(registered -> version >= 1 && version <= registered.versions.size())
                    .map(registered -> registered.version(version));
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
            requireVersion(model, registered, version);
            for (int other = 1; archiveExisting && other <= registered.versions.size(); other++) {
                if (other != version && registered.stages.get(other - 1) == stage) {
                    setStage(model, registered, other, Stage.ARCHIVED, change);
                }
            }
            if (registered.stages.get(version - 1) != stage) {
                setStage(model, registered, version, stage, change);
            }
            return registered.version(version);
        }
    }

    private void setStage(String model, Registered registered, int version, Stage stage, Change change) {
        Stage before = registered.stages.set(version - 1, stage);
        event(registered, RegistryEvent.Kind.STAGE_CHANGED, model, version, null, before.name(), stage.name(), change);
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
                requireVersion(model, registered, version);
            }
            int before = registered.aliases.getOrDefault(alias, 0);
            if (expected != null && expected != before) {
                throw new ConflictException("alias '" + alias + "' of model '" + model + "' points to "
                        + (before == 0 ? "nothing" : "version " + before) + ", expected "
                        + (expected == 0 ? "nothing" : "version " + expected) + "; read it again, then decide");
            }
            String from = before == 0 ? null : Integer.toString(before);
            if (version == null) {
                if (before != 0) {
                    registered.aliases.remove(alias);
                    event(registered, RegistryEvent.Kind.ALIAS_REMOVED, model, before, alias, from, null, change);
                }
            } else if (version != before) {
                registered.aliases.put(alias, version);
                event(
                        registered,
                        RegistryEvent.Kind.ALIAS_SET,
                        model,
                        version,
                        alias,
                        from,
                        version.toString(),
                        change);
            }
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

    private Registered registered(String model) {
        Registered registered = models.get(model);
        if (registered == null) {
            throw new NotFoundException(
                    "there is no registered model '" + model + "'; registry.models() lists the names");
        }
        return registered;
    }

    private static void requireVersion(String model, Registered registered, int version) {
        if (version < 1 || version > registered.versions.size()) {
            throw new NotFoundException("model '" + model + "' has no version " + version + "; it has versions 1 to "
                    + registered.versions.size());
        }
    }

    private void event(
            Registered model,
            RegistryEvent.Kind kind,
            String name,
            int version,
            @Nullable String alias,
            @Nullable String before,
            @Nullable String after,
            Change change) {
        Change kept = new Change(change.actor(), change.reason(), RunState.millis(change.at()));
        model.events.add(new RegistryEvent(++sequence, kind, name, version, alias, before, after, kept));
    }
}
