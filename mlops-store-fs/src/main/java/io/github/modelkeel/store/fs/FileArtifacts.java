package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.spi.VerifiedInputStream;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps files in a directory: contents under their SHA-256 ({@code files/ab/cdef...}, the layout of DVC's cache), and for
 * each owner a log that says which path has which content ({@code owners/r-<owner>.jsonl}, one line of JSON each). Both
 * can be read without this library. Use it for large files beside a database:
 *
 * <pre>{@code
 * Storage storage = JdbcStore.sqlite(Path.of("mlops.db")).withArtifacts(FileArtifacts.at(Path.of("artifacts")));
 * }</pre>
 *
 * <p>A call returns after content and log are flushed to disk. Content is written to a temporary file and moved into
 * place in one step, so it is there whole or not at all; a line of the log that a crash cut short is dropped. No name
 * from outside becomes the name of a file. Thread-safe, and safe for several processes on a local disk; not on network
 * file systems without working locks. Neither storing nor reading needs more memory for a large file.
 */
public final class FileArtifacts implements ArtifactStore {
    private static final Pattern OWNER = Pattern.compile("[a-z0-9_-]{1,64}");

    private final Path root;
    private final ContentFiles contents;
    private final OwnerLogs owners;
    private volatile boolean closed;

    private FileArtifacts(Path root) {
        this.root = root;
        this.contents = new ContentFiles(root);
        this.owners = new OwnerLogs(root);
    }

    /**
     * Opens a directory, made when it is not there.
     *
     * @throws UnavailableException if it cannot be made or is a file
     */
    public static FileArtifacts at(Path directory) {
        Path root = requireNonNull(directory, "directory").toAbsolutePath().normalize();
        try {
            Path parent = root.getParent();
            boolean fresh = Files.notExists(root);
            Files.createDirectories(root);
            if (fresh && parent != null) {
                Disk.flushFolder(parent);
            }
        } catch (IOException e) {
            throw new UnavailableException("the directory '" + root + "' could not be made: " + e.getMessage(), e);
        }
        return new FileArtifacts(root);
    }

    @Override
    public String description() {
        return "files:" + root;
    }

    /**
     * {@inheritDoc}
     *
     * @param owner 1 to 64 characters of {@code a-z}, digits, {@code _} and {@code -}: a run id
     */
    @Override
    public ArtifactInfo put(String owner, String path, InputStream content, Instant at) {
        checkOwner(owner);
        StoredText.checkPath(path);
        requireOpen();
        try {
            ContentFiles.Content stored = contents.store(content);
            ArtifactInfo info = new ArtifactInfo(path, stored.bytes(), stored.sha256());
            owners.append(owner, info, at);
            return info;
        } catch (IOException e) {
            throw new UnavailableException(
                    "artifact '" + path + "' of '" + owner + "' could not be stored in '" + root + "': " + e, e);
        }
    }

    @Override
    public Optional<InputStream> open(String owner, String path) {
        checkOwner(owner);
        StoredText.checkPath(path);
        requireOpen();
        try {
            Optional<ArtifactInfo> info = Optional.ofNullable(owners.read(owner).get(path));
            return info.isEmpty() ? Optional.empty() : Optional.of(open(owner, info.get()));
        } catch (IOException e) {
            throw unreadable(owner, e);
        }
    }

    private InputStream open(String owner, ArtifactInfo info) throws IOException {
        String what = "artifact '" + info.path() + "' of '" + owner + "'";
        InputStream source = contents.open(info.sha256()); // none is reported as content that ends too early
        return new VerifiedInputStream(what, source, info.bytes(), info.sha256());
    }

    @Override
    public List<ArtifactInfo> list(String owner, String prefix) {
        checkOwner(owner);
        requireOpen();
        try {
            return owners.read(owner).values().stream()
                    .filter(info -> info.path().startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw unreadable(owner, e);
        }
    }

    private UnavailableException unreadable(String owner, IOException e) {
        return new UnavailableException("the files of '" + owner + "' in '" + root + "' could not be read: " + e, e);
    }

    private static void checkOwner(String owner) {
        if (!OWNER.matcher(owner).matches()) {
            throw new InvalidInputException(
                    "the owner of an artifact must have 1 to 64 characters of a-z, 0-9, _ and -,"
                            + " for instance a run id, was '" + owner.replaceAll("\\p{Cntrl}", "?") + "'");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new UnavailableException("the directory '" + root + "' is closed; open it again to use it");
        }
    }

    /** Lets later calls fail. Nothing is pending. */
    @Override
    public void close() {
        closed = true;
    }
}
