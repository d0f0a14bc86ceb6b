package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.modelkeel.model.CalibratedModel;
import io.github.modelkeel.model.Calibration;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScorerTest {
    private static final int WIDTH = 12;

    private static List<ModelBody> bodies() {
        ModelBody plain = RandomTrees.of(
                1L, WIDTH, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, Aggregation.SUM, false, 70, 5);
        return List.of(
                plain,
                RandomTrees.of(
                        2L,
                        WIDTH,
                        3,
                        Link.SOFTMAX,
                        Precision.DOUBLE,
                        Comparison.LESS_OR_EQUAL,
                        Aggregation.SUM,
                        false,
                        70,
                        5),
                RandomTrees.of(
                        3L,
                        WIDTH,
                        4,
                        Link.IDENTITY,
                        Precision.FLOAT,
                        Comparison.LESS,
                        Aggregation.AVERAGE,
                        false,
                        70,
                        5),
                RandomTrees.of(
                        4L,
                        WIDTH,
                        1,
                        Link.EXP,
                        Precision.FLOAT_CELLS,
                        Comparison.LESS,
                        Aggregation.SUM_THEN_BASE,
                        true,
                        70,
                        5),
                new CalibratedModel(plain, List.of(new Calibration.Platt(0.5, 0.1))),
                new LinearModel(WIDTH, 1, Link.SIGMOID, new double[WIDTH], new double[] {0.5}));
    }

    private static double[] rows(int rows) {
        Random random = new Random(9L);
        double[] cells = new double[rows * WIDTH];
        Arrays.setAll(cells, i -> (float) RandomTrees.cell(random));
        return cells;
    }

    @Test
    void arraysOfDoublesAndFloatsOneByOneOrManyAtOnceGiveTheSame() {
        for (ModelBody body : bodies()) {
            Model model = TreeModels.compile(body);
            int outputs = model.outputs();
            double[] cells = rows(150);
            float[] floats = new float[cells.length];
            for (int i = 0; i < cells.length; i++) {
                floats[i] = (float) cells[i];
            }
            double[] batch = new double[150 * outputs];
            RowScorer scorer = model.scorer();
            scorer.score(cells, 0, 150, batch, 0);
            double[] one = new double[outputs + 1];
            for (int row = 0; row < 150; row++) {
                double[] expected = Arrays.copyOfRange(batch, row * outputs, (row + 1) * outputs);
                scorer.score(cells, row * WIDTH, one, 1);
                assertThat(Arrays.copyOfRange(one, 1, outputs + 1)).containsExactly(expected);
                scorer.score(floats, row * WIDTH, one, 1);
                assertThat(Arrays.copyOfRange(one, 1, outputs + 1)).containsExactly(expected);
                model.score(cells, row * WIDTH, one, 1);
                assertThat(Arrays.copyOfRange(one, 1, outputs + 1)).containsExactly(expected);
            }
        }
    }

    @Test
    void aScorerAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] cells = rows(100);
        for (ModelBody body : bodies()) {
            RowScorer scorer = TreeModels.compile(body).scorer();
            double[] scores = new double[100 * body.outputs()];
            scorer.score(cells, 0, 100, scores, 0); // the first batch makes the memory for batches
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int round = 0; round < 100; round++) {
                scorer.score(cells, round * WIDTH, scores, 0);
                scorer.score(cells, 0, 100, scores, 0);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .isLessThan(1_000); // 0 for each of 10,100 rows
        }
    }

    @Test
    void severalThreadsGiveWhatOneGives() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            for (ModelBody body : bodies()) {
                Model model = TreeModels.compile(body);
                List<String> names =
                        IntStream.range(0, WIDTH).mapToObj(i -> "f" + i).toList();
                for (int rows : new int[] {0, 1, 513, 5_000}) {
                    FeatureMatrix matrix = new FeatureMatrix(names, rows, rows(rows));
                    assertThat(model.score(matrix, executor, 4)).containsExactly(model.score(matrix));
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aThreadOfTheExecutorMayScoreOnIt() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Model model = TreeModels.compile(bodies().get(0));
            List<String> names =
                    IntStream.range(0, WIDTH).mapToObj(i -> "f" + i).toList();
            FeatureMatrix matrix = new FeatureMatrix(names, 3_000, rows(3_000));
            Future<double[]> scores =
                    executor.submit(() -> model.score(matrix, executor, 2)); // nobody else can help it
            assertThat(scores.get()).containsExactly(model.score(matrix));
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void whatFailsOnAnotherThreadReachesTheCaller() {
        Model broken = new Model() {
            @Override
            public int width() {
                return WIDTH;
            }

            @Override
            public int outputs() {
                return 1;
            }

            @Override
            public void score(double[] features, int offset, double[] scores, int scoresOffset) {
                throw new IllegalStateException("row at " + offset);
            }
        };
        List<String> names = IntStream.range(0, WIDTH).mapToObj(i -> "f" + i).toList();
        assertThatThrownBy(() -> broken.score(new FeatureMatrix(names, 2_000, rows(2_000)), Runnable::run, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("row at ");
    }

    @Test
    void aHundredTreesTakeTheMemoryThatTheDocumentationStates() {
        TreeEnsemble body = RandomTrees.of(
                1L, WIDTH, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, Aggregation.SUM, false, 100, 6);
        long nodes =
                body.trees().stream().mapToLong(tree -> tree.feature().length).sum();
        PackedTrees compiled = PackedTrees.of(body).orElseThrow();
        assertThat(compiled.bytes()).isBetween(12 * nodes, 12 * nodes + 3_000);
    }
}
