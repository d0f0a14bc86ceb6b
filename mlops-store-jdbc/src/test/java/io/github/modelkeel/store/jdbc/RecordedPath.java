package io.github.modelkeel.store.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 that keeps in a {@link WriteLog} what is done to the files of a folder. */
public final class RecordedPath extends FilePathWrapper {
    /** What stands before a path of this file system. */
    static final String PREFIX = "recorded:";

    private record Recording(WriteLog log, Runnable pause) {}

    /** By folder; H2 makes the paths by itself, so this is the only way to hand them something. */
    private static final Map<String, Recording> RECORDINGS = new ConcurrentHashMap<>();

    /** Called by H2. */
    public RecordedPath() {}

    /**
     * Begins to record what is done to the files of a folder.
     *
     * @param pause runs before each write: a disk may be slow
     */
    static WriteLog record(Path folder, Runnable pause) {
        FilePath.register(new RecordedPath());
        WriteLog log = new WriteLog();
        RECORDINGS.put(folder.toAbsolutePath().toString(), new Recording(log, pause));
        return log;
    }

    @Override
    public String getScheme() {
        return PREFIX.substring(0, PREFIX.length() - 1);
    }

    private Recording recording() {
        return RECORDINGS.get(Path.of(getBase().toString()).getParent().toString());
    }

    private static String fileName(FilePath path) {
        return Path.of(path.toString()).getFileName().toString();
    }

    private String file() {
        return fileName(getBase());
    }

    private interface Change {
        void run() throws IOException;
    }

    private void keep(WriteLog.Step step, Change change) {
        try {
            recording().log().keep(step, () -> {
                change.run();
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean createFile() {
        try {
            return recording().log().keep(new WriteLog.Create(file()), super::createFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete() {
        keep(new WriteLog.Delete(file()), super::delete);
    }

    @Override
    public void moveTo(FilePath to, boolean atomicReplace) {
        keep(new WriteLog.Move(file(), fileName(to.unwrap())), () -> super.moveTo(to, atomicReplace));
    }

    @Override
    public OutputStream newOutputStream(boolean append) throws IOException {
        if (file().endsWith(".trace.db")) {
            return OutputStream.nullOutputStream(); // H2's log of errors, which nobody reads back
        }
        throw new UnsupportedOperationException("H2 wrote " + file() + " through a stream, which is not recorded");
    }

    @Override
    public FilePath createTempFile(String suffix, boolean inTempDir) {
        throw new UnsupportedOperationException("H2 made a temporary file, which is not recorded");
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        if (mode.equals("r")) {
            return super.open(mode);
        }
        return recording().log().keep(new WriteLog.Create(file()), () -> new Channel(super.open(mode), this));
    }

    /** A file that is open. */
    private static final class Channel extends FileBase {
        private final FileChannel base;
        private final String file;
        private final Recording recording;

        Channel(FileChannel base, RecordedPath path) {
            this.base = base;
            this.file = path.file();
            this.recording = path.recording();
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int written = write(source, base.position());
            base.position(base.position() + written);
            return written;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            recording.pause().run();
            return recording.log().keep(new WriteLog.Write(file, position, bytes), () -> {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    base.write(rest, position + rest.position());
                }
                return bytes.length;
            });
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            recording.log().keep(new WriteLog.Truncate(file, size), () -> base.truncate(size));
            return this;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return base.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return base.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return base.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            base.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
