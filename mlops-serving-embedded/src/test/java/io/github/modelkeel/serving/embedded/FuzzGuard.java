package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Holds the reading of damaged files against a limit on memory and, in long runs, on time. Confined to one thread. */
public final class FuzzGuard {
    private static final long SLOW_NANOS = 100_000_000;
    private static final long LIMIT_NANOS = 1_000_000_000;
    private static final AtomicLong TOTAL = new AtomicLong();

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final String subject;
    private final long floor;
    private final int factor;
    private final boolean timed;
    private long inputs;
    private long slowest;
    private double worst;

    /**
     * Creates a guard.
     *
     * @param subject what is read, for messages
     * @param floor bytes that may be allocated for any input
     * @param factor bytes that may be allocated for each byte of the input
     * @param timed whether to measure time too and to print a line at the end
     */
    public FuzzGuard(String subject, long floor, int factor, boolean timed) {
        this.subject = subject;
        this.floor = floor;
        this.factor = factor;
        this.timed = timed;
    }

    /** Returns the bytes that a call allocates at its best of several. */
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
        long allowed = floor + (long) factor * bytes;
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
                    "%s: %d inputs, slowest %.1f ms, most memory %.2f of %d KiB + %d x input; %d inputs in all%n",
                    subject,
                    inputs,
                    slowest / 1e6,
                    worst,
                    floor / 1024,
                    factor,
                    total);
            assertThat(slowest).as("%s, slowest", subject).isLessThan(LIMIT_NANOS);
        }
    }
}
