package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.dataset.DatasetView;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.rtree.CARTRegressionTrainer;

class RandomForestTest {
    @ParameterizedTest
    @EnumSource
    void scoresOfTheNeutralFormAreTribuosWithinTheTolerance(Task task) {
        TrainingData data = Samples.of(task, 1_500, 0, 1);
        FeatureMatrix others = Samples.of(task, 500, 0, 2).features();
        TrainedModel model = Tribuo.randomForest().trees(60).train(data, TrainingContext.plain());

        double[] own = PlainModel.of(model).scores(others);

        assertThat(own).containsExactly(model.nativeScores(others), within(model.tolerance()));
        assertThat(model.tolerance()).isLessThan(1e-3);
        assertThat(model.environment()).containsEntry("tribuo", "4.3.2");
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBytesAndAnotherDoesNot(Task task) {
        TrainingData data = Samples.of(task, 400, 0, 3);
        RandomForest trainer = Tribuo.randomForest().trees(10);
        byte[] first = trainer.train(data, TrainingContext.plain()).bytes();
        assertThat(trainer.train(data, TrainingContext.plain()).bytes()).isEqualTo(first);
        assertThat(trainer.seed(1).train(data, TrainingContext.plain()).bytes()).isNotEqualTo(first);
    }

    @Test
    void withFewDistinctValuesATreeOfClassesIsTribuosOwn() {
        TrainingData data = continuous(Task.BINARY, 200);
        TreeModel<?> own = grow(data, new ForestTargets.Shares(data.labels()));
        TreeModel<?> reference =
                new CARTClassificationTrainer(3).train(view(data, new ForestTargets.Shares(data.labels())));
        assertThat(own.getDepth()).isEqualTo(reference.getDepth()).isEqualTo(3);
        assertThat(predictions(own, data)).containsExactly(predictions(reference, data), within(1e-6));
    }

    @Test
    void withFewDistinctValuesATreeOfNumbersIsTribuosOwn() {
        TrainingData data = continuous(Task.REGRESSION, 200);
        TreeModel<?> own = grow(data, new ForestTargets.Means(data.labels()));
        TreeModel<?> reference = new CARTRegressionTrainer(3).train(view(data, new ForestTargets.Means(data.labels())));
        assertThat(predictions(own, data)).containsExactly(predictions(reference, data), within(1e-5));
    }

    /** No two cells are alike, so that no two splits of a large node are equally good. */
    private static TrainingData continuous(Task task, int rows) {
        Random random = new Random(5);
        double[] cells = random.doubles(rows * 3L).map(d -> (float) d).toArray();
        double[] labels = new double[rows];
        for (int row = 0; row < rows; row++) {
            double signal = cells[3 * row] + cells[3 * row + 1] * cells[3 * row + 2] + random.nextGaussian() / 5;
            labels[row] = task == Task.REGRESSION ? (float) signal : signal > 0.8 ? 1 : 0;
        }
        return Samples.data(task, task == Task.REGRESSION ? 0 : 2, 3, cells, labels);
    }

    private static <T extends Output<T>> DatasetView<T> view(TrainingData data, ForestTargets<T> targets) {
        MutableDataset<T> rows = Examples.dataset(targets.factory());
        int width = data.features().width();
        for (int row = 0; row < data.labels().rows(); row++) {
            ArrayExample<T> example =
                    new ArrayExample<>(targets.output(data.labels().values()[row]), 1f, width);
            Examples.fill(example, Examples.names(width), data.features().values(), row * width);
            rows.add(example);
        }
        int[] all = new int[rows.size()];
        Arrays.setAll(all, i -> i);
        return new DatasetView<>(rows, all, "all");
    }

    private static <T extends Output<T>> TreeModel<T> grow(TrainingData data, ForestTargets<T> targets) {
        FeatureMatrix features = data.features();
        BinnedFeatures binned =
                new BinnedFeatures(Inputs.floats(features), features.rows(), features.width(), BinnedFeatures.MAX_BINS);
        float[] ones = new float[features.rows()];
        Arrays.fill(ones, 1f);
        Settings settings = Settings.of(
                "test",
                Setting.whole("max_depth", 3, 1, 30),
                Setting.above("min_samples_leaf", 1, 0),
                Setting.atLeast("min_impurity_decrease", 0, 0),
                Setting.seed());
        return new BinnedCart<>(settings, features.width(), binned, data.labels(), ones, targets)
                .train(view(data, targets));
    }

    private static <T extends Output<T>> double[] predictions(TreeModel<T> tree, TrainingData data) {
        return new TribuoScores<>(tree, data.features().width(), data.labels().classes()).of(data.features());
    }

    @Test
    void columnsWithManyValuesAreCutAtQuantiles() {
        float[] cells = new float[10_000];
        Random random = new Random(6);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (float) random.nextGaussian();
        }
        BinnedFeatures binned = new BinnedFeatures(cells, cells.length, 1, 16);
        int[] counts = new int[binned.bins(0)];
        for (byte bin : binned.column(0)) {
            counts[bin & 0xff]++;
        }
        assertThat(counts).hasSize(16).containsOnly(625);
        for (int row = 0; row < cells.length; row++) { // thresholds part the cells as the bins do
            for (int bin = 0; bin + 1 < counts.length; bin++) {
                assertThat(cells[row] < binned.threshold(0, bin, bin + 1))
                        .isEqualTo((binned.column(0)[row] & 0xff) <= bin);
            }
        }
    }

