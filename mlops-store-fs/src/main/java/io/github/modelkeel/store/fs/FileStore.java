package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.WriteQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs, registered models, lineage and files in a directory, as plain text that can be read, compared and kept in Git.
 * Thread-safe, and safe for several processes at once on one machine and a local disk; not on network file systems.
 *
 * <p>A call that changes something returns after the change is as durable as it asked for; calls that wait at the same time
 * share one forced write. What a process that was killed had begun is finished by whoever writes or opens next. The package
 * description says what lies where.
 *
 * <p>What is known of every run but its points is kept in memory, about 1 KB and 200 bytes for each metric. A store that
 * cannot be written, because its disk is full or it is mounted read-only, can still be read.
 */
public final class FileStore implements Storage {
    private static final int FORMAT = 1;

    private final Path root;
    private final Catalog catalog;
    private final @Nullable WriteQueue<Draft, IOException> writer;
    private final RunStore runs;
    private final RegistryStore registry;
    private final LineageStore lineage;
    private final EventLog events;
    private final ArtifactStore artifacts;
    private volatile boolean closed;

    private FileStore(
            Path root, Catalog catalog, @Nullable WriteQueue<Draft, IOException> writer, ArtifactStore artifacts) {
        this.root = root;
        this.catalog = catalog;
        this.writer = writer;
        this.artifacts = artifacts;
        this.runs = new FileRunStore(this, root);
        this.registry = new FileRegistryStore(this);
        this.lineage = new FileLineageStore(this);
        this.events = new FileEventLog(this);
    }

    /**
     * Opens a directory, made with its parents when it is not there. What a crash left unfinished is finished. A directory
     * that may not be written is opened for reading.
     *
     * @throws UnavailableException if it cannot be made or read, or another process holds its lock for half a minute
     * @throws IntegrityException if it was written by a newer library
     */
    public static FileStore at(Path directory) {
        Path root = requireNonNull(directory, "directory").toAbsolutePath().normalize();
        try {
            boolean writable = prepare(root);
            Catalog catalog = new Catalog(root);
            Index index = new Index(root);
            if (!writable) {
                index.fill(catalog, false);
                return new FileStore(root, catalog, null, FileArtifacts.in(root.resolve("artifacts")));
            }
            StoreWriter writer = new StoreWriter(root, catalog, index);
            try {
                writer.open();
            } catch (IOException | RuntimeException e) {
                writer.abandon();
                throw e;
            }
            WriteQueue<Draft, IOException> queue = WriteQueue.of(String.valueOf(root.getFileName()), writer);
            return new FileStore(root, catalog, queue, FileArtifacts.in(root.resolve("artifacts")));
        } catch (IOException e) {
            throw new UnavailableException("the store '" + root + "' could not be opened: " + e, e);
        }
    }

    /** Makes what every store has; returns whether it may be written. */
    private static boolean prepare(Path root) throws IOException {
        Path format = root.resolve("store.json");
        if (Files.isRegularFile(format)) {
            byte[] line = Files.readAllBytes(format);
            boolean whole = line.length > 0 && line[line.length - 1] == '\n';
            ObjectNode known = whole ? Lines.decode(line, 0, line.length - 1) : null;
            if (known == null) {
                throw new IntegrityException("'" + format + "' is damaged; its content is "
                        + new String(Lines.encode(format()), UTF_8).strip());
            }
            int version = known.path("format").asInt();
            if (version != FORMAT) {
                throw new IntegrityException("the store '" + root + "' has format " + version + ", this library reads "
                        + FORMAT + "; upgrade the library");
            }
            return Disk.isWritable(root);
        }
        Disk.makeFolder(root);
        DataFiles files = new DataFiles(root);
        files.replace(root.resolve(".gitattributes"), "* -text\n".getBytes(UTF_8), true);
        files.replace(
                root.resolve(".gitignore"), "/lock\n/journal\n/index\n*.part\n/artifacts/lock\n".getBytes(UTF_8), true);
        files.replace(format, Lines.encode(format()), true);
        return true;
    }

    private static ObjectNode format() {
        return Lines.object().put("store", "modelkeel directory").put("format", FORMAT);
    }

    // ---- for the parts

    /** Something that changes the store. */
    @FunctionalInterface
    interface Change {
        void in(Draft draft) throws IOException;
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    /** Reads from an up-to-date catalogue. */
    <T> T read(Function<Catalog, T> reader) {
        requireOpen();
        catalog.lock.lock();
        try {
            catalog.update();
            return reader.apply(catalog);
        } finally {
            catalog.lock.unlock();
        }
    }

    /** Changes the store, all or nothing; forced to disk if {@code force}. */
    <T> T write(boolean force, WriteQueue.Call<Draft, T, IOException> call) {
        requireOpen();
        if (writer == null) {
            throw new UnavailableException("the store '" + root
                    + "' may only be read: its directory is write-protected; make it writable and open it again");
        }
        return writer.call(force, call);
    }

    void change(Change change) {
        write(true, draft -> {
            change.in(draft);
            return true;
        });
    }

    /** Something that reads files. */
    @FunctionalInterface
    interface Look<T> {
        T look() throws IOException;
    }

    /** Looks at files while nobody writes, if that can be had. */
    <T> T quiet(Look<T> look) {
        if (writer != null) {
            return write(false, draft -> look.look());
        }
        try {
            return look.look();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    UnavailableException unreadable(IOException e) {
        return new UnavailableException("the store '" + root + "' could not be read: " + e, e);
    }

    /** Returns a log unless it is damaged. */
    static Entity intact(Entity log) {
        IntegrityException damage = log.damage();
        if (damage != null) {
            throw new IntegrityException(String.valueOf(damage.getMessage()), damage);
        }
        return log;
    }

    private void requireOpen() {
        if (closed) {
            throw new UnavailableException("the store is closed; open it again to use it");
        }
    }

    // ---- the storage

    @Override
    public RunStore runs() {
        return runs;
    }

    @Override
    public RegistryStore registry() {
        return registry;
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public LineageStore lineage() {
        return lineage;
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.MULTI_PROCESS, Capability.DURABLE_SYNC);
    }

    @Override
    public List<String> check() {
        requireOpen();
        try {
            return new StoreCheck(this, root).run();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public String description() {
        return "files:" + root;
    }

    @Override
    public boolean isTransient() {
        return false;
    }

    /** Carries out what waits, forces everything to the disk, and lets later calls fail. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        closed = true;
        artifacts.close();
    }
}
