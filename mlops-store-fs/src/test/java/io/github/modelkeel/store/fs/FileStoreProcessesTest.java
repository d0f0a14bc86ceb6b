package io.github.modelkeel.store.fs;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.CrashTck;
import io.github.modelkeel.testkit.FsyncTck;
import io.github.modelkeel.testkit.SoakTck;
import io.github.modelkeel.testkit.StorageOpener;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** Several processes in one directory, killed or side by side. */
@Timeout(3_600)
class FileStoreProcessesTest {
    static final class Opener implements StorageOpener {
        @Override
        public Storage open(String place) {
            return FileStore.at(Path.of(place));
        }
    }

    @Nested
    class Crash extends CrashTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return Opener.class;
        }
    }

    @Nested
    class Forced extends FsyncTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return Opener.class;
        }
    }

    @Nested
    class Soak extends SoakTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return Opener.class;
        }
    }
}
