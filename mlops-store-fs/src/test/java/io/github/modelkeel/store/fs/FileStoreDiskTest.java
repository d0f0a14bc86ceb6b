package io.github.modelkeel.store.fs;

import static io.github.modelkeel.store.fs.SampleStore.EXPERIMENT;
import static io.github.modelkeel.store.fs.SampleStore.T0;
import static io.github.modelkeel.store.fs.SampleStore.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.RunRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of its own that is full, or may only be read (behaviour 63). It is a file system in memory that root mounts on
 * Linux; skipped where that is not allowed.
 */
@Timeout(300)
class FileStoreDiskTest {
    private final Logger log = Logger.getLogger(FileStore.class.getPackageName());

    @TempDir
    Path folder;

    private boolean mounted;

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            out.readAllBytes();
        }
        return process.waitFor() == 0;
    }

    @BeforeEach
    void mount() throws Exception {
        log.setLevel(Level.OFF);
        assumeTrue(System.getProperty("os.name").equals("Linux"), "mounts a file system in memory, which needs Linux");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString());
        assumeTrue(mounted, "mounting a file system in memory is not allowed here");
    }

    @AfterEach
    void unmount() throws Exception {
        log.setLevel(null);
        if (mounted) {
            run("umount", "-l", folder.toString());
        }
    }

    private static List<RunCommand> newRun(int n) {
        return List.of(
                new RunCommand.Create(id(n), EXPERIMENT, null, "run " + n, "ann", T0),
                new RunCommand.Params(id(n), Map.of("note", "x".repeat(300))));
    }

    @Test
    void aFullDiskIsUnavailableAndTheStoreReadable() throws Exception {
        Path ballast = Files.write(folder.resolve("ballast"), new byte[700_000]);
        Path place = folder.resolve("store");
        Map<String, RunRecord> acknowledged = new HashMap<>();
        try (Storage store = FileStore.at(place)) {
            store.runs().experiment("e", EXPERIMENT, T0);
            int n = fill(store, 1, acknowledged);
            for (int i = 0; i < 20; i++) { // each attempt fails somewhere else
                fill(store, n, acknowledged);
            }
            requireAll(store, acknowledged);
            assertThatThrownBy(() -> store.artifacts().put(id(1), "a", new ByteArrayInputStream(new byte[500_000]), T0))
                    .isInstanceOf(UnavailableException.class);
            Files.delete(ballast);
            store.runs().apply(newRun(100_000));
            acknowledged.put(id(100_000), store.runs().find(id(100_000)).orElseThrow());
            requireAll(store, acknowledged);
            assertThat(store.check()).isEmpty();
        }
        try (Storage store = FileStore.at(place)) {
            requireAll(store, acknowledged);
            assertThat(store.check()).isEmpty();
        }
    }

    /** Makes runs until it is refused, and returns the number of the first that was. */
    private static int fill(Storage store, int from, Map<String, RunRecord> acknowledged) {
        for (int n = from; ; n++) {
            try {
                store.runs().apply(newRun(n));
            } catch (UnavailableException e) {
                assertThat(store.runs().find(id(n))).isEmpty();
                return n;
            }
            acknowledged.put(id(n), store.runs().find(id(n)).orElseThrow());
        }
    }

    private static void requireAll(Storage store, Map<String, RunRecord> acknowledged) {
        assertThat(acknowledged).hasSizeGreaterThan(10);
        acknowledged.forEach((id, run) -> assertThat(store.runs().find(id)).contains(run));
    }

    @Test
    void aDiskThatMayOnlyBeReadIsReadable() throws Exception {
        Path place = folder.resolve("store");
        RunRecord run;
        try (Storage store = FileStore.at(place)) {
            store.runs().experiment("e", EXPERIMENT, T0);
            store.runs().apply(newRun(1));
            run = store.runs().find(id(1)).orElseThrow();
            store.artifacts().put(id(1), "a", new ByteArrayInputStream("x".getBytes(UTF_8)), T0);
        }
        assumeTrue(run("mount", "-o", "remount,ro", folder.toString()), "remounting is not allowed here");
        try (Storage store = FileStore.at(place)) {
            assertThat(store.runs().find(id(1))).contains(run);
            assertThat(store.artifacts().open(id(1), "a").orElseThrow().readAllBytes())
                    .asString(UTF_8)
                    .isEqualTo("x");
            assertThatThrownBy(() -> store.runs().apply(newRun(2)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("may only be read");
            assertThatThrownBy(() -> store.artifacts().put(id(1), "b", new ByteArrayInputStream(new byte[1]), T0))
                    .isInstanceOf(UnavailableException.class);
            assertThat(store.check()).isEmpty();
        }
    }
}
