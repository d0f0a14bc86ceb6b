package io.github.modelkeel.benchmarks;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How the time of a row grows with the number of full trees of depth 6, from the first-level cache to main memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class ScalingBenchmark {
    private static final int WIDTH = 20;
    private static final int ROWS = 8_192;

    /** Number of trees. */
    @Param({"10", "30", "100", "300", "1000", "2000"})
    public int trees;

    private final double[] cells = new double[ROWS * WIDTH];
    private final double[] scores = new double[2 * ROWS];
    private Model model;
    private RowScorer scorer;
    private FeatureMatrix matrix;
    private ExecutorService executor;
    private int next;

    /** Grows seeded trees. */
    @Setup
    public void grow() {
        Random random = new Random(1L);
        List<Tree> grown = new ArrayList<>();
        for (int tree = 0; tree < trees; tree++) {
            TreeBuilder builder = TreeBuilder.of(0, Comparison.LESS);
            grow(builder, builder.reserve(), random, 6);
            grown.add(builder.build());
        }
        model = TreeModels.compile(new TreeEnsemble(
                WIDTH, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, false, new double[1], grown));
        for (int i = 0; i < cells.length; i++) {
            cells[i] = random.nextInt(20) == 0 ? Double.NaN : Math.rint(random.nextGaussian() * 10) / 10;
        }
        scorer = model.scorer();
        matrix = new FeatureMatrix(
                IntStream.range(0, WIDTH).mapToObj(i -> "f" + i).toList(), ROWS, cells);
        executor = Executors.newSingleThreadExecutor();
    }

    private static void grow(TreeBuilder builder, int node, Random random, int depth) {
        if (depth == 0) {
            builder.leaf(node, (float) random.nextGaussian());
            return;
        }
        int left = builder.reserve();
        int right = builder.reserve();
        float threshold = (float) (Math.rint(random.nextGaussian() * 10) / 10);
        builder.split(node, random.nextInt(WIDTH), threshold, left, right, random.nextBoolean());
        grow(builder, left, random, depth - 1);
        grow(builder, right, random, depth - 1);
    }

    /** Ends the second thread. */
    @TearDown
    public void close() {
        executor.shutdownNow();
    }

    /** One row. */
    @Benchmark
    public double[] row() {
        next = next + 1 == ROWS ? 0 : next + 1;
        scorer.score(cells, next * WIDTH, scores, 0);
        return scores;
    }

    /** 8,192 rows on one thread; time for each. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double[] batchOneThread() {
        return model.score(matrix);
    }

    /** 8,192 rows on two threads; time for each. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double[] batchTwoThreads() {
        return model.score(matrix, executor, 2);
    }
}
