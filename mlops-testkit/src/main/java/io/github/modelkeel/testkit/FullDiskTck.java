package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.params;
import static io.github.modelkeel.testkit.Samples.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage on a disk that is really full (behaviour 63): calls that no longer fit are refused with an
 * {@link UnavailableException} and leave nothing, what was acknowledged is read as before, and when there is room again the
 * same open storage writes on. The disk is a file system in memory; skipped where none can be mounted.
 */
@Timeout(300)
public abstract class FullDiskTck {
    private static final int LARGER_THAN_WHAT_IS_LEFT = 2_000_000;
    private static final int ATTEMPTS = 20;
    private static final int MOST_CALLS = 100_000;

    /** Refused calls leave warnings with long traces, one each. */
    private final Logger log = Logger.getLogger("io.github.modelkeel.store");

    @TempDir
    Path folder;

    private SmallDisk disk;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway.Init") // filled before each test
    protected FullDiskTck() {}

    /**
     * Opens the storage.
     *
     * @param disk where it is; the same for every call of a test, empty for the first
     */
    protected abstract Storage open(Path disk);

    /** Returns the size of the disk in megabytes. */
    protected int megabytes() {
        return 16;
    }

    /** Mounts the disk. */
    @BeforeEach
    final void mount() {
        disk = SmallDisk.mount(folder, megabytes());
        log.setLevel(Level.OFF);
    }

    /** Unmounts the disk. */
    @AfterEach
    final void unmount() {
        log.setLevel(null);
        if (disk != null) {
            disk.close();
        }
    }

    private static List<RunCommand> call(int n) {
        return List.of(
                newRun(n),
                params(n, "note", "x".repeat(300)),
                new RunCommand.Metrics(id(n), List.<MetricPoint>of(point("m", n, n), point("m", n + 1L, n))));
    }

    @Test
    void aCallThatNoLongerFitsIsRefusedWholeAndTheStorageGoesOn() throws Exception { // behaviour 63
        Map<String, RunRecord> acknowledged = new TreeMap<>();
        try (Storage storage = open(folder)) {
            storage.runs().experiment("samples", EXPERIMENT, T0);
            for (int n = 1; n <= 20; n++) {
                accepted(storage, n, acknowledged);
            }
            disk.fill(1_000_000);
            int refused = fill(storage, 21, acknowledged);
            for (int i = 0; i < ATTEMPTS; i++) { // each attempt may fail at another place
                fill(storage, refused + i, acknowledged);
            }
            assertThatThrownBy(() -> storage.artifacts()
                            .put(id(1), "big", new ByteArrayInputStream(new byte[LARGER_THAN_WHAT_IS_LEFT]), T0))
                    .isInstanceOf(UnavailableException.class);
            requireAll(storage, acknowledged);
            disk.makeRoom();
            accepted(storage, 900_000, acknowledged);
            storage.artifacts().put(id(1), "big", new ByteArrayInputStream(new byte[LARGER_THAN_WHAT_IS_LEFT]), T0);
            requireAll(storage, acknowledged);
            assertThat(storage.check()).isEmpty();
        }
        try (Storage storage = open(folder)) {
            requireAll(storage, acknowledged);
            assertThat(storage.check()).isEmpty();
        }
    }

    @Test
    void aStorageThatIsClosedOnAFullDiskOpensAgainWithAllThatWasAcknowledged() throws Exception { // behaviour 63
        Map<String, RunRecord> acknowledged = new TreeMap<>();
        try (Storage storage = open(folder)) {
            storage.runs().experiment("samples", EXPERIMENT, T0);
            accepted(storage, 1, acknowledged);
            disk.fill(1_000_000);
            fill(storage, 2, acknowledged);
        }
        disk.makeRoom();
        try (Storage storage = open(folder)) {
            requireAll(storage, acknowledged);
            assertThat(storage.check()).isEmpty();
            accepted(storage, 900_000, acknowledged);
            requireAll(storage, acknowledged);
        }
    }

    private static void accepted(Storage storage, int n, Map<String, RunRecord> acknowledged) {
        storage.runs().apply(call(n));
        acknowledged.put(id(n), storage.runs().find(id(n)).orElseThrow());
    }

    /** Makes runs until one is refused, and returns its number. */
    private static int fill(Storage storage, int from, Map<String, RunRecord> acknowledged) {
        for (int n = from; n < from + MOST_CALLS; n++) {
            try {
                storage.runs().apply(call(n));
            } catch (UnavailableException e) {
                assertThat(storage.runs().find(id(n)))
                        .as("the run of a call that was refused")
                        .isEmpty();
                return n;
            }
            acknowledged.put(id(n), storage.runs().find(id(n)).orElseThrow());
        }
        throw new AssertionError("the disk did not fill within " + MOST_CALLS + " calls");
    }

    private static void requireAll(Storage storage, Map<String, RunRecord> acknowledged) {
        acknowledged.forEach((id, run) -> {
            assertThat(storage.runs().find(id)).contains(run);
            assertThat(storage.runs().history(id, "m")).hasSize(2);
        });
        RunQuery all = RunQuery.all().limit(1_000);
        int found = 0;
        for (var page = storage.runs().search(all); ; page = storage.runs().search(all.page(page.nextToken()))) {
            found += page.items().size();
            if (page.nextToken() == null) {
                break;
            }
        }
        assertThat(found).as("runs that a search finds").isEqualTo(acknowledged.size());
    }
}
