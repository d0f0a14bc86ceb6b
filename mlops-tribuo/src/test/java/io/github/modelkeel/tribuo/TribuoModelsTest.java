package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.Entropy;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.xgboost.XGBoostTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTJointRegressionTrainer;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanAbsoluteError;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer;

/** Trees that Tribuo's own trainers made, in the neutral form, beside Tribuo's own predictions. */
class TribuoModelsTest {
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo"); // held, or the level would be forgotten
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    @BeforeAll
    static void quiet() {
        TRIBUO.setLevel(Level.WARNING);
    }

    private static CARTClassificationTrainer tree(int depth, float features) {
        return new CARTClassificationTrainer(depth, features, 7L);
    }

    private static CARTRegressionTrainer regressionTree(int depth, float features) {
        return new CARTRegressionTrainer(depth, 1, 0, features, false, new MeanSquaredError(), 7L);
    }

    private static Arguments classes(String name, Task task, Supplier<Trainer<Label>> trainer) {
        return Arguments.of(name, task, Tribuo.of(trainer));
    }

    private static Arguments numbers(String name, Supplier<Trainer<Regressor>> trainer) {
        return Arguments.of(name, Task.REGRESSION, Tribuo.ofRegressor(trainer));
    }

    static Stream<Arguments> forests() {
        return Stream.of(
                classes("stump", Task.BINARY, () -> tree(1, 1)),
                classes("tree of depth 6", Task.BINARY, () -> tree(6, 1)),
                classes("tree of depth 20", Task.MULTICLASS, () -> tree(20, 1)),
                classes("tree without a limit", Task.MULTICLASS, () -> tree(NO_LIMIT, 1)),
                classes(
                        "tree by entropy",
                        Task.MULTICLASS,
                        () -> new CARTClassificationTrainer(8, 5, 0.01f, 1, false, new Entropy(), 7L)),
                classes(
                        "random split points",
                        Task.BINARY,
                        () -> new CARTClassificationTrainer(8, 1, 0, 0.7f, true, new Entropy(), 7L)),
                classes(
                        "random forest of 1",
                        Task.BINARY,
                        () -> new RandomForestTrainer<>(tree(5, 0.5f), new FullyWeightedVotingCombiner(), 1, 7L)),
                classes(
                        "random forest of 50",
                        Task.MULTICLASS,
                        () -> new RandomForestTrainer<>(tree(9, 0.5f), new FullyWeightedVotingCombiner(), 50, 7L)),
                classes(
                        "random forest of 300 that vote",
                        Task.BINARY,
                        () -> new RandomForestTrainer<>(tree(4, 0.5f), new VotingCombiner(), 300, 7L)),
                classes(
                        "extra trees",
                        Task.MULTICLASS,
                        () -> new ExtraTreesTrainer<>(
                                new CARTClassificationTrainer(10, 2, 0, 0.6f, true, new Entropy(), 7L),
                                new FullyWeightedVotingCombiner(),
                                40,
                                7L)),
                classes("AdaBoost", Task.MULTICLASS, () -> new AdaBoostTrainer(tree(3, 1), 30, 7L)),
                classes(
                        "bagging",
                        Task.BINARY,
                        () -> new BaggingTrainer<>(tree(6, 1), new FullyWeightedVotingCombiner(), 20, 7L)),
                numbers("regression stump", () -> regressionTree(1, 1)),
                numbers("regression tree of depth 12", () -> regressionTree(12, 1)),
                numbers(
                        "regression tree by absolute errors",
                        () -> new CARTRegressionTrainer(6, 4, 0, 1, false, new MeanAbsoluteError(), 7L)),
                numbers("joint regression tree", () -> new CARTJointRegressionTrainer(9)),
                numbers(
                        "regression forest of 60",
                        () -> new RandomForestTrainer<>(regressionTree(8, 0.5f), new AveragingCombiner(), 60, 7L)),
                numbers(
                        "bagged regression",
                        () -> new BaggingTrainer<>(regressionTree(5, 1), new AveragingCombiner(), 15, 7L)));
    }

    private static XGBoostClassificationTrainer boosted(
            int trees, double rate, double gamma, int depth, double least, double rows, double features) {
        return new XGBoostClassificationTrainer(trees, rate, gamma, depth, least, rows, features, 1, 0, 1, true, 7L);
    }

