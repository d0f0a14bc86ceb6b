package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be done to the files of a store: written, and for a durable call forced to disk, before any of them is
 * touched. A transaction that is whole in the journal happened. Begins with a line that has its generation, which rises each
 * time the journal is emptied. An entry is a line of JSON and then the bytes it announces. Used under the lock of the store.
 */
final class Journal implements AutoCloseable {
    private static final int HEADER = 60;

    private final Path file;
    private final RandomAccessFile raw;
    private final Set<String> touched = new LinkedHashSet<>();
    private long generation;
    private long known;

    /** One transaction. */
    record Entry(long first, long last, List<FileOp> ops) {}

    Journal(Path file) throws IOException {
        this.file = file;
        boolean fresh = Files.notExists(file);
        this.raw = new RandomAccessFile(file.toFile(), "rw");
        if (fresh) {
            Disk.flushFolder(requireNonNull(file.getParent()));
        }
    }

    /** Returns the files that were touched since the journal was emptied, as far as it was read. */
    Set<String> touched() {
        return touched;
    }

    long length() {
        return known;
    }

    boolean isEmpty() {
        return known <= HEADER;
    }

    /** Reads what other processes wrote since this was last read; a part that is not whole at the end is cut off. */
    List<Entry> readOn() throws IOException {
        long length = raw.length();
        long present = generation();
        if (present < 0) {
            begin(generation + 1);
            return List.of();
        }
        if (present != generation || known == 0) {
            generation = present;
            known = HEADER;
            touched.clear();
        }
        List<Entry> entries = new ArrayList<>();
        while (known < length) {
            Entry entry = read(length);
            if (entry == null) {
                raw.setLength(known); // was being written when its process or the machine went away
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    /** Returns the generation in the header, or -1 when there is none. */
    private long generation() throws IOException {
        byte[] header = new byte[HEADER];
        raw.seek(0);
        int count = raw.read(header);
        ObjectNode line = count == HEADER ? Lines.decode(header, 0, HEADER - 1) : null;
        return line == null ? -1 : line.path("journal").asLong(-1);
    }

    private @Nullable Entry read(long length) throws IOException {
        raw.seek(known);
        byte[] line = line(length - known);
        ObjectNode head = line.length == 0 ? null : Lines.decode(line, 0, line.length - 1);
        if (head == null) {
            return null;
        }
        int size = head.path("bytes").asInt(-1);
        if (size < 0 || size > length - known - line.length) {
            return null;
        }
        byte[] bytes = new byte[size];
        raw.seek(known + line.length);
        raw.readFully(bytes);
        if (!Lines.crc(bytes, 0, size).equals(head.path("sum").asText())) {
            return null;
        }
        List<FileOp> ops = new ArrayList<>();
        int from = 0;
        for (JsonNode op : head.path("ops")) {
            int count = op.path(3).asInt();
            byte[] own = new byte[count];
            System.arraycopy(bytes, from, own, 0, count);
            from += count;
            ops.add(new FileOp(
                    FileOp.Kind.valueOf(op.path(0).asText()),
                    op.path(1).asText(),
                    op.path(2).asLong(),
                    own));
        }
        known += line.length + (long) size;
        ops.forEach(op -> touched.add(op.path()));
        return new Entry(head.path("first").asLong(), head.path("last").asLong(), ops);
    }

    /** Returns the line at the present place with its line feed; empty when it does not end. */
    private byte[] line(long most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] block = new byte[8 * 1024];
        for (long left = most; left > 0; ) {
            int count = raw.read(block, 0, (int) Math.min(block.length, left));
            if (count <= 0) {
                break;
            }
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n') {
                    line.write(block, 0, i + 1);
                    return line.toByteArray();
                }
            }
            line.write(block, 0, count);
            left -= count;
        }
        return new byte[0];
    }

    /** Adds transactions, forced to disk or not. When it fails nothing was added. */
    void append(List<Entry> entries, boolean force) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            write(entry, out);
        }
        try {
            raw.seek(known);
            raw.write(out.toByteArray());
            if (force) {
                force();
            }
        } catch (IOException e) {
            cut(known, e);
            throw e;
        }
        known += out.size();
        entries.forEach(entry -> entry.ops().forEach(op -> touched.add(op.path())));
    }

    private static void write(Entry entry, ByteArrayOutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ObjectNode head = Lines.object();
        head.put("first", entry.first());
        head.put("last", entry.last());
        ArrayNode ops = head.putArray("ops");
        for (FileOp op : entry.ops()) {
            ops.addArray().add(op.kind().name()).add(op.path()).add(op.at()).add(op.bytes().length);
            bytes.writeBytes(op.bytes());
        }
        byte[] all = bytes.toByteArray();
        head.put("bytes", all.length);
        head.put("sum", Lines.crc(all, 0, all.length));
        out.writeBytes(Lines.encode(head));
        out.writeBytes(all);
    }

    /** Lets the next {@link #readOn} begin at the beginning. */
    void readAgain() {
        known = 0;
    }

    void force() throws IOException {
        raw.getChannel().force(false);
    }

    /** Takes back what was added after {@code length}. */
    void cut(long length, Exception why) {
        try {
            raw.setLength(length);
            known = length;
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Empties the journal: everything in it is on the disk where it belongs. */
    void empty() throws IOException {
        begin(generation + 1);
    }

    private void begin(long next) throws IOException {
        raw.setLength(0);
        ObjectNode header = Lines.object();
        header.put("journal", next);
        header.put("pad", "");
        int missing = HEADER - Lines.encode(header).length;
        header.put("pad", ".".repeat(missing));
        raw.seek(0);
        raw.write(Lines.encode(header));
        force();
        generation = next;
        known = HEADER;
        touched.clear();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (generation %d, %d bytes)", file, generation, known);
    }
}
