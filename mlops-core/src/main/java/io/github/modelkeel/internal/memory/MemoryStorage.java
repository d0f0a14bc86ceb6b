package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;

/** Keeps the promises of the stores in memory: for unit tests and trials. Thread-safe; content is gone when it is closed. */
public final class MemoryStorage implements Storage {
    private final Guard guard = new Guard();
    private final MemoryRunStore runs = new MemoryRunStore(guard);
    private final MemoryRegistryStore registry = new MemoryRegistryStore(guard);
    private final MemoryArtifactStore artifacts = new MemoryArtifactStore(guard);

    /** Creates an empty storage. */
    public MemoryStorage() {}

    /** One lock for everything, and whether the storage is closed. */
    static final class Guard {
        private boolean closed;

        /** Must be called with this object locked. */
        void requireOpen() {
            if (closed) {
                throw new UnavailableException("the store is closed; open it again to use it");
            }
        }
    }

    @Override
    public RunStore runs() {
        return runs;
    }

    @Override
    public RegistryStore registry() {
        return registry;
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    @Override
    public void close() {
        synchronized (guard) {
            guard.closed = true;
        }
    }
}
