package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.CrashTck;
import io.github.modelkeel.testkit.StorageOpener;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Kills JVMs, and a database server, while they write. */
class KillTest {
    static final class SqliteOpener implements StorageOpener {
        @Override
        public Storage open(String place) {
            return JdbcStore.sqlite(Path.of(place));
        }
    }

    static final class H2Opener implements StorageOpener {
        @Override
        public Storage open(String place) {
            return JdbcStore.h2(Path.of(place));
        }
    }

    /** Compacts the file all the time, not only when it has outgrown what is in it by far. */
    static final class H2CompactingOpener implements StorageOpener {
        @Override
        public Storage open(String place) {
            return new JdbcStore(
                    "h2:" + place, Open.h2(Path.of(place), "", 300_000, 2), Storage.Capability.DURABLE_SYNC);
        }
    }

    static final class PostgresOpener implements StorageOpener {
        @Override
        public Storage open(String place) {
            return JdbcStore.of(Engines.source(place));
        }
    }

    @Nested
    class SqliteFile extends CrashTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return SqliteOpener.class;
        }
    }

    @Nested
    class H2File extends CrashTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return H2Opener.class;
        }
    }

    @Nested
    class H2FileWhileItIsCompacted extends CrashTck {
        @Override
        protected Class<? extends StorageOpener> opener() {
            return H2CompactingOpener.class;
        }
    }

    /** The server flushes every commit, and dies with the client: both get SIGKILL in every round. */
    @Nested
    class PostgresServer extends CrashTck {
        private Path data;
        private EmbeddedPostgres server;

        @Override
        protected Class<? extends StorageOpener> opener() {
            return PostgresOpener.class;
        }

        @Override
        protected boolean survivesWithoutForce() {
            return false; // the server may lose its last fraction of a second then
        }

        @Override
        protected String place(Path folder) {
            data = folder.resolve("pgdata");
            start(0);
            return server.getJdbcUrl("postgres", "postgres");
        }

        private void start(int port) {
            try {
                EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setPGStartupWait(Duration.ofMinutes(2)) // it has to recover, on a machine that may be busy
                        .setServerConfig("max_connections", "60")
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on");
                server = (port == 0 ? builder : builder.setPort(port)).start();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void afterKill() throws Exception {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> all = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            postmaster.onExit().get(60, TimeUnit.SECONDS);
            for (ProcessHandle each : all) {
                each.onExit().get(60, TimeUnit.SECONDS);
            }
            int port = server.getPort();
            server.close(); // only lets go of its lock: the server is dead
            start(port);
        }

        @AfterEach
        void stop() throws IOException {
            server.close();
        }
    }
}
