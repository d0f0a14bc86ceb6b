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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
            Disk.makeFolder(root);
        } catch (IOException e) {
            throw new UnavailableException("the directory '" + root + "' could not be made: " + e.getMessage(), e);
        }
        return new FileArtifacts(root);
    }

    /** Opens a directory that is made when the first file is stored. */
    static FileArtifacts in(Path root) {
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
        try (ContentFiles.Upload upload = contents.upload(content)) {
            ArtifactInfo info = new ArtifactInfo(
                    path, upload.content().bytes(), upload.content().sha256());
            owners.exclusively(
                    () -> { // so that nobody collects the content before a file has it
                        upload.place(at);
                        owners.append(owner, info, at);
                    });
            return info;
        } catch (IOException e) {
            throw new UnavailableException(
                    "artifact '" + path + "' of '" + owner + "' could not be stored in '" + root
                            + "', make room there or make it writable: " + e,
                    e);
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

    @Override
    public Optional<ArtifactInfo> find(String owner, String path) {
        checkOwner(owner);
        StoredText.checkPath(path);
        requireOpen();
        try {
            return Optional.ofNullable(owners.read(owner).get(path));
        } catch (IOException e) {
            throw unreadable(owner, e);
        }
    }

    @Override
    public boolean delete(String owner, String path) {
        checkOwner(owner);
        StoredText.checkPath(path);
        requireOpen();
        if (!owners.isThere(owner)) {
            return false;
        }
        AtomicBoolean removed = new AtomicBoolean();
        change(owner, () -> removed.set(owners.remove(owner, path)));
        return removed.get();
    }

    @Override
    public int deleteAll(String owner) {
        checkOwner(owner);
        requireOpen();
        if (!owners.isThere(owner)) {
            return 0;
        }
        AtomicInteger removed = new AtomicInteger();
        change(owner, () -> removed.set(owners.removeAll(owner)));
        return removed.get();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Content is as old as the youngest file that had it, by the time its caller gave; what a broken upload left is as old
     * as its last byte.
     *
     * @throws io.github.modelkeel.error.IntegrityException if the log of an owner is damaged: nothing is removed then
     */
    @Override
    public long collect(Instant olderThan) {
        requireOpen();
        if (Files.notExists(root)) {
            return 0;
        }
        AtomicLong freed = new AtomicLong();
        try {
            owners.exclusively(() -> freed.set(contents.collect(owners.digests(), olderThan)));
        } catch (IOException e) {
            throw new UnavailableException("what nobody uses could not be removed from '" + root + "': " + e, e);
        }
        return freed.get();
    }

    private void change(String owner, Disk.Action action) {
        try {
            owners.exclusively(action);
        } catch (IOException e) {
            throw new UnavailableException(
                    "the files of '" + owner + "' in '" + root
                            + "' could not be changed, make it writable or make room there: " + e,
                    e);
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
