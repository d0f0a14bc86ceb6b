package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import java.util.List;
import java.util.Set;

/** Keeps the promises of the stores in memory: for unit tests and trials. Thread-safe; content is gone when it is closed. */
public final class MemoryStorage implements Storage {
    private final Guard guard = new Guard();
    private final MemoryEventLog events = new MemoryEventLog(guard);
    private final MemoryRunStore runs = new MemoryRunStore(guard, events);
    private final MemoryRegistryStore registry = new MemoryRegistryStore(guard, events);
    private final MemoryLineageStore lineage = new MemoryLineageStore(guard, events);
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
    public LineageStore lineage() {
        return lineage;
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public List<String> check() {
        return runs.check();
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
