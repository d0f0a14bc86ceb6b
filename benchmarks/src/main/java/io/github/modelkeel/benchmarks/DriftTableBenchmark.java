package io.github.modelkeel.benchmarks;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One check of a table: 50 normal columns, reference of 100,000 rows, window of 10,000, one thread. Ours is the whole report, with
 * verdicts, reasons and findings; the peers compute statistic and p-value of each column, from the rows. The heap is touched before:
 * on a virtual machine the first touch of a page takes longer than the check that needs it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@State(Scope.Benchmark)
public class DriftTableBenchmark {
    private static final int COLUMNS = 50;
    private static final int REFERENCE_ROWS = 100_000;
    private static final int WINDOW_ROWS = 10_000;
    private static final int WINDOWS = 8;

    private final KolmogorovSmirnovTest math = new KolmogorovSmirnovTest();
    private final org.apache.commons.statistics.inference.KolmogorovSmirnovTest statistics =
            org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults();
    private final double[][] reference = new double[COLUMNS][];
    private final double[][][] windows = new double[WINDOWS][COLUMNS][];
    private final Dataset[] tables = new Dataset[WINDOWS];
    private TabularDriftDetector exact = TabularDriftDetector.builder()
            .reference(Dataset.builder().numbers("none", 0.0).build())
            .build();
    private TabularDriftDetector stored = exact;
    private int turn;

    /** Draws the tables and freezes the reference. */
    @Setup
    public void draw() {
        Random random = new Random(42L);
        for (int c = 0; c < COLUMNS; c++) {
            reference[c] = normal(random, REFERENCE_ROWS);
        }
        for (int w = 0; w < WINDOWS; w++) {
            for (int c = 0; c < COLUMNS; c++) {
                windows[w][c] = normal(random, WINDOW_ROWS);
            }
            tables[w] = table(windows[w]);
        }
        Profile profile = Profile.of(table(reference));
        exact = TabularDriftDetector.builder().reference(profile).build();
        stored = TabularDriftDetector.builder().reference(profile.compressed()).build();
    }

    /** A window is never the one before it, so that no branch predictor learns it by heart. */
    @Setup(Level.Invocation)
    public void next() {
        turn = (turn + 1) % WINDOWS;
    }

    private static double[] normal(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private static Dataset table(double[][] columns) {
        Dataset.Builder builder = Dataset.builder();
        for (int c = 0; c < columns.length; c++) {
            builder.numbers("c" + c, columns[c]);
        }
        return builder.build();
    }

    /** The report against every distinct value of the reference. */
    @Benchmark
    public DriftReport tableOurs() {
        return exact.check(tables[turn]);
    }

    /** The report against the profile that a model package stores, of 4,096 order statistics. */
    @Benchmark
    public DriftReport tableOursStoredProfile() {
        return stored.check(tables[turn]);
    }

    /** A loop over commons-math3. */
    @Benchmark
    public double tableCommonsMath() {
        double sum = 0.0;
        for (int c = 0; c < COLUMNS; c++) {
            sum += math.kolmogorovSmirnovTest(reference[c], windows[turn][c]);
        }
        return sum;
    }

    /** A loop over commons-statistics, which chooses its method by the sizes. */
    @Benchmark
    public double tableCommonsStatistics() {
        double sum = 0.0;
        for (int c = 0; c < COLUMNS; c++) {
            sum += statistics.test(reference[c], windows[turn][c]).getPValue();
        }
        return sum;
    }
}
