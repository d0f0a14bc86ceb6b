package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Writes the files of a package into a new directory: all of them or none. */
final class PackageWriter {
    private PackageWriter() {}

    static void write(Path directory, Map<String, byte[]> files) {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new ConflictException("'" + directory + "' exists already; choose a new directory for the package");
        }
        Path absolute = directory.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new NotFoundException("no directory '" + parent + "' to write a model package into; create it");
        }
        try {
            // not a temporary directory, which nobody else may read: the host that serves may run as another user
            Path unfinished = Files.createDirectory(parent.resolve(".unfinished-" + UUID.randomUUID()));
            try {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    write(unfinished.resolve(file.getKey()), file.getValue());
                }
                Files.move(unfinished, absolute);
            } finally {
                delete(unfinished);
            }
        } catch (FileAlreadyExistsException e) {
            throw new ConflictException("'" + directory + "' was made by someone else meanwhile; choose another", e);
        } catch (IOException e) {
            throw new UnavailableException("the model package cannot be written to '" + directory + "': " + e, e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) { // not a channel: bears interrupts
            out.write(content);
            out.getFD().sync();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (var files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}
