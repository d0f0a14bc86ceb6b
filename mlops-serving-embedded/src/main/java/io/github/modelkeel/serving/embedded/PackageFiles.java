package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives the files of a package by their names; follows no symbolic link. A class and a plain stream, because the first
 * lambda and the first channel cost a fresh JVM a twelfth of the time to its first prediction.
 */
record PackageFiles(Path directory) implements Function<String, Optional<byte[]>> {
    static final long MAX_BYTES = 1L << 30;

    @Override
    public Optional<byte[]> apply(String name) {
        Path file = directory.resolve(name);
        try {
            BasicFileAttributes before = attributes(file);
            if (!before.isRegularFile()) {
                throw new IntegrityException(
                        "'" + file + "' is no regular file; links are not followed: copy the file");
            }
            if (before.size() > MAX_BYTES) {
                throw new IntegrityException("'" + file + "' is longer than " + MAX_BYTES + " bytes");
            }
            byte[] bytes = content(file, (int) before.size());
            BasicFileAttributes after = attributes(file); // the stream would have followed a link put there meanwhile
            if (bytes.length != before.size()
                    || after.size() != before.size()
                    || !Objects.equals(after.fileKey(), before.fileKey())) {
                throw new IntegrityException(
                        "'" + file + "' was changed while it was read; write packages to a new directory");
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("'" + file + "' cannot be read: " + e, e);
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] content(Path file, int size) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return in.readNBytes(size);
        }
    }
}
