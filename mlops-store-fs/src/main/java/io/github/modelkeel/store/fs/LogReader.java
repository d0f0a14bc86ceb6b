package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the lines of a log: each has the number {@code n} of the line, from 1 without gap, and the sequence {@code seq} of
 * the transaction that wrote it, which never falls. Bears interrupts.
 */
final class LogReader {
    private static final int BLOCK = 64 * 1024;

    private LogReader() {}

    /**
     * How far a log was read.
     *
     * @param length bytes
     * @param lines complete lines
     * @param sequence sequence of the last of them
     */
    record Position(long length, long lines, long sequence) {
        static final Position START = new Position(0, 0, 0);
    }

    /**
     * What was read.
     *
     * @param position where the last line that was taken ends
     * @param torn bytes after the last line feed: a line that was cut short
     * @param hidden greatest sequence of complete lines that were not taken, or 0
     */
    record Result(Position position, long torn, long hidden) {}

    /** Takes a line; returns whether to go on. */
    @FunctionalInterface
    interface Sink {
        boolean take(ObjectNode line, Position before);
    }

    /**
     * Hands the lines after {@code from} to {@code sink}, those of a greater sequence than {@code visible} left out.
     *
     * @throws java.io.FileNotFoundException if there is no such file, or it may not be read
     * @throws IntegrityException if a line is damaged, or the file is shorter than {@code from}
     */
    static Result read(Path file, Position from, long visible, Sink sink) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            if (length < from.length()) {
                throw damaged(
                        file, from.lines(), "is missing: the file has " + length + " of " + from.length() + " bytes");
            }
            in.seek(from.length());
            return new Scan(file, in, from, visible).run(sink);
        }
    }

    static IntegrityException damaged(Path file, long line, String how) {
        return new IntegrityException("line " + line + " of '" + file + "' " + how
                + ": it was changed by hand or damaged; restore the file from a copy");
    }

    private static final class Scan {
        private final Path file;
        private final RandomAccessFile in;
        private final long visible;
        private Position position;
        private byte[] buffer = new byte[BLOCK];
        private int start;
        private int end;
        private long hidden;
        private boolean stopped;

        Scan(Path file, RandomAccessFile in, Position from, long visible) {
            this.file = file;
            this.in = in;
            this.position = from;
            this.visible = visible;
        }

        Result run(Sink sink) throws IOException {
            int searched = 0;
            while (!stopped) {
                int feed = lineFeed(start + searched);
                if (feed >= 0) {
                    line(feed, sink);
                    start = feed + 1;
                    searched = 0;
                } else {
                    searched = end - start;
                    if (!fill()) {
                        break;
                    }
                }
            }
            return new Result(position, stopped ? 0 : end - start, hidden);
        }

        private int lineFeed(int from) {
            for (int i = from; i < end; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        private boolean fill() throws IOException {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            if (end == buffer.length) {
                if (end >= Lines.MOST_BYTES) {
                    throw damaged(file, position.lines() + 1, "has no end within " + Lines.MOST_BYTES + " bytes");
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(Lines.MOST_BYTES, buffer.length * 4L));
            }
            int count = in.read(buffer, end, buffer.length - end);
            end += Math.max(0, count);
            return count > 0;
        }

        private void line(int feed, Sink sink) {
            long number = position.lines() + 1;
            ObjectNode line = Lines.decode(buffer, start, feed - start);
            if (hidden > 0) { // behind a line that is not visible yet: only how far it goes is of interest
                hidden = Math.max(hidden, line == null ? 0 : line.path("seq").asLong());
                return;
            }
            if (line == null) {
                throw damaged(file, number, "does not match its CRC");
            }
            long sequence = line.path("seq").asLong(-1);
            if (line.path("n").asLong(-1) != number || sequence < position.sequence()) {
                throw damaged(
                        file,
                        number,
                        "is out of place: it has n=" + line.path("n") + " and seq=" + line.path("seq") + " after seq="
                                + position.sequence());
            }
            if (sequence > visible) {
                hidden = sequence;
                return;
            }
            Position before = position;
            position = new Position(before.length() + feed - start + 1, number, sequence);
            stopped = !sink.take(line, before);
        }
    }
}
