package io.github.modelkeel.spi;

/** The stores of one place, opened by the host and closed with it. Thread-safe. */
public interface Storage extends AutoCloseable {
    /** Returns the store of experiments and runs. */
    RunStore runs();

    /** Returns the store of registered models. */
    RegistryStore registry();

    /** Returns the store of files. */
    ArtifactStore artifacts();

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
}
