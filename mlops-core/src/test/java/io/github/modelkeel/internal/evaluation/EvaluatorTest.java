package io.github.modelkeel.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static Labels binary(double... truth) {
        return new Labels(Task.BINARY, List.of("no", "yes"), truth);
    }

    private static Labels regression(double... truth) {
        return new Labels(Task.REGRESSION, List.of(), truth);
    }

    /** Both probabilities of each row from that of the positive class. */
    private static double[] scores(double... positive) {
        return Arrays.stream(positive)
                .flatMap(p -> Arrays.stream(new double[] {1 - p, p}))
                .toArray();
    }

    @Test
    void handComputedBinaryMetrics() {
        Evaluation e = Evaluator.of(Set.of()).evaluate(binary(0, 0, 1, 1, 1), scores(0.1, 0.6, 0.35, 0.8, 0.6));
        assertThat(e.confusion()).containsExactly(List.of(1, 1), List.of(1, 2));
        assertThat(e.get(Metric.ACCURACY)).isEqualTo(0.6);
        assertThat(e.get(Metric.PRECISION)).isEqualTo(2 / 3.0);
        assertThat(e.get(Metric.RECALL)).isEqualTo(2 / 3.0);
        assertThat(e.get(Metric.F1)).isEqualTo(2 / 3.0);
        // pairs: 0.1 loses to all three; 0.6 beats 0.35, loses to 0.8, ties with 0.6
        assertThat(e.get(Metric.ROC_AUC)).isEqualTo((3 + 0 + 1 + 0.5) / 6);
        // thresholds 0.8: P 1, 0.6: P 2/3 (tie taken together), 0.35: P 3/4
        assertThat(e.get(Metric.PR_AUC)).isCloseTo((1 + 2 / 3.0 + 3 / 4.0) / 3, within(1e-15));
        assertThat(e.get(Metric.BRIER)).isCloseTo((0.01 + 0.36 + 0.65 * 0.65 + 0.04 + 0.16) / 5, within(1e-15));
        assertThat(e.classScore("no")).isEqualTo(new Evaluation.ClassScore(0.5, 0.5, 0.5, 2));
        assertThatThrownBy(() -> e.classScore("maybe")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aTieGoesToTheFirstClass() {
        Evaluation e = Evaluator.of(Set.of(Metric.ACCURACY)).evaluate(binary(0, 1), scores(0.5, 0.5));
        assertThat(e.confusion()).containsExactly(List.of(1, 0), List.of(1, 0));
    }

    @Test
    void oneRowHasNoShareOfVariance() {
        // scikit-learn: "R^2 score is not well-defined with less than two samples", NaN
        Evaluation e = Evaluator.of(Set.of(Metric.R2, Metric.MAE)).evaluate(regression(2), new double[] {2});
        assertThat(e.metrics()).containsOnlyKeys(Metric.MAE);
    }

    @Test
    void calibrationErrorByHand() {
        // confidence 0.9 (bin 0.8-0.9], right and wrong; 0.6 (bin 0.5-0.6], right
        Evaluation e = Evaluator.of(Set.of(Metric.ECE)).evaluate(binary(1, 0, 1), scores(0.9, 0.9, 0.6));
        assertThat(e.get(Metric.ECE)).isCloseTo((Math.abs(1.8 - 1) + Math.abs(0.6 - 1)) / 3, within(1e-15));
    }

    @Test
    void aCertainMistakeHasAFiniteLogLoss() {
        Evaluation e = Evaluator.of(Set.of(Metric.LOG_LOSS)).evaluate(binary(1), scores(0));
        // probabilities are clipped at 2^-52 as in scikit-learn: 52 ln 2
        assertThat(e.get(Metric.LOG_LOSS)).isCloseTo(52 * Math.log(2), within(1e-12));
    }

    @Test
    void leavesOutWhatIsUndefined() {
        Evaluation e = Evaluator.of(Set.of()).evaluate(binary(1, 1), scores(0.9, 0.2));
        assertThat(e.metrics()).doesNotContainKey(Metric.ROC_AUC).containsKey(Metric.PR_AUC);
        assertThat(e.get(Metric.MCC)).isZero();
        assertThatThrownBy(() -> e.get(Metric.ROC_AUC)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void handComputedRegressionMetrics() {
        Evaluation e = Evaluator.of(Set.of()).evaluate(regression(1, 2, 3, 4), new double[] {1, 2, 5, 3});
        assertThat(e.get(Metric.MAE)).isEqualTo(0.75);
        assertThat(e.get(Metric.MSE)).isEqualTo(1.25);
        assertThat(e.get(Metric.RMSE)).isEqualTo(Math.sqrt(1.25));
        assertThat(e.get(Metric.R2)).isEqualTo(0);
        assertThat(e.get(Metric.MEDIAN_AE)).isEqualTo(0.5);
        assertThat(e.get(Metric.MAX_ERROR)).isEqualTo(2);
        assertThat(e.get(Metric.MAPE)).isCloseTo((2 / 3.0 + 1 / 4.0) / 4, within(1e-15));
        assertThat(e.confusion()).isEmpty();
    }

    @Test
    void aConstantTargetExplainsAllOrNothing() {
        assertThat(Evaluator.of(Set.of(Metric.R2))
                        .evaluate(regression(2, 2), new double[] {2, 2})
                        .get(Metric.R2))
                .isEqualTo(1);
        assertThat(Evaluator.of(Set.of(Metric.R2))
                        .evaluate(regression(2, 2), new double[] {2, 3})
                        .get(Metric.R2))
                .isEqualTo(0);
    }

    private static final int ROWS = 400;
    private static final double[] TRUTH =
            IntStream.range(0, ROWS).mapToDouble(i -> i % 5 == 0 ? 1 : 0).toArray();
    private static final double[] SCORES = scores(
            IntStream.range(0, ROWS).mapToDouble(i -> (i * 37 % 100) / 100.0).toArray());

    @Test
    void intervalsAreSeededAndHoldTheValue() {
        Evaluator evaluator =
                Evaluator.of(Set.of(Metric.ACCURACY, Metric.ROC_AUC)).bootstrap(500, 0.95, 42);
        Evaluation one = evaluator.evaluate(binary(TRUTH), SCORES);
        assertThat(evaluator.evaluate(binary(TRUTH), SCORES)).isEqualTo(one);
        assertThat(Evaluator.of(Set.of(Metric.ACCURACY, Metric.ROC_AUC))
                        .bootstrap(500, 0.95, 43)
                        .evaluate(binary(TRUTH), SCORES)
                        .intervals())
                .isNotEqualTo(one.intervals());
        assertThat(one.intervals()).hasSize(2).allSatisfy((metric, interval) -> {
            assertThat(one.get(metric)).isBetween(interval.low(), interval.high());
            assertThat(interval.level()).isEqualTo(0.95);
        });
        // a proportion's normal interval has half-width 1.96 * sqrt(p (1 - p) / n)
        double p = one.get(Metric.ACCURACY);
        Evaluation.Interval interval = one.intervals().get(Metric.ACCURACY);
        double halfWidth = 1.96 * Math.sqrt(p * (1 - p) / ROWS);
        assertThat((interval.high() - interval.low()) / 2).isCloseTo(halfWidth, within(0.2 * halfWidth));
    }

    @Test
    void resamplesAreTheSameOnEveryJdk() {
        // computed in Python from SplitMix64 as published, https://prng.di.unimi.it/splitmix64.c
        int[] rows = IntStream.range(0, 10).toArray();
        assertThat(new Resampler(42).counts(rows, 10)).containsExactly(1, 1, 2, 2, 0, 0, 1, 1, 2, 0);
        assertThat(new Resampler(42).counts(new int[] {3}, 5)).containsExactly(0, 0, 0, 1, 0);
    }

    @Test
    void evaluatesEachSliceOnItsOwnRows() {
        Dataset rows = Dataset.builder()
                .categories("plan", Arrays.asList("pro", "free", null, "free"))
                .numbers("size", 10, 2, 2, 10)
                .build();
        Evaluation e = Evaluator.of(Set.of(Metric.ACCURACY))
                .slices(List.of("plan", "size"))
                .evaluate(binary(0, 1, 1, 0), scores(0.1, 0.9, 0.2, 0.8), rows);
        assertThat(e.slices().keySet()).containsExactly("plan=free", "plan=pro", "plan=(missing)", "size=2", "size=10");
        assertThat(e.slices().get("plan=free").rows()).isEqualTo(2);
        assertThat(e.slices().get("plan=free").get(Metric.ACCURACY)).isEqualTo(0.5);
        assertThat(e.slices().get("plan=pro").get(Metric.ACCURACY)).isEqualTo(1);
        assertThat(e.slices().get("size=10").confusion()).containsExactly(List.of(1, 1), List.of(0, 0));
    }

    @Test
    void saysWhatIsWrong() {
        Evaluator all = Evaluator.of(Set.of());
        assertThatThrownBy(() -> all.evaluate(binary(), new double[0]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no labelled rows");
        assertThatThrownBy(() -> all.evaluate(binary(1), new double[] {0.5, Double.NaN}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("score 1 of row 0 is NaN");
        assertThatThrownBy(() -> all.evaluate(binary(1), new double[] {-1.5, 2.5}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("its scores are margins");
        assertThatThrownBy(() -> all.evaluate(regression(1), new double[] {Double.POSITIVE_INFINITY}))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Evaluator.of(Set.of(Metric.RMSE)).evaluate(binary(1), scores(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("metric 'rmse' does not go with the task BINARY");
        assertThatThrownBy(() -> all.evaluate(binary(1), new double[3])).isInstanceOf(IllegalArgumentException.class);
        Dataset many = Dataset.builder()
                .numbers("id", IntStream.range(0, ROWS).asDoubleStream().toArray())
                .build();
        assertThatThrownBy(() -> all.slices(List.of("id")).evaluate(binary(TRUTH), SCORES, many))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("more than 100 values");
        assertThatThrownBy(() -> all.bootstrap(1, 0.95, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.bootstrap(100, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
