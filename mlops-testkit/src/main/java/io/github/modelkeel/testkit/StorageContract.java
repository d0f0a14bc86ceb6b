package io.github.modelkeel.testkit;

import io.github.modelkeel.spi.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/**
 * The whole contract of a storage. A backend has one subclass that says how it is opened:
 *
 * <pre>{@code
 * class MyStoreContractTest extends StorageContract {
 *     @Override
 *     protected Storage open(Path folder) {
 *         return MyStore.at(folder);
 *     }
 * }
 * }</pre>
 *
 * <p>Tests of what the storage does not claim, by {@link Storage#isTransient()}, {@link Storage#capabilities()} and
 * {@link #isShared()}, are skipped with a message. System properties make the suites longer: {@code modelkeel.tck.points}
 * (points of each of 8 threads, 1,000 unless set), {@code modelkeel.tck.filters} (2,000), {@code modelkeel.tck.dags} (1,000).
 */
public abstract class StorageContract {
    /** Made by JUnit. */
    protected StorageContract() {}

    /**
     * Opens the storage that is kept in a folder. A folder that was used before holds what was stored; a storage that
     * {@linkplain Storage#isTransient() forgets} is empty each time.
     */
    protected abstract Storage open(Path folder);

    /** Returns whether a second {@link #open} of a folder, while the first is open, sees the same content. */
    protected boolean isShared() {
        return true;
    }

    /** Commands on runs. */
    @Nested
    class Runs extends RunStoreTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Names and texts. */
    @Nested
    class Texts extends RunTextTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Ends, resumption, deletion. */
    @Nested
    class Lifecycle extends LifecycleTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Points of metrics. */
    @Nested
    class Metrics extends MetricTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Searching. */
    @Nested
    class Search extends RunSearchTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Pages of a search. */
    @Nested
    class Paging extends PagingTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Registered models. */
    @Nested
    class Registry extends RegistryStoreTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Deletion, descriptions, decisions and copies of models. */
    @Nested
    class RegistryKeeping extends RegistryKeepingTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** What was made of what. */
    @Nested
    class Lineage extends LineageStoreTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** The log of changes. */
    @Nested
    class Events extends EventLogTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Files. */
    @Nested
    class Artifacts extends ArtifactStoreTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Several at once. */
    @Nested
    class Concurrency extends ConcurrencyTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }

    /** Clocks and zones. */
    @Nested
    class Time extends TimeTck {
        @Override
        protected Storage open(Path folder) {
            return StorageContract.this.open(folder);
        }

        @Override
        protected boolean isShared() {
            return StorageContract.this.isShared();
        }
    }
}
