package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.serving.Explanation;
import io.github.modelkeel.serving.InputCheck;
import io.github.modelkeel.serving.Predictor;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PredictorOptionsTest {
    /** A regression on two numbers: age in no range but never missing, income perhaps missing. */
    private final Predictor predictor = NumbersOnly.predictor();

    @Test
    void aScorerGivesWhatPredictGivesAndAllocatesNothing() {
        RowScorer scorer = predictor.scorer();
        double[] rows = {30, 1_000, 31, 2_000, 32, 3_000};
        double[] scores = new double[3];
        scorer.score(rows, 0, 3, scores, 0);
        for (int row = 0; row < 3; row++) {
            assertThat(scores[row])
                    .isEqualTo(
                            predictor.predict(rows[2 * row], rows[2 * row + 1]).value());
        }
        scorer.score(new float[] {0, 30, 1_000}, 1, scores, 2);
        assertThat(scores[2]).isEqualTo(scores[0]);

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            scorer.score(rows, 2 * (i % 3), scores, 0);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(10_000); // less than a byte a row; the JVM itself takes some
    }

    @Test
    void aScorerRefusesAWrongRowAndGoesOn() {
        RowScorer scorer = predictor.scorer();
        double[] scores = new double[1];
        assertThatThrownBy(() -> scorer.score(new double[] {Double.NEGATIVE_INFINITY, 1}, 0, scores, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("input 'age' must be a finite number, was -Infinity");
        scorer.score(new double[] {30, 1_000}, 0, scores, 0);
        assertThat(scores[0]).isEqualTo(predictor.predict(30, 1_000).value());
    }

    @Test
    void aRowThatWasRefusedLeavesNoTraceInTheNext() {
        double expected = predictor.predict(30, 1_000).value();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> predictor.predict(Double.POSITIVE_INFINITY, 7))
                    .isInstanceOf(InvalidInputException.class);
            assertThat(predictor.predict(30, 1_000).value()).isEqualTo(expected);
        }
    }

    @Test
    void checksAreCountedOrLeftOutForTheInputsThatSaySo() {
        Predictor counting = predictor.checking(Map.of("age", InputCheck.COUNT));
        assertThat(counting.counted()).containsExactly(Map.entry("age", 0L));
        double infinite = counting.predict(Double.POSITIVE_INFINITY, 1_000).value();
        assertThat(infinite).isEqualTo(Double.POSITIVE_INFINITY); // 2 * age + ...
        assertThat(counting.predict(Double.NaN, 1_000).value()).isNaN();
        assertThat(counting.counted()).containsExactly(Map.entry("age", 2L));
        assertThat(predictor.counted()).isEmpty();
        assertThatThrownBy(() -> predictor.predict(Double.NaN, 1_000)).isInstanceOf(InvalidInputException.class);
        Predictor off = counting.checking(Map.of("age", InputCheck.OFF));
        assertThat(off.predict(Double.NEGATIVE_INFINITY, 1_000).value()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(off.counted()).isEmpty();
        assertThatThrownBy(() -> off.predict(1, Double.POSITIVE_INFINITY)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> off.predict(Map.of("income", 3.0)))
                .hasMessageContaining("input 'age' is absent"); // not a question of its value
        assertThatThrownBy(() -> predictor.checking(Map.of("size", InputCheck.OFF)))
                .hasMessageContaining("has no input 'size' to check; it has [age, income]");
    }

    @Test
    void anExplanationAddsUpToTheMargin() {
        Predictor trees = TestPackages.predictor();
        Map<String, Object> row = TestPackages.row();
        Explanation explanation = trees.explain(row);
        assertThat(explanation.prediction().probability())
                .isEqualTo(trees.predict(row).probability());
        double margin = explanation.margin(0);
        assertThat(1 / (1 + Math.exp(-margin)))
                .isCloseTo(explanation.prediction().probability(), within(1e-6));
        double sum = explanation.expected()[0];
        for (String feature : explanation.features()) {
            sum += explanation.contribution(0, feature);
        }
        assertThat(sum).isEqualTo(margin);
        assertThatThrownBy(() -> predictor.explain(Map.of("age", 30, "income", 1_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be explained");
    }

    @Test
    void warmingUpPredictsAndChangesNothing() {
        double before = predictor.predict(30, 1_000).value();
        predictor.warmUp(2_000);
        assertThat(predictor.predict(30, 1_000).value()).isEqualTo(before);
    }

    /** 40,000 predictions here, as many as {@code -Dmodelkeel.concurrent.predictions} says in CI. */
    @Test
    void threadsGetThePredictionsOfOne() throws Exception {
        int each = Integer.getInteger("modelkeel.concurrent.predictions", 40_000) / 4;
        Predictor trees = TestPackages.predictor();
        Random random = new Random(1L);
        List<Map<String, Object>> rows = IntStream.range(0, 500)
                .mapToObj(i -> {
                    Map<String, Object> row = new HashMap<>(TestPackages.row());
                    row.put("age", (double) (18 + random.nextInt(60)));
                    row.put("monthly_income", random.nextInt(5) == 0 ? Double.NaN : (double) random.nextInt(9_000));
                    return row;
                })
                .toList();
        double[] alone = rows.stream()
                .mapToDouble(row -> trees.predict(row).probability())
                .toArray();
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Long>> tasks = IntStream.range(0, 4)
                    .<Callable<Long>>mapToObj(thread -> () -> {
                        long different = 0;
                        for (int i = 0; i < each; i++) {
                            int row = (i * 7 + thread) % rows.size();
                            different += trees.predict(rows.get(row)).probability() == alone[row] ? 0 : 1;
                        }
                        return different;
                    })
                    .toList();
            for (Future<Long> task : executor.invokeAll(tasks)) {
                assertThat(task.get()).isZero();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
