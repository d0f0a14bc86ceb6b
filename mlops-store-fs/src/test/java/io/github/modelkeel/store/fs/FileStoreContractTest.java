package io.github.modelkeel.store.fs;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.ArtifactStoreTck;
import io.github.modelkeel.testkit.MetricTck;
import io.github.modelkeel.testkit.RegistryStoreTck;
import io.github.modelkeel.testkit.RunSearchTck;
import io.github.modelkeel.testkit.RunStoreTck;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract, kept by a directory. */
class FileStoreContractTest {
    private static Storage storage(Path folder) {
        return FileStore.at(folder.resolve("store"));
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
