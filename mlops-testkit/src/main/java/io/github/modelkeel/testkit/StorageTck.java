package io.github.modelkeel.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.modelkeel.spi.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens the storage that a contract suite examines. A backend has one subclass of each suite that says only how it is
 * opened. Comments such as {@code behaviour 12} number the behaviours of the contract.
 */
public abstract class StorageTck {
    /** Threads of the tests that race. */
    static final int THREADS = 8;

    @TempDir
    Path place;

    /** The storage that is examined, empty at first. */
    Storage storage;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test
    protected StorageTck() {}

    /**
     * Opens the storage that is kept in a folder. A folder that was used before holds what was stored; a storage that
     * {@linkplain Storage#isTransient() forgets} is empty each time.
     */
    protected abstract Storage open(Path folder);

    /** Returns whether a second {@link #open} of a folder, while the first is open, sees the same content. */
    protected boolean isShared() {
        return true;
    }

    /** Opens the storage. */
    @BeforeEach
    final void openStorage() {
        storage = open(place);
    }

    /** Closes the storage. */
    @AfterEach
    final void closeStorage() {
        storage.close();
    }

    /** Closes the storage and opens it again; skips the test when it keeps nothing. */
    final void reopen() {
        assumeTrue(!storage.isTransient(), "this storage keeps nothing");
        storage.close();
        storage = open(place);
    }

    /** Opens the storage a second time; skips the test when that is not the same content. */
    final Storage second() {
        assumeTrue(isShared() && !storage.isTransient(), "this storage cannot be opened twice");
        return open(place);
    }
}
