package io.github.modelkeel.benchmarks;

import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.stream.KsCounter;
import io.github.modelkeel.drift.stream.SlidingKs;
import io.github.modelkeel.drift.stream.StreamState;
import io.github.modelkeel.drift.stream.StripedKsCounter;
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
 * One event of a stream against a frozen reference, normal values, one thread. A million different events go round, so that a
 * value is fresh each time: no predictor learns where it lies.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class DriftStreamBenchmark {
    private static final int WINDOW = 1_000;

    /** Values of the reference, all different; above 4,096 they are compressed to so many order statistics. */
    @Param({"1000", "10000"})
    public int reference;

    private final double[] events = new double[1 << 20];
    private KsCounter counter = KsCounter.against(NumericProfile.of(0.0));
    private StripedKsCounter striped = StripedKsCounter.against(NumericProfile.of(0.0), 1);
    private SlidingKs sliding = SlidingKs.against(NumericProfile.of(0.0), 1, 0.5);
    private int next;

    /** Draws reference and events. */
    @Setup
    public void draw() {
        Random random = new Random(42L);
        double[] values = new double[reference];
        for (int i = 0; i < reference; i++) {
            values[i] = random.nextGaussian();
        }
        for (int i = 0; i < events.length; i++) {
            events[i] = random.nextGaussian();
        }
        NumericProfile profile = NumericProfile.of(values);
        counter = KsCounter.against(profile);
        striped = StripedKsCounter.against(profile, 4);
        sliding = SlidingKs.against(profile, WINDOW, 1e-4);
        for (int i = 0; i < WINDOW; i++) {
            sliding.update(event());
        }
    }

    private double event() {
        next = (next + 1) & (events.length - 1);
        return events[next];
    }

    /** Counts an event. */
    @Benchmark
    public KsCounter counter() {
        counter.update(event());
        return counter;
    }

    /** Counts an event in the counter for many threads. */
    @Benchmark
    public StripedKsCounter stripedCounter() {
        striped.update(event());
        return striped;
    }

    /** Moves the window by an event and decides exactly. */
    @Benchmark
    public StreamState sliding() {
        return sliding.update(event());
    }
}
