package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.testkit.SoakTck;
import io.github.modelkeel.testkit.StorageOpener;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** Two JVMs write into one database. */
class SoakTest {
    @Nested
    class SqliteFile extends SoakTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return KillTest.SqliteOpener.class;
        }
    }

    @Nested
    class Postgres extends SoakTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return KillTest.PostgresOpener.class;
        }

        @Override
        protected String place(Path folder) {
            return Engines.address("soak" + folder.getFileName().toString().replaceAll("[^0-9a-z]", ""));
        }
    }
}
