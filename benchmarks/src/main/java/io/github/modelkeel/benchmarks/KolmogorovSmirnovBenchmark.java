package io.github.modelkeel.benchmarks;

import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;
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
 * Two samples, of n and of n - 1 values, without ties, unsorted, near the critical distance at level 0.05; one thread. Ours and
 * commons-statistics give the exact p-value; commons-math3 estimates it from 10,000 pairs on.
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
    private final KolmogorovSmirnovTest math = new KolmogorovSmirnovTest();
    private final org.apache.commons.statistics.inference.KolmogorovSmirnovTest statistics =
            org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                    .with(PValueMethod.EXACT);
    private double[] reference = {};
    private double[] window = {};

    /** Makes the samples. {@code benchmarks/peers/drift_scipy.py} makes the same ones. */
    @Setup
    public void make() {
        reference = spread(size, 0.0);
        window = spread(size - 1, 1.35 / Math.sqrt(size / 2.0));
    }

    /** Evenly spread values in an order that looks like none, the same in every language: no sort finds runs in it. */
    static double[] spread(int count, double shift) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = ((i * 7919L) % count + 0.5) / count + shift;
        }
        return values;
    }

    /** Returns our p-value of the larger samples, for comparison with that of a peer. */
    static double pValue() {
        KolmogorovSmirnovBenchmark large = new KolmogorovSmirnovBenchmark();
        large.size = 10_000;
        large.make();
        return large.testOurs().pValue();
    }

    /** Statistic and p-value. */
    @Benchmark
    public TestResult testOurs() {
        return ours.compare(reference, window);
    }

    /** Statistic and estimated p-value of commons-math3. */
    @Benchmark
    public double testCommonsMath() {
        return math.kolmogorovSmirnovTest(reference, window);
    }

    /** Statistic and exact p-value of commons-statistics. */
    @Benchmark
    public double testCommonsStatistics() {
        return statistics.test(reference, window).getPValue();
    }

    /** The statistic alone. */
    @Benchmark
    public double statisticOurs() {
        return ours.statistic(reference, window);
    }

    /** The statistic of commons-math3 alone. */
    @Benchmark
    public double statisticCommonsMath() {
        return math.kolmogorovSmirnovStatistic(reference, window);
    }

    /** The statistic of commons-statistics alone. */
    @Benchmark
    public double statisticCommonsStatistics() {
        return statistics.statistic(reference, window);
    }
}
