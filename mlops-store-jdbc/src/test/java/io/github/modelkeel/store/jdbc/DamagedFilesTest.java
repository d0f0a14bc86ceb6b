package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.RunQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Opens, upgrades, reads and checks database files that were cut off or in which bits flipped: what is wrong is said by a
 * typed exception or by the check. {@code -Dmodelkeel.fuzz.files=2000} says how many, {@value #DEFAULT_FILES} unless said.
 */
class DamagedFilesTest {
    private static final int DEFAULT_FILES = 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(StoredVersionsTest.Kind.class)
    @Timeout(3600)
    void whatIsDamagedIsSaidByATypedException(StoredVersionsTest.Kind kind) throws Exception {
        int files = Integer.getInteger("modelkeel.fuzz.files", DEFAULT_FILES);
        Path source = kind.version(1, Files.createDirectory(folder.resolve("whole")));
        byte[] version1 = Files.readAllBytes(source);
        kind.open(source).close();
        byte[] version2 = Files.readAllBytes(source);
        Random random = new Random(Long.getLong("modelkeel.fuzz.seed", 20_261L));
        int refused = 0;
        int found = 0;
        for (int i = 0; i < files; i++) {
            byte[] damaged = damaged(random, random.nextBoolean() ? version1 : version2);
            Path own = Files.createDirectory(folder.resolve("f" + i));
            Path file = Files.write(own.resolve(kind.file), damaged);
            try {
                found += read(kind, file) ? 1 : 0;
            } catch (MlopsException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            } catch (RuntimeException | Error e) {
                Path kept = Files.createTempFile("damaged-", kind.file);
                Files.write(kept, damaged);
                fail("file " + i + ", kept as " + kept + ", ended in " + e, e);
            }
        }
        assertThat(refused).as("of %d files, %d with findings", files, found).isPositive();
    }

    private static byte[] damaged(Random random, byte[] whole) {
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        byte[] damaged = whole.clone();
        int flips = 1 << random.nextInt(8);
        int within = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 16_384); // heads matter more
        for (int i = 0; i < flips; i++) {
            damaged[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    /** Reads all there is; returns whether the check found something. */
    private static boolean read(StoredVersionsTest.Kind kind, Path file) throws IOException {
        try (Storage store = kind.open(file)) {
            boolean found = !store.check().isEmpty();
            store.runs().experiments();
            store.runs().search(RunQuery.all()).items().forEach(run -> {
                store.runs().history(run.id(), "loss");
                store.runs().history(run.id(), "odd");
            });
            store.registry().models().forEach(model -> {
                store.registry().versions(model);
                store.registry().history(model);
                store.registry().read(model);
            });
            store.events().after(0, 1_000);
            store.lineage().edges();
            store.artifacts().collect(java.time.Instant.EPOCH);
            try (InputStream in = store.artifacts()
                    .open(String.format(java.util.Locale.ROOT, "r%031d", 1), "model/model.bin")
                    .orElse(InputStream.nullInputStream())) {
                in.readAllBytes();
            }
            return found;
        }
    }
}
