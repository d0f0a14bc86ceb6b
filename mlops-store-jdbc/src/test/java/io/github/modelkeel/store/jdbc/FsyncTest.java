package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.testkit.FsyncTck;
import io.github.modelkeel.testkit.StorageOpener;
import org.junit.jupiter.api.Nested;

/** Counts how often the embedded databases force the disk. */
class FsyncTest {
    @Nested
    class SqliteFile extends FsyncTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return KillTest.SqliteOpener.class;
        }
    }

    @Nested
    class H2File extends FsyncTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return KillTest.H2Opener.class;
        }
    }
}
