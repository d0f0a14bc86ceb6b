package io.github.modelkeel.store.fs;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.FullDiskTck;
import io.github.modelkeel.testkit.ReadOnlyTck;
import io.github.modelkeel.testkit.StorageOpener;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** A disk that is full, or may only be read. */
class FileStoreDiskTest {
    @Nested
    class Full extends FullDiskTck {
        @Override
        protected Storage open(Path disk) {
            return FileStore.at(disk.resolve("store"));
        }
    }

    @Nested
    class WriteProtected extends ReadOnlyTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return FileStoreProcessesTest.Opener.class;
        }

        @Override
        protected Path file(Path place) {
            return place.resolve("events.jsonl");
        }
    }
}
