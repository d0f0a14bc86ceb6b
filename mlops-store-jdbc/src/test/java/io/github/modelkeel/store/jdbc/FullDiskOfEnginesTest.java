package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.FullDiskTck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Databases on a disk that is really full. */
class FullDiskOfEnginesTest {
    @Nested
    class SqliteFile extends FullDiskTck {
        @Override
        protected Storage open(Path disk) {
            return JdbcStore.sqlite(disk.resolve("mlops.db"));
        }
    }

    @Nested
    class H2File extends FullDiskTck {
        @Override
        protected Storage open(Path disk) {
            return JdbcStore.h2(disk.resolve("mlops"));
        }
    }

    /** A full disk has no room for a compacted file beside the one that is to be compacted. */
    @Nested
    class H2FileThatIsCompacted extends FullDiskTck {
        @Override
        protected Storage open(Path disk) {
            return new KillTest.H2CompactingOpener().open(disk.resolve("mlops").toString());
        }
    }

    /** The tables are on a disk of their own, as large databases have them; the server's log of writes is elsewhere. */
    @Nested
    class PostgresTablespace extends FullDiskTck {
        private static final String SPACE = "small_disk";

        private boolean made;

        @Override
        protected int megabytes() {
            return 24;
        }

        @Override
        protected Storage open(Path disk) {
            if (!made) {
                Engines.execute("CREATE TABLESPACE " + SPACE + " LOCATION '" + disk + "'");
                made = true;
            }
            return JdbcStore.of(Engines.source(Engines.address(SPACE) + "&options=-c%20default_tablespace=" + SPACE));
        }

        @AfterEach
        void drop() {
            if (made) {
                Engines.execute("DROP SCHEMA " + SPACE + " CASCADE");
                Engines.execute("DROP TABLESPACE " + SPACE);
            }
        }
    }
}
