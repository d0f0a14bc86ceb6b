package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores a file and reads it back in a JVM whose heap is smaller than the file. {@code -Dmodelkeel.large.megabytes=5000}
 * says how large it is, {@value #DEFAULT_MEGABYTES} unless said; it needs three times that on the disk.
 */
class LargeFileTest {
    private static final int DEFAULT_MEGABYTES = 96;
    private static final int HEAP_MEGABYTES = 48;

    @TempDir
    Path folder;

    /** Bytes made of their positions, so that no two chunks are the same. */
    private static final class Generated extends InputStream {
        private final long size;
        private long position;

        Generated(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            if (position == size) {
                return -1;
            }
            long mixed = (position >> 3) * 0x9e3779b97f4a7c15L;
            return (int) (mixed >>> (8 * (position++ & 7))) & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(length, size - position);
            for (int i = 0; i < count; i++) {
                target[offset + i] = (byte) read();
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    /** The JVM with the small heap: ends with 0 when what it reads is what it stored. */
    static final class Small {
        private Small() {}

        public static void main(String[] arguments) throws Exception {
            long size = Long.parseLong(arguments[1]) * 1024 * 1024 + 12_345;
            try (Storage storage = JdbcStore.sqlite(Path.of(arguments[0]))) {
                ArtifactStore artifacts = storage.artifacts();
                ArtifactInfo info = artifacts.put("r", "large.bin", new Generated(size), Instant.EPOCH);
                try (InputStream stored = artifacts.open("r", "large.bin").orElseThrow();
                        OutputStream nowhere = OutputStream.nullOutputStream()) {
                    if (info.bytes() != size
                            || stored.transferTo(nowhere) != size) { // the digest is verified on the way
                        throw new IllegalStateException("not all of it came back");
                    }
                }
            }
        }
    }

    @Test
    void aFileLargerThanTheHeapIsStoredAndReadBack() throws Exception {
        int megabytes = Integer.getInteger("modelkeel.large.megabytes", DEFAULT_MEGABYTES);
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Small.class.getName(),
                        folder.resolve("mlops.db").toString(),
                        Integer.toString(megabytes))
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor()).as("%s", Files.readString(errors)).isZero();
        assertThat(Files.size(folder.resolve("mlops.db"))).isGreaterThan(megabytes * 1024L * 1024);
    }
}
