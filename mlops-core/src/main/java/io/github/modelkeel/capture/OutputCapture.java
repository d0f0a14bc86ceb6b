package io.github.modelkeel.capture;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.tracking.Run;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Keeps what the process prints to {@link System#out} and {@link System#err} while it is open, and stores it with a run when it
 * is closed: {@code output.log}. What is printed still goes where it went. The streams belong to the whole process: what other
 * threads print is kept too, and two captures at once must be closed in the reverse order. Code that took the streams before
 * the capture is not heard.
 *
 * <pre>{@code
 * try (OutputCapture output = OutputCapture.of(run)) {
 *     train();
 * }
 * }</pre>
 */
public final class OutputCapture implements AutoCloseable {
    /** Most bytes that are kept; what comes after is only counted. */
    public static final int MAX_BYTES = 10_000_000;

    private final Run run;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Kept kept = new Kept();
    private boolean closed;

    private OutputCapture(Run run) {
        this.run = run;
    }

    /** Starts to keep the output for a run. */
    public static OutputCapture of(Run run) {
        OutputCapture capture = new OutputCapture(requireNonNull(run, "run"));
        System.setOut(capture.tee(capture.out));
        System.setErr(capture.tee(capture.err));
        return capture;
    }

    private PrintStream tee(PrintStream original) {
        return new PrintStream(new Tee(original, kept), true, Charset.defaultCharset());
    }

    /** Puts the streams back and stores what was printed; nothing when nothing was. Closing twice is no change. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        System.out.flush();
        System.err.flush();
        System.setOut(out);
        System.setErr(err);
        byte[] text = kept.text();
        if (text.length > 0) {
            run.artifact("output.log", text);
        }
    }

    /** Bytes of both streams in the order in which they were printed. */
    private static final class Kept {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long dropped;

        synchronized void add(byte[] data, int from, int length) {
            int room = Math.min(length, MAX_BYTES - bytes.size());
            bytes.write(data, from, room);
            dropped += length - room;
        }

        synchronized byte[] text() {
            if (dropped > 0) {
                byte[] note = ("\n... " + dropped + " bytes more\n").getBytes(Charset.defaultCharset());
                bytes.write(note, 0, note.length);
                dropped = 0;
            }
            return bytes.toByteArray();
        }
    }

    /** Prints to the original and keeps a copy. */
    private static final class Tee extends OutputStream {
        private final PrintStream original;
        private final Kept kept;

        Tee(PrintStream original, Kept kept) {
            this.original = original;
            this.kept = kept;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int from, int length) {
            original.write(data, from, length);
            kept.add(data, from, length);
        }

        @Override
        public void flush() {
            original.flush();
        }
    }
}
