package io.github.modelkeel.read;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a text file come from: a path or an array. A name that ends in {@code .gz} is unpacked. May be opened
 * more than once.
 *
 * @param name what messages call it
 * @param path where it is, or {@code null}
 * @param content the bytes if there is no path
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Origin(String name, @Nullable Path path, byte[] content) {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    InputStream open() throws IOException {
        InputStream raw = path == null ? new ByteArrayInputStream(content) : openFile(path);
        if (!name.toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return raw;
        }
        try {
            return new GZIPInputStream(raw, BUFFER);
        } catch (ZipException | EOFException e) {
            raw.close();
            throw new InvalidInputException(
                    "file '" + name + "' is no gzip file although its name ends in .gz; rename it or pack it again", e);
        }
    }

    private InputStream openFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException("'" + name + "' is a directory; name one CSV file");
        }
        try {
            InputStream stream = Files.newInputStream(file);
            PushbackInputStream raw = new PushbackInputStream(stream, 2);
            byte[] start = raw.readNBytes(2);
            raw.unread(start);
            if (start.length == 2
                    && (start[0] & 0xff) == GZIP_FIRST
                    && (start[1] & 0xff) == GZIP_SECOND
                    && !name.toLowerCase(Locale.ROOT).endsWith(".gz")) {
                raw.close();
                throw new InvalidInputException(
                        "file '" + name + "' is packed with gzip but its name does not end in .gz; rename it");
            }
            return raw;
        } catch (NoSuchFileException e) {
            throw new NotFoundException(
                    "file '" + file + "' does not exist; the working directory is '"
                            + Path.of("").toAbsolutePath() + "'",
                    e);
        }
    }

    /** Returns the exception for a failure while reading. */
    RuntimeException failure(IOException e) {
        if (e instanceof EOFException || e instanceof ZipException) {
            return new InvalidInputException(
                    "file '" + name + "' is a damaged gzip file (" + e.getMessage() + "); copy or pack it again", e);
        }
        return new UnavailableException("file '" + name + "' cannot be read: " + e.getMessage(), e);
    }
}
