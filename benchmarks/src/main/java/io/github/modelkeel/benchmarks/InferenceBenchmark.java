package io.github.modelkeel.benchmarks;

import static io.github.modelkeel.benchmarks.SeededRows.WIDTH;

import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import io.github.modelkeel.serving.TypedPredictor;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tribuo.classification.Label;

/**
 * One row, alone and as one of a batch of 1,000, through the same XGBoost trees of depth 6 in every library: 20 features with 5 %
 * missing, one thread; probabilities, but margins from ONNX Runtime. Rows change from call to call. Tribuo serves its own model of the same rows and
 * settings, which has two trees a round.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class InferenceBenchmark {
    private static final int BATCH = 1_000;
    private static final int ROWS = 4_000;
    private static final int DEPTH = 6;
    private static final int EXPLAINED = 100;
    private static final int RECENT = 256;

    /** Number of boosting rounds. */
    @Param({"100", "500"})
    public int trees;

    /** The same objects in every map, as literals are, or the names a JSON parser keeps. */
    private static final List<String> NAMES =
            IntStream.range(0, WIDTH).mapToObj(SeededRows::name).toList();

    private final double[][] rows = new double[ROWS][];
    private final double[][] rounded = new double[ROWS][]; // to floats, which is what the trees compare
    private final float[][] floats = new float[ROWS][];
    private final List<Map<String, Double>> maps = new ArrayList<>();
    private final SeededRecord[] records = new SeededRecord[ROWS];
    private final double[] scores = new double[2];
    private final float[] batchFloats = new float[BATCH * WIDTH];
    private final double[] batchScores = new double[2 * BATCH];
    private RowScorer scorer;
    private Predictor predictor;
    private TypedPredictor<SeededRecord> bound;
    private FeatureMatrix batch;
    private FeatureMatrix explained;
    private Explainer explainer;
    private double[] contributions;
    private TreePeers peers;
    private TribuoPeer tribuo;
    private int next;

    /** Trains once, hands the same trees to everyone, and compares their scores. */
    @Setup
    public void train() {
        SeededRows data = new SeededRows(ROWS, 42L);
        ModelPackage pack = SeededModel.train(data, trees, DEPTH);
        ModelBody body = ModelBody.of(pack.model());
        Model model = TreeModels.compile(body);
        scorer = model.scorer();
        predictor = Predictors.of(pack, model, "seeded", 1, () -> "id");
        bound = predictor.bind(SeededRecord.class);
        for (int row = 0; row < ROWS; row++) {
            rows[row] = data.row(row);
            floats[row] = TreePeers.floats(rows[row]);
            rounded[row] = TreePeers.doubles(floats[row]);
            records[row] = SeededRecord.of(rows[row]);
            Map<String, Double> map = new HashMap<>();
            for (int column = 0; column < WIDTH; column++) {
                map.put(NAMES.get(column), rows[row][column]);
            }
            maps.add(map);
        }
        batch = pack.features()
                .transform(data.dataset().rows(IntStream.range(0, BATCH).toArray()));
        for (int i = 0; i < batchFloats.length; i++) {
            batchFloats[i] = (float) batch.values()[i];
        }
        explained = batch.rows(IntStream.range(0, EXPLAINED).toArray());
        explainer = model.explainer().orElseThrow();
        contributions = new double[explainer.size()];
        peers = new TreePeers(data, trees, DEPTH, body);
        tribuo = new TribuoPeer(data, trees, DEPTH);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        peers.close();
    }

    private int next() {
        next = next + 1 == ROWS ? 0 : next + 1;
        return next;
    }

    /** Ours, an array of doubles. */
    @Benchmark
    public double[] rowOurs() {
        scorer.score(rows[next()], 0, scores, 0);
        return scores;
    }

    /** Ours, an array of floats. */
    @Benchmark
    public double[] rowOursFloats() {
        scorer.score(floats[next()], 0, scores, 0);
        return scores;
    }

    /** Our whole predictor: checked, transformed, scored, with an id. */
    @Benchmark
    public Prediction rowOursPredictorArray() {
        return predictor.predict(rows[next()]);
    }

    /** Our whole predictor, from a map of 20; 4,000 maps, 5 MB that come from beyond the second-level cache. */
    @Benchmark
    public Prediction rowOursPredictorMap() {
        return predictor.predict(maps.get(next()));
    }

    /** Our whole predictor, from a map of 20 that is still in the cache, as one that was just parsed is. */
    @Benchmark
    public Prediction rowOursPredictorRecentMap() {
        return predictor.predict(maps.get(next() % RECENT));
    }

    /** Our whole predictor, from a record. */
    @Benchmark
    public Prediction rowOursPredictorRecord() {
        return bound.predict(records[next()]);
    }

    /** xgboost-predictor of H2O: plain Java. */
    @Benchmark
    public float rowH2o() {
        return peers.h2o(rows[next()]);
    }

    /** LightGBM's fast call for single rows, through its own C interface, on XGBoost's trees. */
    @Benchmark
    public double rowLightgbm() {
        return peers.lightgbm(rounded[next()]);
    }

    /** XGBoost's own, without a matrix. */
    @Benchmark
    public float[][] rowXgboostInPlace() throws Exception {
        return peers.xgboostInPlace(floats[next()], 1);
    }

    /** XGBoost's own, with a matrix of one row. */
    @Benchmark
    public float[][] rowXgboostMatrix() throws Exception {
        return peers.xgboostMatrix(floats[next()], 1);
    }

    /** ONNX Runtime. */
    @Benchmark
    public float[][] rowOnnxRuntime() throws Exception {
        return peers.onnx(floats[next()], 1);
    }

    /** Tribuo. */
    @Benchmark
    public org.tribuo.Prediction<Label> rowTribuo() {
        return tribuo.predict(next());
    }

    /** Ours, a thousand rows; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] batchOurs() {
        scorer.score(batch.values(), 0, BATCH, batchScores, 0);
        return batchScores;
    }

    /** XGBoost's own, a thousand rows without a matrix; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[][] batchXgboostInPlace() throws Exception {
        return peers.xgboostInPlace(batchFloats, BATCH);
    }

    /** XGBoost's own, a thousand rows with a matrix; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[][] batchXgboostMatrix() throws Exception {
        return peers.xgboostMatrix(batchFloats, BATCH);
    }

    /** ONNX Runtime, a thousand rows; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[][] batchOnnxRuntime() throws Exception {
        return peers.onnx(batchFloats, BATCH);
    }

    /** Tribuo, a thousand rows; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<org.tribuo.Prediction<Label>> batchTribuo() {
        return tribuo.predict(0, BATCH);
    }

    /** Contributions of one row, ours. */
    @Benchmark
    public double[] shapRowOurs() {
        explainer.explain(rows[next()], 0, contributions, 0);
        return contributions;
    }

    /** Contributions of one row, XGBoost's own. */
    @Benchmark
    public float[][] shapRowXgboost() throws Exception {
        return peers.xgboostContributions(floats[next()], 1);
    }

    /** Contributions of a hundred rows, ours; time for each. */
    @Benchmark
    @OperationsPerInvocation(EXPLAINED)
    public double[] shapBatchOurs() {
        return explainer.explain(explained);
    }

    /** Contributions of a hundred rows, XGBoost's own; time for each. */
    @Benchmark
    @OperationsPerInvocation(EXPLAINED)
    public float[][] shapBatchXgboost() throws Exception {
        return peers.xgboostContributions(java.util.Arrays.copyOf(batchFloats, EXPLAINED * WIDTH), EXPLAINED);
    }
}
