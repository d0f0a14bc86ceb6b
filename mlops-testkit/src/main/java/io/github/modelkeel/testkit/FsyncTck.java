package io.github.modelkeel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts how often a JVM forces files to the disk, by {@code strace} on Linux (behaviour 65); skipped where there is none. It
 * looks from outside, so no belief about a driver enters.
 */
public abstract class FsyncTck {
    private static final int CALLS = 40;
    private static final Pattern FORCED = Pattern.compile("\\b(?:fsync|fdatasync|msync)\\(");

    @TempDir
    Path folder;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway.Init") // JUnit fills the folder before each test
    protected FsyncTck() {}

    /** Returns what opens the storage in the JVM that is watched. */
    protected abstract Class<? extends StorageOpener> opener();

    /** The JVM that is watched: one caller, each call of which waits for its answer. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            try (Storage storage = StoreProcess.open(arguments[0], arguments[1])) {
                Samples.experiment(storage);
                int calls = Integer.parseInt(arguments[3]);
                for (int n = 0; n < calls; n++) {
                    storage.runs().apply(List.of(Samples.newRun(n)), Durability.valueOf(arguments[2]));
                }
            }
        }
    }

    private long forced(Durability durability, int calls) throws Exception {
        Path trace = folder.resolve("trace-" + durability + calls);
        List<String> strace =
                List.of("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,msync", "-o", trace.toString());
        Path place = folder.resolve("store-" + durability + calls);
        try (StoreProcess jvm = StoreProcess.start(
                strace, Writer.class, opener(), place.toString(), folder, durability.name(), Integer.toString(calls))) {
            int exit = jvm.read(line -> {});
            assertThat(exit).as("exit code; %s", jvm.errors()).isZero();
        }
        try (Stream<String> lines = Files.lines(trace, UTF_8)) {
            return lines.filter(line -> FORCED.matcher(line).find()).count();
        }
    }

    @Test
    void everySyncCallForcesTheDisk() throws Exception { // behaviour 65
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(each -> Files.isExecutable(Path.of(each).resolve("strace"))),
                "strace is not installed");
        long around = forced(Durability.SYNC, 0);
        long sync = forced(Durability.SYNC, CALLS);
        long os = forced(Durability.OS, CALLS);
        assertThat(sync - around)
                .as("times the disk was forced by %s calls one after another", CALLS)
                .isGreaterThanOrEqualTo(CALLS);
        assertThat(sync - os) // what closing forces is the same for both
                .as("times the disk was not forced by %s calls that need not be", CALLS)
                .isGreaterThanOrEqualTo(CALLS);
    }
}
