package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What H2 leaves to others about its files. */
final class H2File {
    /** H2 begins a file with two copies of a header of this size, written at once. */
    private static final int HEADERS = 2 * 4096;

    private static final String BEGIN = "H:2,";

    private H2File() {}

    /** Empties a file whose very first write was cut short, which H2 cannot open; nothing was stored in it yet. */
    static void clearUnbegun(Path file) {
        try {
            if (!isUnbegun(file)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) { // as H2 locks it
                if (lock != null && isUnbegun(file)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("file '" + file + "' did not open: " + e.getMessage(), e);
        }
    }

    private static boolean isUnbegun(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        long size = Files.size(file);
        if (size == 0 || size >= HEADERS) {
            return false;
        }
        return new String(Files.readAllBytes(file), ISO_8859_1).startsWith(BEGIN); // anything else is not H2's to empty
    }
}
