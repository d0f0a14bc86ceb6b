package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreeScoringTest {
    private static final int ROWS = 70;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void scoresAreTheSumOfTheLeavesThatTheDefinitionReaches(Precision precision) {
        for (Comparison comparison : Comparison.values()) {
            for (int groups : new int[] {1, 3}) {
                for (int depth : new int[] {0, 1, 3, 6, 12}) {
                    for (Aggregation aggregation : Aggregation.values()) {
                        for (boolean rules : new boolean[] {false, true}) {
                            agree(RandomTrees.of(
                                    depth,
                                    9,
                                    groups,
                                    Link.IDENTITY,
                                    precision,
                                    comparison,
                                    aggregation,
                                    rules,
                                    27 + depth,
                                    depth));
                        }
                    }
                }
            }
        }
    }

    private static void agree(TreeEnsemble body) {
        Model model = TreeModels.compile(body);
        Random random = new Random(1L);
        double[] rows = new double[ROWS * body.width()];
        Arrays.setAll(rows, i -> RandomTrees.cell(random));
        double[] scores = new double[body.outputs()];
        double[] batch = model.score(new FeatureMatrix(names(body.width()), ROWS, rows));
        double[] plain = new TreeWalker(body).score(new FeatureMatrix(names(body.width()), ROWS, rows));
        assertThat(batch).containsExactly(plain);
        for (int row = 0; row < ROWS; row++) {
            model.score(rows, row * body.width(), scores, 0);
            double[] cells = Arrays.copyOfRange(rows, row * body.width(), (row + 1) * body.width());
            assertThat(scores).containsExactly(Definition.margins(body, cells));
            assertThat(Arrays.copyOfRange(batch, row * scores.length, (row + 1) * scores.length))
                    .containsExactly(scores);
        }
    }

    private static List<String> names(int width) {
        return IntStream.range(0, width).mapToObj(i -> "f" + i).toList();
    }

    /** Every float is ordered among its neighbours, so is every cell that a threshold equals. */
    @Test
    void cellsNextToAThresholdAndOnItFallOnTheRightSide() {
        float[] thresholds = {
            0f,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MIN_NORMAL,
            0.1f,
            -0.1f,
            1f,
            1e30f,
            -1e30f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        for (Comparison comparison : Comparison.values()) {
            for (float threshold : thresholds) {
                for (boolean missingLeft : new boolean[] {false, true}) {
                    TreeEnsemble body = stump(threshold, missingLeft, comparison);
                    Model model = TreeModels.compile(body);
                    for (float other : thresholds) {
                        for (double cell : new double[] {
                            other, Math.nextUp(other), Math.nextDown(other), Math.nextUp((double) other), Double.NaN
                        }) {
                            double[] score = new double[1];
                            model.score(new double[] {cell}, 0, score, 0);
                            assertThat(score).containsExactly(Definition.margins(body, new double[] {cell}));
                        }
                    }
                }
            }
        }
    }

    private static TreeEnsemble stump(float threshold, boolean missingLeft, Comparison comparison) {
        Tree tree = new Tree(
                0,
                new int[] {0, -1, -1},
                new double[] {threshold, 0, 0},
                new int[] {1, -1, -1},
                new int[] {2, -1, -1},
                new boolean[] {missingLeft, false, false},
                new double[] {0, 1, 2});
        return new TreeEnsemble(1, 1, Link.IDENTITY, Precision.FLOAT, comparison, false, new double[1], List.of(tree));
    }

    @Test
    void linksTurnMarginsIntoProbabilities() {
        // scipy.special.expit and softmax, scipy 1.17.1
        assertThat(linear(Link.SIGMOID, -1.25))
                .containsExactly(new double[] {1 - 0.22270013882530884, 0.22270013882530884});
        assertThat(linear(Link.SOFTMAX, 1, 2, -0.5))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-15 ? 0 : 1)
                .containsExactly(0.25371618163502524, 0.6896720861245036, 0.05661173224047129);
        assertThat(linear(Link.SIGMOID, 1000)).containsExactly(0, 1);
        assertThat(linear(Link.SIGMOID, -1000)).containsExactly(1, 0);
        assertThat(linear(Link.SOFTMAX, 1000, 0)).containsExactly(1, 0);
        assertThat(stump(200f)).containsExactly(0, 1);
        assertThat(stump(-200f)[1]).isBetween(0.0, 1e-38);
    }

    @Test
    void aLinearModelAddsItsTermsInOrder() {
        LinearModel body = new LinearModel(2, 1, Link.IDENTITY, new double[] {0.5, -2}, new double[] {1});
        double[] scores = new double[1];
        TreeModels.compile(body).score(new double[] {9, 3, 4}, 1, scores, 0);
        assertThat(scores).containsExactly(1 + 0.5 * 3 - 2 * 4);
    }

    @Test
    void manyThreadsGetTheScoresOfOne() {
        TreeEnsemble body = RandomTrees.of(
                5L, 20, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, Aggregation.SUM, false, 100, 6);
        Model model = TreeModels.compile(body);
        Random random = new Random(3L);
        double[] rows = new double[2_000 * 20];
        Arrays.setAll(rows, i -> RandomTrees.cell(random));
        double[] alone = score(model, rows);
        List<double[]> together = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> score(model, rows))
                .toList();
        assertThat(together).allSatisfy(scores -> assertThat(scores).containsExactly(alone));
    }

    private static double[] score(Model model, double[] rows) {
        double[] scores = new double[rows.length / model.width() * model.outputs()];
        for (int row = 0; row < rows.length / model.width(); row++) {
            model.score(rows, row * model.width(), scores, row * model.outputs());
        }
        return scores;
    }

    private static double[] linear(Link link, double... margins) {
        return score(new LinearModel(0, margins.length, link, new double[0], margins));
    }

    private static double[] stump(float margin) {
        return score(new TreeEnsemble(
                0, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, false, new double[] {margin}, List.of()));
    }

    private static double[] score(ModelBody body) {
        double[] scores = new double[body.outputs()];
        TreeModels.compile(body).score(new double[0], 0, scores, 0);
        return scores;
    }
}
