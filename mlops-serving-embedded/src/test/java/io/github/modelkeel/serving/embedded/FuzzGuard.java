package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Holds reading, of sound and of damaged files, against a limit on memory and, in long runs, on time: all the bytes that the thread
 * allocates on the way, what is thrown away at once among them, are at most {@value #FACTOR} for each byte of the input and {@link #FLOOR}.
 * That is more than the input could take at any moment, and more than any one allocation. Confined to one thread.
 */
public final class FuzzGuard {
    /** Bytes that may be allocated for each byte of the input. */
    public static final int FACTOR = 4;

    /**
     * Bytes that may be allocated whatever the length of the input. It is what a small input costs. Jackson's buffers take 14 KiB for 500 bytes of
     * XGBoost JSON, and its table of names grows by a random hash, to 24 to 42 KiB in all; the operators of the smallest ONNX graph take 15 KiB; sets
     * of categories up to 16 KiB before they are held against the file; a typed exception with its trace 2 KiB. The least package, one input, one
     * feature, one tree and 20 golden rows, takes 33 KiB for 3.2 KiB of files, and what each further input is made of somewhat more than four
     * times its own lines of the manifest and the features.
     */
    public static final long FLOOR = 64 * 1024;

    private static final long SLOW_NANOS = 100_000_000;
    private static final long LIMIT_NANOS = 1_000_000_000;
    private static final AtomicLong TOTAL = new AtomicLong();

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final String subject;
    private final boolean timed;
    private long inputs;
    private long slowest;
    private double worst;
    private long most = Long.MIN_VALUE;

    /**
     * Creates a guard.
     *
     * @param subject what is read, for messages
     * @param timed whether to measure time too and to print a line at the end
     */
    public FuzzGuard(String subject, boolean timed) {
        this.subject = subject;
        this.timed = timed;
    }

    /** Returns the bytes that a call allocates at its best of several: the first use of a line of code allocates for itself. */
    public static long allocated(Runnable call) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            call.run();
            best = Math.min(best, memory.getCurrentThreadAllocatedBytes() - before);
        }
        return best;
    }

    /** Reads once more if it was slow or large: the first use of a line of code allocates for itself. */
    public <T> T read(int bytes, Supplier<T> reader) {
        long allowed = FLOOR + (long) FACTOR * bytes;
        long allocated = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        T result = null;
        for (int again = 0; again < 3 && (again == 0 || nanos > SLOW_NANOS || allocated > allowed / 2); again++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            result = reader.get();
            nanos = Math.min(nanos, System.nanoTime() - start);
            allocated = Math.min(allocated, memory.getCurrentThreadAllocatedBytes() - before);
        }
        if (allocated > allowed) {
            throw new AssertionError(subject + ", input " + inputs + " of " + bytes + " bytes allocates " + allocated
                    + ", " + allowed + " are allowed");
        }
        worst = Math.max(worst, (double) allocated / allowed);
        most = Math.max(most, allocated - (long) FACTOR * bytes);
        slowest = Math.max(slowest, nanos);
        inputs++;
        return result;
    }

    /** Ends a run: checks the time and prints what was done if it was timed. */
    public void end() {
        long total = TOTAL.addAndGet(inputs);
        if (timed) {
            System.out.printf(
                    Locale.ROOT,
                    "%-60s %7d inputs, slowest %4.1f ms, memory at most %d x input %+.1f KiB (%.0f %% of what is allowed); %d inputs in all%n",
                    subject,
                    inputs,
                    slowest / 1e6,
                    FACTOR,
                    most / 1024.0,
                    100 * worst,
                    total);
            assertThat(slowest).as("%s, slowest", subject).isLessThan(LIMIT_NANOS);
        }
    }
}
