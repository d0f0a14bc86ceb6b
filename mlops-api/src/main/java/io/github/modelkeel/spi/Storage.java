package io.github.modelkeel.spi;

import java.util.List;
import java.util.Set;

/** The stores of one place, opened by the host and closed with it. Thread-safe. */
public interface Storage extends AutoCloseable {
    /** Returns the store of experiments and runs. */
    RunStore runs();

    /** Returns the store of registered models. */
    RegistryStore registry();

    /** Returns the store of files. */
    ArtifactStore artifacts();

    /** Returns the store of what was made of what. */
    LineageStore lineage();

    /** Returns the log of changes. */
    EventLog events();

    /** Returns what this storage can do beyond what every one can. */
    Set<Capability> capabilities();

    /**
     * Looks for damage: what the engine can check of its own files, and whether summaries agree with what they sum up. Reads
     * everything, so it may take long. Files are not read: reading them verifies them.
     *
     * @return one line for each thing that is wrong; empty when all is well
     */
    List<String> check();

    /** Returns a short description for people, for instance {@code sqlite:mlops.db}; no secrets. */
    String description();

    /** Returns whether content is gone when this is closed. */
    boolean isTransient();

    /** Writes what is pending and releases what is held. Closing twice is no change. */
    @Override
    void close();

    /** Returns this storage with another store of files. Closing it closes both. */
    default Storage withArtifacts(ArtifactStore artifacts) {
        return new ComposedStorage(this, artifacts);
    }

    /** What not every storage can do. Closed. */
    enum Capability {
        /** Several processes may open it at once and see each other's changes. */
        MULTI_PROCESS,
        /** What {@link io.github.modelkeel.tracking.Durability#SYNC} acknowledged survives the loss of power. */
        DURABLE_SYNC
    }
}