    @Test
    void aThresholdBetweenNeighbouringFloatsIsTheUpperOne() {
        float low = 1.5f;
        float high = Math.nextUp(low);
        assertThat(new BinnedFeatures(new float[] {low, high}, 2, 1, 2).threshold(0, 0, 1))
                .isEqualTo(high);
        assertThat(TribuoTrees.floatAbove(Math.nextDown(high))).isEqualTo(high);
        assertThat(TribuoTrees.floatAbove(1.0)).isEqualTo(Math.nextUp(1.0f));
        assertThat(TribuoTrees.floatAbove(0.1)).isEqualTo(0.1f); // 0.1f is above 0.1
    }

    @Test
    void labelsThatAreAllAlikeMakeLeaves() {
        TrainingData data = Samples.data(Task.REGRESSION, 0, 1, new double[] {1, 2, 3}, new double[] {7, 7, 7});
        TrainedModel model = Tribuo.randomForest().trees(3).train(data, TrainingContext.plain());
        assertThat(PlainModel.of(model).scores(data.features())).containsOnly(7);
        assertThat(((TreeEnsemble) ModelBody.of(model.bytes())).trees())
                .allSatisfy(tree -> assertThat(tree.feature()).hasSize(1));
    }

    @Test
    void aClassWithoutRowsScoresZero() {
        TrainingData data =
                Samples.data(Task.MULTICLASS, 3, 1, new double[] {1, 2, 3, 4, 5, 6}, new double[] {0, 0, 0, 2, 2, 2});
        TrainedModel model = Tribuo.randomForest().trees(20).train(data, TrainingContext.plain());
        double[] scores = PlainModel.of(model).scores(data.features());
        assertThat(scores).containsExactly(model.nativeScores(data.features()), within(1e-5));
        assertThat(scores[1]).isZero();
        assertThat(scores[0]).isGreaterThan(0.8);
    }

    @Test
    void leavesKeepTheirLeastWeight() {
        TrainingData data = Samples.of(Task.REGRESSION, 300, 0, 7);
        int small = nodes(Tribuo.randomForest().trees(5), data);
        assertThat(nodes(Tribuo.randomForest().trees(5).minLeafWeight(50), data))
                .isLessThan(small / 4);
        assertThat(nodes(Tribuo.randomForest().trees(5).minImpurityDecrease(1), data))
                .isLessThan(small);
        assertThat(nodes(Tribuo.randomForest().trees(5).maxDepth(1), data)).isEqualTo(15);
    }

    private static int nodes(RandomForest trainer, TrainingData data) {
        byte[] bytes = trainer.train(data, TrainingContext.plain()).bytes();
        return ((TreeEnsemble) ModelBody.of(bytes))
                .trees().stream().mapToInt(t -> t.feature().length).sum();
    }

    @Test
    void tellsEveryTreeAndStopsBetweenTrees() {
        List<Integer> told = new ArrayList<>();
        TrainingContext context = new TrainingContext() {
            @Override
            public void progress(int round, Map<String, Double> metrics) {
                told.add(round);
            }

            @Override
            public boolean cancelled() {
                return told.size() == 4;
            }
        };
        TrainingData data = Samples.of(Task.BINARY, 50, 0, 8);
        assertThatThrownBy(() -> Tribuo.randomForest().train(data, context)).isInstanceOf(CancelledException.class);
        assertThat(told).containsExactly(1, 2, 3, 4);
    }

    @Test
    void missingCellsAreRefusedWithTheRemedy() {
        TrainingData data = Samples.of(Task.BINARY, 50, 0, 9);
        data.features().values()[8] = Double.NaN;
        assertThatThrownBy(() -> Tribuo.randomForest().train(data, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("feature 'x2' has one in row 1")
                .hasMessageContaining("impute");
    }

    @Test
    void weightsOfClassesShiftTheShares() {
        TrainingData data = Samples.of(Task.BINARY, 400, 0, 10);
        Labels labels = data.labels();
        RandomForest trainer = Tribuo.randomForest().trees(20).maxDepth(2);
        double plain = mean(trainer.train(data, TrainingContext.plain()), data);
        double weighted =
                mean(trainer.classWeight(labels.classes().get(1), 5).train(data, TrainingContext.plain()), data);
        assertThat(weighted).isGreaterThan(plain + 0.1);
    }

    private static double mean(TrainedModel model, TrainingData data) {
        double[] scores = PlainModel.of(model).scores(data.features());
        double sum = 0;
        for (int row = 0; row < data.labels().rows(); row++) {
            sum += scores[2 * row + 1];
        }
        return sum / data.labels().rows();
    }
}
