package io.github.modelkeel.mlflow;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Finds the folder that an artifact address stands for. */
final class MovedFiles {
    private static final int LEVELS_OF_A_STORE = 3; // root, experiment, run, its files

    private final Map<String, Path> folders;

    MovedFiles(Map<String, Path> folders) {
        this.folders = Map.copyOf(folders);
    }

    /**
     * Returns the folder, or empty when it is not on this machine. MLflow makes the folder of a run with its first file, so one
     * whose surroundings are here is here and empty.
     */
    Optional<Path> folder(String address) {
        Optional<Map.Entry<String, Path>> start = folders.entrySet().stream()
                .filter(entry -> address.startsWith(entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()));
        try {
            if (start.isPresent()) {
                String rest = address.substring(start.get().getKey().length());
                return Optional.of(below(start.get().getValue(), rest));
            }
            return local(address).filter(MovedFiles::isHere);
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static boolean isHere(Path folder) {
        Path at = folder;
        for (int level = 0; level <= LEVELS_OF_A_STORE && at != null; level++, at = at.getParent()) {
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return at.getNameCount() > 1;
            }
        }
        return false;
    }

    private static Path below(Path root, String rest) {
        Path top = root.toAbsolutePath().normalize();
        Path path = top.resolve(rest.replaceAll("^[/\\\\]+", "")).normalize();
        if (!path.startsWith(top)) {
            throw new InvalidPathException(rest, "leaves the folder it was moved to");
        }
        return path;
    }

    private static Optional<Path> local(String address) {
        if (address.startsWith("file:")) {
            try {
                return Optional.of(Path.of(URI.create(address)));
            } catch (IllegalArgumentException notAFile) {
                return Optional.empty();
            }
        }
        return address.contains("://") ? Optional.empty() : Optional.of(Path.of(address));
    }
}
