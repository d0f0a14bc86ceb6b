package io.github.modelkeel.benchmarks;

import io.github.modelkeel.drift.stream.Adwin;
import io.github.modelkeel.drift.stream.Ddm;
import io.github.modelkeel.drift.stream.Eddm;
import io.github.modelkeel.drift.stream.HddmA;
import io.github.modelkeel.drift.stream.HddmW;
import io.github.modelkeel.drift.stream.Kswin;
import io.github.modelkeel.drift.stream.PageHinkley;
import io.github.modelkeel.drift.stream.StreamDetector;
import io.github.modelkeel.drift.stream.StreamState;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One event of each stream detector, one thread: the errors of a model whose error rate goes from 0.1 to 0.4 and back every 10,000
 * events, so that drifts and starts over are part of the figure. With {@code -prof gc} it shows what an event allocates.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class DriftDetectorBenchmark {
    private static final int PHASE = 10_000;

    /** The detector. */
    @Param({"ADWIN", "ADWIN_KEEP", "PAGE_HINKLEY", "DDM", "EDDM", "HDDM_A", "HDDM_W", "KSWIN_FULL"})
    public String detector = "";

    private final double[] events = new double[1 << 20];
    private StreamDetector stream = Adwin.standard();
    private int next;

    /** Draws the errors. */
    @Setup
    public void draw() {
        Random random = new Random(42L);
        for (int i = 0; i < events.length; i++) {
            double rate = (i / PHASE) % 2 == 0 ? 0.1 : 0.4;
            events[i] = random.nextDouble() < rate ? 1.0 : 0.0;
        }
        stream = switch (detector) {
            case "ADWIN" -> Adwin.standard();
            case "ADWIN_KEEP" -> Adwin.standard().keepingWindow();
            case "PAGE_HINKLEY" -> PageHinkley.standard();
            case "DDM" -> Ddm.standard();
            case "EDDM" -> Eddm.standard();
            case "HDDM_A" -> HddmA.standard();
            case "HDDM_W" -> HddmW.standard();
            case "KSWIN_FULL" -> Kswin.standard();
            default -> throw new IllegalArgumentException("no detector '" + detector + "'");
        };
    }

    /** Takes an event. */
    @Benchmark
    public StreamState detector() {
        next = (next + 1) & (events.length - 1);
        return stream.update(events[next]);
    }
}
