package io.github.modelkeel.benchmarks;

import static io.github.modelkeel.benchmarks.SeededRows.WIDTH;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
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
import org.openjdk.jmh.annotations.Warmup;
import org.tribuo.classification.Label;

/**
 * Time to score one row, alone and as one of a batch of 1,000: 20 features with 5 % missing, trees of depth 6, one thread.
 * Rows change from call to call, so that no branch predictor learns one by heart. Tribuo serves its own XGBoost model of the
 * same rows and settings.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScoringBenchmark {
    private static final int BATCH = 1_000;
    private static final int ROWS = 4_000;
    private static final int DEPTH = 6;

    /** Ours: the bare model and the whole predictor, with the same rows in every form. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls @Setup first
    public static class Ours {
        /** Number of boosting rounds. */
        @Param({"100"})
        public int trees;

        Model model;
        Predictor predictor;
        double[][] rows = new double[ROWS][WIDTH];
        List<Map<String, Double>> maps = new ArrayList<>();
        FeatureMatrix batch;
        Dataset table;
        double[] scores = new double[2];
        private int next;

        /** Trains on seeded rows and loads what came out. */
        @Setup
        public void train() {
            SeededRows data = new SeededRows(ROWS, 42L);
            Dataset all = data.dataset();
            ModelPackage pack = SeededModel.train(data, trees, DEPTH);
            model = TreeModels.format().read(pack.model(), pack.manifest().signature());
            predictor = Predictors.of(pack, model, "seeded", 1, () -> "id");
            for (int row = 0; row < ROWS; row++) {
                Map<String, Double> map = new HashMap<>();
                for (int column = 0; column < WIDTH; column++) {
                    rows[row][column] = data.columns[column][row];
                    map.put(SeededRows.name(column), rows[row][column]);
                }
                maps.add(map);
            }
            int[] first = IntStream.range(0, BATCH).toArray();
            table = all.rows(first);
            batch = pack.features().transform(table);
        }

        int next() {
            next = next + 1 == ROWS ? 0 : next + 1;
            return next;
        }
    }

    /** Tribuo's own XGBoost. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls @Setup first
    public static class Peer {
        /** Number of boosting rounds. */
        @Param({"100"})
        public int trees;

        TribuoPeer tribuo;
        private int next;

        /** Trains on the same seeded rows. */
        @Setup
        public void train() {
            tribuo = new TribuoPeer(new SeededRows(ROWS, 42L), trees, DEPTH);
        }

        int next() {
            next = next + 1 == ROWS ? 0 : next + 1;
            return next;
        }
    }

    /** One row of features to the model. */
    @Benchmark
    public double[] singleModel(Ours state) {
        state.model.score(state.rows[state.next()], 0, state.scores, 0);
        return state.scores;
    }

    /** One row of numbers to the predictor: checked, transformed, scored, with an id. */
    @Benchmark
    public Prediction singlePredictorArray(Ours state) {
        return state.predictor.predict(state.rows[state.next()]);
    }

    /** One row as a map of 20 entries to the predictor. */
    @Benchmark
    public Prediction singlePredictorMap(Ours state) {
        return state.predictor.predict(state.maps.get(state.next()));
    }

    /** One row to Tribuo. */
    @Benchmark
    public org.tribuo.Prediction<Label> singleTribuo(Peer state) {
        return state.tribuo.predict(state.next());
    }

    /** A thousand rows of features to the model; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] batchModel(Ours state) {
        return state.model.score(state.batch);
    }

    /** A thousand rows of a dataset to the predictor; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] batchPredictor(Ours state) {
        return state.predictor.scores(state.table);
    }

    /** A thousand rows to Tribuo; time for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<org.tribuo.Prediction<Label>> batchTribuo(Peer state) {
        return state.tribuo.predict(0, BATCH);
    }
}
