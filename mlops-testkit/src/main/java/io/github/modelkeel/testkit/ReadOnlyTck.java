package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.change;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.params;
import static io.github.modelkeel.testkit.Samples.point;
import static io.github.modelkeel.testkit.Samples.tags;
import static io.github.modelkeel.testkit.Samples.version;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage whose folder or file may not be written (behaviour 63): it opens and is read, and refuses every change with an
 * {@link UnavailableException} that names the storage and says what to do. The folder is a file system in memory that is
 * mounted for reading; skipped where none can be mounted.
 */
@Timeout(300)
public abstract class ReadOnlyTck {
    private static final int MEGABYTES = 32;

    @TempDir
    Path folder;

    private SmallDisk disk;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway.Init") // filled before each test
    protected ReadOnlyTck() {}

    /** Returns what opens the storage, here and in a JVM that is killed. */
    protected abstract Class<? extends StorageOpener> opener();

    /** Returns the file that every change of a run or a model writes, of the storage at a place. */
    protected abstract Path file(Path place);

    /** Mounts the disk. */
    @BeforeEach
    final void mount() {
        disk = SmallDisk.mount(folder, MEGABYTES);
    }

    /** Unmounts the disk. */
    @AfterEach
    final void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    private Path place() {
        return disk.root().resolve("store");
    }

    private Storage open() {
        return StoreProcess.open(opener().getName(), place().toString());
    }

    private RunRecord prepare() {
        try (Storage storage = open()) {
            write(storage);
            return storage.runs().find(id(1)).orElseThrow();
        }
    }

    private static void write(Storage storage) {
        Samples.experiment(storage);
        storage.runs()
                .apply(List.of(
                        newRun(1),
                        params(1, "depth", "6"),
                        new RunCommand.Metrics(id(1), List.of(point("m", 0, 0.5), point("m", 1, 0.25)))));
        storage.artifacts().put(id(1), "a", new ByteArrayInputStream("x".getBytes(UTF_8)), T0);
        storage.registry().create(version("model"));
    }

    private static void requireReadable(Storage storage, RunRecord run) throws Exception {
        assertThat(storage.runs().find(id(1))).contains(run);
        assertThat(storage.runs()
                        .search(RunQuery.parse("metrics.m < 0.3 and params.depth = 6"))
                        .items())
                .containsExactly(run);
        assertThat(storage.runs().history(id(1), "m")).hasSize(2);
        assertThat(storage.artifacts().open(id(1), "a").orElseThrow().readAllBytes())
                .asString(UTF_8)
                .isEqualTo("x");
        assertThat(storage.registry().versions("model")).hasSize(1);
        assertThat(storage.events().after(0, 100)).isNotEmpty();
        assertThat(storage.check()).isEmpty();
    }

    private void requireWritesAreRefused(Storage storage) {
        refused(() -> storage.runs().experiment("another", id(2), T0));
        refused(() -> storage.runs().apply(List.of(newRun(2))));
        refused(() -> storage.runs().apply(List.of(tags(1, "k", "v"))));
        refused(() -> storage.registry().create(version("model")));
        refused(() -> storage.registry().alias("model", "champion", 1, null, change("try")));
    }

    private void requireFilesAreRefused(Storage storage) {
        refused(() -> storage.artifacts().put(id(1), "b", new ByteArrayInputStream(new byte[1]), T0));
        refused(() -> storage.artifacts().delete(id(1), "a"));
    }

    private void refused(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(place().toString())
                .hasMessageMatching("(?s).*(may only be read|Read-only).*") // ours, or the system's
                .hasMessageContaining("make");
    }

    @Test
    void aFolderThatMayOnlyBeReadIsRead() throws Exception { // behaviour 63
        RunRecord run = prepare();
        disk.writeProtect();
        for (int twice = 0; twice < 2; twice++) {
            try (Storage storage = open()) {
                requireReadable(storage, run);
                requireWritesAreRefused(storage);
                requireFilesAreRefused(storage);
                requireReadable(storage, run);
            }
        }
    }

    @Test
    void aFileThatMayOnlyBeReadIsRead() throws Exception { // behaviour 63
        RunRecord run = prepare();
        disk.writeProtect(file(place()));
        for (int twice = 0; twice < 2; twice++) {
            try (Storage storage = open()) {
                requireReadable(storage, run);
                requireWritesAreRefused(storage);
                requireReadable(storage, run);
            }
        }
    }

    @Test
    void twoStoragesReadTheSameFolderAtTheSameTime() throws Exception { // behaviour 63
        RunRecord run = prepare();
        disk.writeProtect();
        try (Storage storage = open();
                Storage other = open()) {
            requireReadable(storage, run);
            requireReadable(other, run);
        }
    }

    /** The JVM that is killed while it has the storage open. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) {
            Storage storage = StoreProcess.open(arguments[0], arguments[1]);
            write(storage);
            Runtime.getRuntime().halt(137); // as a kill: nothing is closed
        }
    }

    @Test
    void whatAKilledProcessLeftInAFolderThatMayOnlyBeReadIsRead(@TempDir Path scratch)
            throws Exception { // behaviours 63 and 67
        try (StoreProcess jvm = StoreProcess.start(Killed.class, opener(), place().toString(), scratch)) {
            assertThat(jvm.read(line -> {})).as("exit code; %s", jvm.errors()).isEqualTo(137);
        }
        disk.writeProtect();
        try (Storage storage = open()) {
            requireReadable(storage, storage.runs().find(id(1)).orElseThrow());
            requireWritesAreRefused(storage);
        }
    }

    @Test
    void aFolderInWhichNothingIsYetIsRefused() { // behaviour 63
        disk.writeProtect();
        assertThatThrownBy(this::open)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(place().toString());
    }
}
