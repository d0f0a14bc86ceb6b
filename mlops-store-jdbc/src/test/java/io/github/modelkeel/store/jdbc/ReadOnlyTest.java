package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.testkit.ReadOnlyTck;
import io.github.modelkeel.testkit.StorageOpener;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** Files of the embedded databases that may only be read. */
class ReadOnlyTest {
    @Nested
    class SqliteFile extends ReadOnlyTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return KillTest.SqliteOpener.class;
        }

        @Override
        protected Path file(Path place) {
            return place;
        }
    }

    @Nested
    class H2File extends ReadOnlyTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return KillTest.H2Opener.class;
        }

        @Override
        protected Path file(Path place) {
            return place.resolveSibling(place.getFileName() + ".mv.db");
        }
    }
}
