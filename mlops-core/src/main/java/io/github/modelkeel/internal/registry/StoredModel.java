package io.github.modelkeel.internal.registry;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegisteredModel;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RegistryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A registered model over a store. */
final class StoredModel implements RegisteredModel {
    private final RegistryStore store;
    private final InstantSource clock;
    private final String actor;
    private final String name;

    StoredModel(RegistryStore store, InstantSource clock, String actor, String name) {
        this.store = store;
        this.clock = clock;
        this.actor = actor;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<ModelVersion> versions() {
        return store.versions(name);
    }

    @Override
    public ModelVersion version(int version) {
        return store.find(name, version)
                .orElseThrow(() -> new NotFoundException("model '" + name + "' has no version " + version
                        + "; its versions are "
                        + versions().stream().map(ModelVersion::version).toList()));
    }

    @Override
    public Optional<ModelVersion> findInStage(Stage stage) {
        return versions().stream()
                .filter(version -> version.stage() == stage)
                .max(Comparator.comparingInt(ModelVersion::version));
    }

    @Override
    public ModelVersion inStage(Stage stage) {
        return findInStage(stage)
                .orElseThrow(() -> new NotFoundException("model '" + name + "' has no version in stage " + stage
                        + "; there are "
                        + versions().stream()
                                .map(v -> "v" + v.version() + " in " + v.stage())
                                .toList()
                        + ": move one there with transition(version, Stage." + stage + ", true, reason)"));
    }

    @Override
    public Optional<ModelVersion> findAlias(String alias) {
        Names.alias(alias);
        return versions().stream()
                .filter(version -> version.aliases().contains(alias))
                .findFirst();
    }

    @Override
    public ModelVersion alias(String alias) {
        return findAlias(alias).orElseThrow(() -> {
            TreeSet<String> aliases = new TreeSet<>();
            versions().forEach(version -> aliases.addAll(version.aliases()));
            return new NotFoundException("model '" + name + "' has no alias '" + alias + "'"
                    + Nearest.hint(
                            alias,
                            aliases,
                            "aliases",
                            "it has none at all: set it with setAlias(\"" + alias + "\", version, reason)"));
        });
    }

    @Override
    public ModelVersion transition(int version, Stage stage, boolean archiveExisting, String reason) {
        version(version); // names the versions there are when there is none of this number
        return store.transition(name, version, stage, archiveExisting, change(reason));
    }

    @Override
    public ModelVersion setAlias(String alias, int version, String reason) {
        Names.alias(alias);
        Names.text("reason", reason);
        version(version);
        store.alias(name, alias, version, null, change(reason));
        return version(version);
    }

    @Override
    public ModelVersion setAlias(String alias, int version, int expected, String reason) {
        Names.alias(alias);
        Names.text("reason", reason);
        if (expected < 0) {
            throw new InvalidInputException(
                    "expected must be the version the alias points to, or 0 for none, was " + expected);
        }
        version(version);
        store.alias(name, alias, version, expected, change(reason));
        return version(version);
    }

    @Override
    public Optional<ModelVersion> aliasAt(String alias, Instant time) {
        Names.alias(alias);
        Integer pointed = null;
        for (RegistryEvent event : history()) {
            boolean moves =
                    event.kind() == RegistryEvent.Kind.ALIAS_SET || event.kind() == RegistryEvent.Kind.ALIAS_REMOVED;
            if (moves && alias.equals(event.alias()) && !event.change().at().isAfter(time)) {
                String to = event.to();
                pointed = to == null ? null : Integer.valueOf(to);
            }
        }
        return pointed == null ? Optional.empty() : Optional.of(version(pointed));
    }

    @Override
    public ModelInfo info() {
        return store.model(name)
                .orElseThrow(() -> new NotFoundException(
                        "model '" + name + "' is no longer registered; it was deleted meanwhile"));
    }

    @Override
    public void describe(String description, String reason) {
        store.describe(name, null, Names.text("description", description), change(reason));
    }

    @Override
    public ModelVersion describe(int version, String description, String reason) {
        version(version);
        store.describe(name, version, Names.text("description", description), change(reason));
        return version(version);
    }

    @Override
    public void tag(String key, @Nullable String value, String reason) {
        Names.name("tag name", key);
        store.tag(
                name,
                null,
                key,
                value == null ? null : Names.text("value of tag '" + key + "'", value),
                change(reason));
    }

    @Override
    public ModelVersion tag(int version, String key, @Nullable String value, String reason) {
        Names.name("tag name", key);
        version(version);
        store.tag(
                name,
                version,
                key,
                value == null ? null : Names.text("value of tag '" + key + "'", value),
                change(reason));
        return version(version);
    }

    @Override
    public void approve(int version, String reason) {
        decide(version, Approval.Decision.APPROVED, reason);
    }

    @Override
    public void reject(int version, String reason) {
        decide(version, Approval.Decision.REJECTED, reason);
    }

    private void decide(int version, Approval.Decision decision, String reason) {
        version(version);
        store.decide(name, version, new Approval(decision, change(reason)));
    }

    @Override
    public List<Approval> approvals(int version) {
        version(version);
        return store.approvals(name, version);
    }

    @Override
    public void deleteVersion(int version, String reason) {
        version(version);
        store.deleteVersion(name, version, change(reason));
    }

    @Override
    public void removeAlias(String alias, String reason) {
        Names.text("reason", reason);
        if (findAlias(alias).isPresent()) {
            store.alias(name, alias, null, null, change(reason));
        }
    }

    @Override
    public ModelVersion rollback(String alias, String reason) {
        Names.text("reason", reason);
        int present = alias(alias).version();
        int previous = versionBefore(alias, present)
                .orElseThrow(() -> new NotFoundException("alias '" + alias + "' of model '" + name
                        + "' never pointed to another version than " + present
                        + "; there is nothing to go back to: use setAlias"));
        store.alias(name, alias, previous, present, change(reason)); // fails when somebody moved it meanwhile
        return version(previous);
    }

    /** The newest version in the alias's past that is not the present one. */
    private Optional<Integer> versionBefore(String alias, int present) {
        List<RegistryEvent> events = history();
        for (int i = events.size() - 1; i >= 0; i--) {
            RegistryEvent event = events.get(i);
            if (alias.equals(event.alias()) && event.from() != null) {
                int from = Integer.parseInt(event.from());
                if (from != present) {
                    return Optional.of(from);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public List<RegistryEvent> history() {
        return store.history(name);
    }

    private Change change(String reason) {
        Names.text("reason", reason);
        return new Change(actor, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