    private static XGBoostRegressionTrainer boostedNumbers(int trees, int depth) {
        return new XGBoostRegressionTrainer(
                XGBoostRegressionTrainer.RegressionType.LINEAR, trees, 0.3, 0, depth, 1, 1, 1, 1, 0, 1, true, 7L);
    }

    static Stream<Arguments> boosters() {
        return Stream.of(
                classes("one stump", Task.BINARY, () -> boosted(1, 0.3, 0, 1, 1, 1, 1)),
                classes("one deep tree", Task.BINARY, () -> boosted(1, 1, 0, 20, 0, 1, 1)),
                classes("100 trees", Task.BINARY, () -> boosted(100, 0.3, 0, 6, 1, 1, 1)),
                classes("400 trees", Task.BINARY, () -> boosted(400, 0.05, 0, 3, 1, 1, 1)),
                classes("1,000 stumps", Task.BINARY, () -> boosted(1_000, 0.1, 0, 1, 1, 1, 1)),
                classes("pruned", Task.BINARY, () -> boosted(50, 0.3, 2, 8, 3, 1, 1)),
                classes("drawn rows and features", Task.MULTICLASS, () -> boosted(30, 0.3, 0, 6, 1, 0.5, 0.5)),
                classes("four classes", Task.MULTICLASS, () -> boosted(60, 0.3, 0, 5, 1, 1, 1)),
                classes("four classes, deep", Task.MULTICLASS, () -> boosted(10, 0.5, 0, 15, 0.1, 1, 1)),
                numbers("numbers, one stump", () -> boostedNumbers(1, 1)),
                numbers("numbers, 100 trees", () -> boostedNumbers(100, 6)),
                numbers("numbers, 500 trees", () -> boostedNumbers(500, 2)),
                numbers("numbers, deep", () -> boostedNumbers(20, 18)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forests")
    void treesScoreAsTribuoDoes(String name, Task task, TribuoTrainer trainer) {
        TrainedModel model = trainer.train(Samples.of(task, 700, 0, 1), TrainingContext.plain());
        FeatureMatrix rows = awkward(model, task, 0);

        double[] scores = PlainModel.of(model).scores(rows);

        assertThat(model.format()).as("form").isEqualTo("modelkeel-trees");
        assertThat(model.tolerance()).isLessThan(1e-10);
        assertThat(scores).containsExactly(model.nativeScores(rows), within(model.tolerance()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forests")
    void aMissingCellGoesWhereTribuoSendsAnAbsentFeature(String name, Task task, TribuoTrainer trainer) {
        TrainingData data = Samples.of(task, 400, 0.3, 1);
        TrainedModel model = trainer.missingAsAbsent().train(data, TrainingContext.plain());
        FeatureMatrix rows = awkward(model, task, 0.3);
        assertThat(PlainModel.of(model).scores(rows))
                .containsExactly(model.nativeScores(rows), within(model.tolerance()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("boosters")
    void marginsAreThoseOfTribuosBoosterBitForBit(String name, Task task, TribuoTrainer trainer) {
        TrainingData data = Samples.of(task, 600, 0.1, 1);
        BoosterTrained model = (BoosterTrained) trainer.missingAsAbsent().train(data, TrainingContext.plain());
        FeatureMatrix rows = awkward(model, task, 0.2);
        PlainModel plain = PlainModel.of(model);

        float[][] margins = model.nativeMargins(rows);

        for (int row = 0; row < rows.rows(); row++) {
            double[] own = plain.margins(rows.values(), row * rows.width());
            for (int g = 0; g < own.length; g++) {
                assertThat((float) own[g]).isEqualTo(margins[row][g]);
            }
        }
        assertThat(plain.scores(rows)).containsExactly(model.nativeScores(rows), within(model.tolerance()));
    }

    @Test
    void aBoosterScoresAsTribuoItselfDoes() {
        TrainingData data = Samples.of(Task.MULTICLASS, 400, 0.1, 3);
        XGBoostClassificationTrainer trainer = boosted(20, 0.3, 0, 5, 1, 1, 1);
        TrainedModel model = Tribuo.of(trainer).missingAsAbsent().train(data, TrainingContext.plain());

        MutableDataset<Label> examples = Examples.dataset(new LabelFactory());
        String[] names = Examples.names(6);
        for (int row = 0; row < 400; row++) {
            ArrayExample<Label> example = new ArrayExample<>(
                    new Label(data.labels().classes().get(data.labels().code(row))));
            Examples.fill(example, names, data.features().values(), row * 6);
            examples.add(example);
        }
        List<String> classes = data.labels().classes();
        double[] tribuos = new TribuoScores<>(trainer.train(examples), 6, classes).of(data.features());

        assertThat(PlainModel.of(model).scores(data.features())).containsExactly(tribuos, within(1e-6));
    }

    @Test
    void aColumnThatWasNeverSeenIsNotAsked() {
        TrainingData some = Samples.of(Task.BINARY, 300, 0, 4);
        double[] cells = some.features().values().clone();
        for (int row = 0; row < 300; row++) {
            cells[row * 6 + 1] = Double.NaN;
        }
        TrainingData data = new TrainingData(new FeatureMatrix(some.features().names(), 300, cells), some.labels());
        for (TribuoTrainer trainer : List.of(Tribuo.of(tree(6, 1)), Tribuo.of(boosted(10, 0.3, 0, 4, 1, 1, 1)))) {
            TrainedModel model = trainer.missingAsAbsent().train(data, TrainingContext.plain());
            double[] scores = PlainModel.of(model).scores(some.features());
            assertThat(scores).containsExactly(model.nativeScores(some.features()), within(model.tolerance()));
            assertThat(PlainModel.of(model).scores(data.features())).isEqualTo(scores);
        }
    }

    @Test
    void whatTheNeutralFormHasNoWordsForStaysTribuos() {
        TrainingData data = Samples.of(Task.BINARY, 200, 0, 5);
        Trainer<Label> dart = new XGBoostClassificationTrainer(
                XGBoostTrainer.BoosterType.DART,
                XGBoostTrainer.TreeMethod.HIST,
                5,
                0.3,
                0,
                3,
                1,
                1,
                1,
                1,
                0,
                1,
                XGBoostTrainer.LoggingVerbosity.SILENT,
                7L);
        Trainer<Label> forestOfForests = new BaggingTrainer<>(
                new RandomForestTrainer<>(tree(3, 0.5f), new VotingCombiner(), 3, 7L), new VotingCombiner(), 2, 7L);
        for (Trainer<Label> trainer : List.of(dart, forestOfForests)) {
            assertThat(Tribuo.of(trainer).train(data, TrainingContext.plain()).format())
                    .isEqualTo(TribuoFormat.NAME);
        }
    }

    @Test
    void theSameTrainingGivesTheSameBytes() {
        TrainingData data = Samples.of(Task.BINARY, 200, 0, 6);
        TribuoTrainer trainer =
                Tribuo.of(() -> new RandomForestTrainer<>(tree(5, 0.5f), new FullyWeightedVotingCombiner(), 5, 7L));
        assertThat(trainer.train(data, TrainingContext.plain()).bytes())
                .isEqualTo(trainer.train(data, TrainingContext.plain()).bytes());
    }

    /** Rows of thresholds, the floats beside them, zeros of both signs, and the least and greatest floats. */
    private static FeatureMatrix awkward(TrainedModel model, Task task, double missing) {
        double[] thresholds = ((TreeEnsemble) ModelBody.of(model.bytes()))
                .trees().stream()
                        .flatMapToDouble(tree -> Arrays.stream(tree.threshold()))
                        .distinct()
                        .limit(5_000)
                        .toArray();
        FeatureMatrix plain = Samples.of(task, 500, missing, 2).features();
        double[] cells = plain.values().clone();
        Random random = new Random(3);
        for (int i = 0; i < cells.length; i++) {
            float threshold = (float) thresholds[random.nextInt(thresholds.length)];
            cells[i] = Double.isNaN(cells[i])
                    ? cells[i]
                    : switch (random.nextInt(9)) {
                        case 0 -> threshold;
                        case 1 -> Math.nextUp(threshold);
                        case 2 -> Math.nextDown(threshold);
                        case 3 -> 0.0;
                        case 4 -> -0.0;
                        case 5 -> random.nextBoolean() ? Float.MIN_VALUE : -Float.MIN_VALUE;
                        case 6 -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE;
                        default -> cells[i];
                    };
        }
        return new FeatureMatrix(plain.names(), plain.rows(), cells);
    }
}
