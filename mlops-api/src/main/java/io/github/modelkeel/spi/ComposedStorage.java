package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/** A storage whose files live elsewhere. */
final class ComposedStorage implements Storage {
    private final Storage storage;
    private final ArtifactStore artifacts;

    ComposedStorage(Storage storage, ArtifactStore artifacts) {
        this.storage = requireNonNull(storage, "storage");
        this.artifacts = requireNonNull(artifacts, "artifacts");
    }

    @Override
    public RunStore runs() {
        return storage.runs();
    }

    @Override
    public RegistryStore registry() {
        return storage.registry();
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public LineageStore lineage() {
        return storage.lineage();
    }

    @Override
    public EventLog events() {
        return storage.events();
    }

    @Override
    public Set<Capability> capabilities() {
        return storage.capabilities();
    }

    @Override
    public List<String> check() {
        return storage.check();
    }

    @Override
    public String description() {
        return storage.description() + " with files in " + artifacts.description();
    }

    @Override
    public boolean isTransient() {
        return storage.isTransient();
    }

    @Override
    public void close() {
        try (storage) {
            artifacts.close();
        }
    }
}
