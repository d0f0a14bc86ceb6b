package io.github.modelkeel.benchmarks;

import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
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
 * Two samples, of n and of n - 1 values, from the same normal distribution, one thread, without ties. Ours gives the exact p-value where
 * its Javadoc says so; commons-math3 estimates it from 10,000 pairs on.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class KolmogorovSmirnovBenchmark {
    /** Values of the reference; the window has one less. */
    @Param({"1000", "10000"})
    public int size;

    private final KolmogorovSmirnov ours = KolmogorovSmirnov.twoSample();
    private final KolmogorovSmirnovTest commons = new KolmogorovSmirnovTest();
    private double[] reference = {};
    private double[] window = {};

    /** Draws the samples. */
    @Setup
    public void draw() {
        Random random = new Random(42L);
        reference = random.doubles(size).map(uniform -> random.nextGaussian()).toArray();
        window = random.doubles(size - 1L).map(uniform -> random.nextGaussian()).toArray();
    }

    /** Statistic and p-value. */
    @Benchmark
    public TestResult testOurs() {
        return ours.compare(reference, window);
    }

    /** Statistic and p-value of commons-math3. */
    @Benchmark
    public double testCommonsMath() {
        return commons.kolmogorovSmirnovTest(reference, window);
    }

    /** The statistic alone. */
    @Benchmark
    public double statisticOurs() {
        return ours.statistic(reference, window);
    }

    /** The statistic of commons-math3 alone. */
    @Benchmark
    public double statisticCommonsMath() {
        return commons.kolmogorovSmirnovStatistic(reference, window);
    }
}
