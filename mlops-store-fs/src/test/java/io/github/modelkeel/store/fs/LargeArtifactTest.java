package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores and reads a file larger than the memory of the JVM. {@code -Dmodelkeel.artifact.megabytes=5120} makes it 5 GB, and
 * needs as much disk.
 */
@Timeout(1_800)
class LargeArtifactTest {
    private static final int HEAP_MEGABYTES = 32;

    @TempDir
    Path folder;

    /** The JVM with little memory. */
    static final class Small {
        private Small() {}

        @SuppressWarnings("SystemOut") // how it talks to the test
        public static void main(String[] arguments) throws IOException {
            long size = Long.parseLong(arguments[1]) * 1024 * 1024;
            FileArtifacts files = FileArtifacts.at(Path.of(arguments[0]));
            ArtifactInfo info = files.put("run1", "large", new Noise(size), Instant.EPOCH);
            long seen = 0;
            try (InputStream in = files.open("run1", "large").orElseThrow();
                    InputStream again = new Noise(size)) {
                byte[] block = new byte[1 << 16];
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    for (int i = 0; i < count; i++) {
                        if ((byte) again.read() != block[i]) {
                            throw new IllegalStateException("byte " + (seen + i) + " differs");
                        }
                    }
                    seen += count;
                }
            }
            System.out.println(
                    info.bytes() + " " + seen + " " + Runtime.getRuntime().maxMemory());
        }
    }

    /** Bytes by chance, the same each time. */
    private static final class Noise extends InputStream {
        private final Random random = new Random(9L);
        private final byte[] block = new byte[1 << 16];
        private long left;
        private int at = block.length;

        Noise(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            if (at == block.length) {
                random.nextBytes(block);
                at = 0;
            }
            left--;
            return block[at++] & 0xff;
        }
    }

    @Test
    void aFileLargerThanTheMemoryIsStoredAndRead() throws Exception {
        long megabytes = Long.getLong("modelkeel.artifact.megabytes", 2L * HEAP_MEGABYTES);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Small.class.getName(),
                        folder.toString(),
                        Long.toString(megabytes))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        String[] numbers = said.split(" ", -1);
        assertThat(numbers[0]).isEqualTo(Long.toString(megabytes << 20));
        assertThat(numbers[1]).isEqualTo(numbers[0]);
        assertThat(Long.parseLong(numbers[2])).isLessThan(megabytes << 20);
    }
}
