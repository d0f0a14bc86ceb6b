package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of what the logs of the runs come to, so that opening a store need not read them all; of the other logs it has how
 * far they go. It says up to where of the log
 * of commits it holds; what came later is read from the logs. It is a cache: left out of Git, made anew when it is missing,
 * damaged, or does not fit the log of commits; a log whose length or time differs from what it says is read again.
 */
final class Index {
    private static final System.Logger LOG = System.getLogger(Index.class.getName());
    private static final int FORMAT = 1;
    private static final int CRC_TAIL = 11; // the CRC of a line, its end and its line feed
    private static final long LEAST_LINES = 100;

    private final Path root;
    private final Path file;
    private long indexed;

    Index(Path root) {
        this.root = root;
        this.file = root.resolve("index");
    }

    /**
     * Fills an empty catalogue.
     *
     * @param isAlone whether the caller holds the lock of the store and no transaction is under way, so that every line
     *     there is was committed
     */
    void fill(Catalog catalog, boolean isAlone) throws IOException {
        catalog.lock.lock();
        try {
            if (!fromIndex(catalog)) {
                catalog.clear();
                fromLogs(catalog, isAlone);
            }
        } finally {
            catalog.lock.unlock();
        }
    }

    // ---- with an index

    private boolean fromIndex(Catalog catalog) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()), 1 << 16)) {
            LineInput lines = new LineInput(in);
            ObjectNode head = lines.next();
            if (head == null || head.path("index").asInt() != FORMAT || !fits(head)) {
                return false;
            }
            LogReader.Position tail = new LogReader.Position(
                    head.path("length").asLong(),
                    head.path("lines").asLong(),
                    head.path("seq").asLong());
            catalog.startFrom(tail, head.path("last").asLong());
            for (String path : otherLogs()) {
                catalog.stale(path, 0);
            }
            long logs = head.path("logs").asLong();
            for (long i = 0; i < logs; i++) {
                ObjectNode line = lines.next();
                if (line == null) {
                    return false;
                }
                take(line, catalog);
            }
            catalog.update();
            indexed = tail.lines();
            return true;
        } catch (IntegrityException e) { // the log of commits is damaged after what the index knows
            LOG.log(System.Logger.Level.WARNING, "the index is not used", e);
            return false;
        }
    }

    /** Returns whether the log of commits begins with what the index was made from. */
    private boolean fits(ObjectNode head) throws IOException {
        long length = head.path("length").asLong();
        return lastCrc(length).equals(head.path("crc").asText());
    }

    /** Returns the CRC of the line of the log of commits that ends at {@code length}; empty when none does. */
    private String lastCrc(long length) throws IOException {
        Path events = root.resolve(Catalog.EVENTS);
        if (length < CRC_TAIL || !Files.isRegularFile(events)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(events.toFile(), "r")) {
            if (in.length() < length) {
                return "none";
            }
            byte[] end = new byte[CRC_TAIL];
            in.seek(length - CRC_TAIL);
            in.readFully(end);
            return new String(end, UTF_8);
        }
    }

    private void take(ObjectNode line, Catalog catalog) throws IOException {
        String path = line.path("path").asText();
        long sequence = line.path("seq").asLong();
        long length = line.path("length").asLong();
        if (length >= 0 && isAsRead(path, length, line.path("time").asLong())) {
            LogReader.Position position =
                    new LogReader.Position(length, line.path("lines").asLong(), sequence);
            catalog.put(new Entity(path, RunSubject.read(line.path("run")), position, null));
        } else {
            catalog.stale(path, sequence);
        }
    }

    private boolean isAsRead(String path, long length, long time) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(root.resolve(path), BasicFileAttributes.class);
            return now.size() == length && now.lastModifiedTime().toMillis() == time;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Reads lines with a CRC; {@code null} for the first that is not whole. */
    private static final class LineInput {
        private final InputStream in;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        LineInput(InputStream in) {
            this.in = in;
        }

        @Nullable
        ObjectNode next() throws IOException {
            line.reset();
            for (int each = in.read(); each != '\n'; each = in.read()) {
                if (each < 0) {
                    return null;
                }
                line.write(each);
            }
            return Lines.decode(line.toByteArray(), 0, line.size());
        }
    }

    // ---- without one

    /** Fills an empty catalogue from the logs alone; see {@link #fill}. */
    void fromLogs(Catalog catalog, boolean isAlone) throws IOException {
        long known;
        try {
            catalog.update();
            known = catalog.visible();
        } catch (IntegrityException e) {
            LOG.log(System.Logger.Level.WARNING, "the log of commits is damaged; what the other logs say is taken", e);
            known = Long.MAX_VALUE;
        }
        List<String> paths = runLogs();
        paths.addAll(otherLogs());
        long found = catalog.load(paths, isAlone || known == Long.MAX_VALUE ? Long.MAX_VALUE : known);
        if (known == Long.MAX_VALUE) {
            catalog.startFrom(wholeLines(), Math.max(found, catalog.visible()));
        } else if (found > known) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "''{0}'' ends with sequence {1} but other logs go on to {2}: its end was lost, what the others say is kept",
                    root.resolve(Catalog.EVENTS),
                    known,
                    found);
            catalog.startFrom(catalog.tail(), found);
        }
        catalog.settle();
    }

    /** Returns the end of the last line of a log of commits that cannot be read whole. */
    private LogReader.Position wholeLines() throws IOException {
        long lines = 0;
        long end = 0;
        long at = 0;
        try (InputStream in = new BufferedInputStream(
                new FileInputStream(root.resolve(Catalog.EVENTS).toFile()), 1 << 16)) {
            for (int each = in.read(); each >= 0; each = in.read()) {
                at++;
                if (each == '\n') {
                    lines++;
                    end = at;
                }
            }
        }
        return new LogReader.Position(end, lines, 0);
    }

    /** Returns the log of every run there is. */
    List<String> runLogs() throws IOException {
        List<String> logs = new ArrayList<>();
        for (Path experiment : folders(root.resolve("exp"))) {
            for (Path run : folders(experiment.resolve("run"))) {
                addLog(run, logs);
            }
        }
        return logs;
    }

    /** Returns every log there is that is not that of a run. */
    List<String> otherLogs() throws IOException {
        List<String> logs = new ArrayList<>();
        for (String folder : List.of("exp", "registry")) {
            for (Path each : folders(root.resolve(folder))) {
                addLog(each, logs);
            }
        }
        if (Files.isRegularFile(root.resolve(LineageGraph.PATH))) {
            logs.add(LineageGraph.PATH);
        }
        return logs;
    }

    private void addLog(Path folder, List<String> logs) {
        Path log = folder.resolve("log.jsonl");
        if (Files.isRegularFile(log)) {
            logs.add(root.relativize(log).toString().replace('\\', '/'));
        }
    }

    private static List<Path> folders(Path parent) throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, Files::isDirectory)) {
                all.forEach(folders::add);
            }
        }
        return folders;
    }

    // ---- keeping it

    /** Writes the index if much was committed since it was written. */
    void keep(Catalog catalog, DataFiles files) throws IOException {
        LogReader.Position tail = catalog.tail();
        List<Entity> all = catalog.all();
        long added = tail.lines() - indexed;
        if (added == 0 || (added < Math.max(LEAST_LINES, all.size() / 4L) && Files.exists(file))) {
            return;
        }
        if (all.stream().anyMatch(each -> each.damage() != null)) {
            return; // or what the log of commits demands of a log that was cut short would be forgotten
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectNode head = Lines.object();
        head.put("index", FORMAT);
        head.put("length", tail.length());
        head.put("lines", tail.lines());
        head.put("seq", tail.sequence());
        head.put("last", catalog.visible());
        head.put("crc", lastCrc(tail.length()));
        head.put("logs", all.size());
        out.writeBytes(Lines.encode(head));
        for (Entity each : all) {
            out.writeBytes(Lines.encode(line(each)));
        }
        files.replace(file, out.toByteArray(), false);
        indexed = tail.lines();
    }

    private ObjectNode line(Entity entity) throws IOException {
        ObjectNode line = Lines.object();
        line.put("path", entity.path());
        line.put("seq", entity.position().sequence());
        Path log = root.resolve(entity.path());
        if (entity.subject() instanceof RunSubject run && Files.isRegularFile(log)) {
            BasicFileAttributes now = Files.readAttributes(log, BasicFileAttributes.class);
            if (now.size() == entity.position().length()) {
                line.put("lines", entity.position().lines());
                line.put("length", now.size());
                line.put("time", now.lastModifiedTime().toMillis());
                run.write(line.putObject("run"));
                return line;
            }
        }
        return line.put("length", -1); // to be read again
    }
}
