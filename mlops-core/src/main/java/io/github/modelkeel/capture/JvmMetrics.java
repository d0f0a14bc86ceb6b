package io.github.modelkeel.capture;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Run;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logs how the JVM is doing while a run is on, in the context {@code jvm}: {@code heap.used.bytes},
 * {@code heap.committed.bytes}, {@code threads}, {@code gc.millis} (since the JVM started), and where the JVM tells it
 * {@code cpu.process} (share of all processors, 0 to 1). It ends by itself with the run; what cannot be written while the
 * store is away is left out, and its steps are missing. Thread-safe.
 */
public final class JvmMetrics implements AutoCloseable {
    /** Context of the metrics. */
    public static final String CONTEXT = "jvm";

    private final Run run;
    private final InstantSource clock;
    private long step;
    private @Nullable ScheduledFuture<?> task;
    private boolean ended;

    private JvmMetrics(Run run, InstantSource clock) {
        this.run = run;
        this.clock = clock;
    }

    /**
     * Logs at once and then again and again on an executor of the host.
     *
     * @param every pause, at least 100 ms
     */
    public static JvmMetrics of(Run run, ScheduledExecutorService executor, Duration every, InstantSource clock) {
        if (every.toMillis() < 100) {
            throw new InvalidInputException("every must be at least 100 ms, was " + every);
        }
        JvmMetrics metrics = new JvmMetrics(run, clock);
        metrics.start(executor, every);
        return metrics;
    }

    private synchronized void start(ScheduledExecutorService executor, Duration every) {
        log();
        task = executor.scheduleWithFixedDelay(this::log, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void log() {
        if (ended) {
            return;
        }
        try {
            run.metrics(points(clock.instant()));
            step++;
        } catch (UnavailableException away) {
            step++; // the store may be back for the next one: a gap in the steps shows what is missing
        } catch (MlopsException over) { // the run is over or its store is: so is this
            ended = true;
            if (task != null) {
                task.cancel(false);
            }
        }
    }

    private List<MetricPoint> points(Instant now) {
        Runtime runtime = Runtime.getRuntime();
        List<MetricPoint> points = new ArrayList<>();
        add(points, "heap.used.bytes", (double) runtime.totalMemory() - runtime.freeMemory(), now);
        add(points, "heap.committed.bytes", (double) runtime.totalMemory(), now);
        add(points, "threads", ManagementFactory.getThreadMXBean().getThreadCount(), now);
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        add(points, "gc.millis", (double) millis, now);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            double load = system.getProcessCpuLoad();
            if (load >= 0) {
                add(points, "cpu.process", load, now);
            }
        }
        return points;
    }

    private void add(List<MetricPoint> points, String key, double value, Instant now) {
        points.add(new MetricPoint(key, CONTEXT, value, step, now));
    }

    /** Ends the logging, after a last one. Closing twice is no change. */
    @Override
    public synchronized void close() {
        if (task != null) {
            task.cancel(false);
            task = null;
            log();
            ended = true;
        }
    }
}
