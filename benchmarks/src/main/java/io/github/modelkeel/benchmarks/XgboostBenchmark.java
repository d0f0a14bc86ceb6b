package io.github.modelkeel.benchmarks;

import static io.github.modelkeel.benchmarks.SeededRows.WIDTH;

import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.serving.embedded.imports.XgboostModels;
import java.util.concurrent.TimeUnit;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
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

/**
 * The XGBoost on the class path, which may be newer than Tribuo can use, beside our reading of the same booster: the rows of
 * {@link InferenceBenchmark} on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class XgboostBenchmark {
    private static final int BATCH = 1_000;
    private static final int ROWS = 4_000;

    /** Number of boosting rounds. */
    @Param({"100", "500"})
    public int trees;

    private final float[][] floats = new float[ROWS][];
    private final float[] batch = new float[BATCH * WIDTH];
    private final double[] batchDoubles = new double[BATCH * WIDTH];
    private final double[] scores = new double[2 * BATCH];
    private Booster booster;
    private RowScorer scorer;
    private int next;

    /** Trains, imports, and compares the scores. */
    @Setup
    public void train() throws XGBoostError {
        SeededRows rows = new SeededRows(ROWS, 42L);
        booster = TreePeers.train(rows, trees, 6);
        Model model = XgboostModels.read(booster.toByteArray("ubj")).compile();
        scorer = model.scorer();
        for (int row = 0; row < ROWS; row++) {
            floats[row] = TreePeers.floats(rows.row(row));
            if (row < BATCH) {
                System.arraycopy(floats[row], 0, batch, row * WIDTH, WIDTH);
            }
        }
        for (int i = 0; i < batch.length; i++) {
            batchDoubles[i] = batch[i];
        }
        float[][] theirs = booster.inplace_predict(batch, BATCH, WIDTH, Float.NaN);
        batchOurs();
        for (int row = 0; row < BATCH; row++) {
            TreePeers.require("xgboost4j", theirs[row][0], scores[2 * row + 1]);
        }
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        booster.dispose();
    }

    private float[] next() {
        next = next + 1 == ROWS ? 0 : next + 1;
        return floats[next];
    }

    /** Ours, an array of floats. */
    @Benchmark
    public double[] rowOurs() {
        scorer.score(next(), 0, scores, 0);
        return scores;
    }

    /** XGBoost's own, without a matrix. */
    @Benchmark
    public float[][] rowInPlace() throws XGBoostError {
        return booster.inplace_predict(next(), 1, WIDTH, Float.NaN);
    }

    /** XGBoost's own, with a matrix of one row. */
    @Benchmark
    public float[][] rowMatrix() throws XGBoostError {
        return matrix(next(), 1);
    }

    /** Ours, a thousand rows; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] batchOurs() {
        scorer.score(batchDoubles, 0, BATCH, scores, 0);
        return scores;
    }

    /** XGBoost's own, a thousand rows without a matrix; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[][] batchInPlace() throws XGBoostError {
        return booster.inplace_predict(batch, BATCH, WIDTH, Float.NaN);
    }

    /** XGBoost's own, a thousand rows with a matrix; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[][] batchMatrix() throws XGBoostError {
        return matrix(batch, BATCH);
    }

    private float[][] matrix(float[] cells, int rows) throws XGBoostError {
        DMatrix matrix = new DMatrix(cells, rows, WIDTH, Float.NaN);
        try {
            return booster.predict(matrix);
        } finally {
            matrix.dispose();
        }
    }
}
