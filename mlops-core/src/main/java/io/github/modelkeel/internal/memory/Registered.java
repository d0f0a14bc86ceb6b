package io.github.modelkeel.internal.memory;

import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A name that is, or was, registered. Its numbers and its history outlive its deletion. Guarded by the lock of its store. */
final class Registered {
    /** Living versions; their aliases are kept beside them. */
    final NavigableMap<Integer, ModelVersion> versions = new TreeMap<>();

    final Map<String, Integer> aliases = new HashMap<>();
    final Map<Integer, List<Approval>> approvals = new HashMap<>();
    final List<RegistryEvent> events = new ArrayList<>();
    int nextVersion = 1;
    Optional<ModelInfo> info = Optional.empty(); // empty while the model is deleted

    /** Returns a living version with the aliases it has now, or empty. */
    Optional<ModelVersion> version(int number) {
        return Optional.ofNullable(versions.get(number)).map(this::withAliases);
    }

    List<ModelVersion> all() {
        return versions.values().stream().map(this::withAliases).toList();
    }

    private ModelVersion withAliases(ModelVersion kept) {
        Set<String> own = aliases.entrySet().stream()
                .filter(entry -> entry.getValue() == kept.version())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return copy(kept, kept.stage(), own, kept.description(), kept.tags(), kept.createdAt());
    }

    static ModelVersion staged(ModelVersion kept, Stage stage) {
        return copy(kept, stage, Set.of(), kept.description(), kept.tags(), kept.createdAt());
    }

    static ModelVersion described(ModelVersion kept, String description) {
        return copy(kept, kept.stage(), Set.of(), description, kept.tags(), kept.createdAt());
    }

    static ModelVersion tagged(ModelVersion kept, Map<String, String> tags) {
        return copy(kept, kept.stage(), Set.of(), kept.description(), tags, kept.createdAt());
    }

    /** Returns a version without its aliases and with its time in milliseconds. */
    static ModelVersion kept(ModelVersion given) {
        return copy(
                given, given.stage(), Set.of(), given.description(), given.tags(), RunState.millis(given.createdAt()));
    }

    private static ModelVersion copy(
            ModelVersion from,
            Stage stage,
            Set<String> aliases,
            String description,
            Map<String, String> tags,
            Instant createdAt) {
        return new ModelVersion(
                from.model(),
                from.version(),
                stage,
                aliases,
                from.source(),
                from.packageDigest(),
                from.metrics(),
                from.lineage(),
                description,
                tags,
                createdAt,
                from.createdBy());
    }
}
