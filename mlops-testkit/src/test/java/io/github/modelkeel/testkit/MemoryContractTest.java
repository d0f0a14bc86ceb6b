package io.github.modelkeel.testkit;

import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.spi.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract, kept by the storage in memory. */
class MemoryContractTest {
    private static Storage storage(Path folder) {
        return new MemoryStorage();
    }

    @Nested
    class Runs extends RunStoreTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Metrics extends MetricTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Search extends RunSearchTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Registry extends RegistryStoreTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }

    @Nested
    class Artifacts extends ArtifactStoreTck {
        @Override
        protected Storage open(Path folder) {
            return storage(folder);
        }
    }
}
