package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class XGBoostTest {
    @ParameterizedTest
    @EnumSource
    void marginsAreThoseOfTheBoosterBitForBit(Task task) {
        TrainingData data = Samples.of(task, 2_000, 0.1, 1);
        FeatureMatrix others = Samples.of(task, 3_000, 0.3, 2).features();
        BoosterTrained model =
                (BoosterTrained) Tribuo.xgboost().trees(40).subsample(0.8).train(data, TrainingContext.plain());
        PlainModel plain = PlainModel.of(model);

        float[][] margins = model.nativeMargins(others);

        for (int row = 0; row < others.rows(); row++) {
            double[] own = plain.margins(others.values(), row * others.width());
            for (int g = 0; g < own.length; g++) {
                assertThat((float) own[g]).isEqualTo(margins[row][g]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void scoresOfTheNeutralFormAreThoseOfTheBoosterWithinTheTolerance(Task task) {
        TrainingData data = Samples.of(task, 1_000, 0.1, 3);
        TrainedModel model = Tribuo.xgboost().trees(30).train(data, TrainingContext.plain());

        double[] own = PlainModel.of(model).scores(data.features());

        assertThat(own).containsExactly(model.nativeScores(data.features()), within(model.tolerance()));
        assertThat(model.environment()).containsEntry("xgboost", "3.0.4");
        assertThat(model.format()).isEqualTo("modelkeel-trees");
    }

    @Test
    void theSameSeedGivesTheSameBytesWhateverTheThreadsAndAnotherSeedDoesNot() {
        TrainingData data = Samples.of(Task.BINARY, 3_000, 0.05, 4);
        XGBoost trainer =
                Tribuo.xgboost().trees(20).subsample(0.7).featuresPerTree(0.8).seed(7);

        byte[] first = trainer.threads(1).train(data, TrainingContext.plain()).bytes();

        assertThat(trainer.threads(1).train(data, TrainingContext.plain()).bytes())
                .isEqualTo(first);
        assertThat(trainer.threads(2).train(data, TrainingContext.plain()).bytes())
                .isEqualTo(first);
        assertThat(trainer.seed(8).train(data, TrainingContext.plain()).bytes()).isNotEqualTo(first);
    }

    @Test
    void trainingsAtTheSameTimeDoNotDisturbEachOther() {
        TrainingData data = Samples.of(Task.MULTICLASS, 500, 0.05, 4);
        XGBoost trainer = Tribuo.xgboost().trees(10).subsample(0.7);
        byte[] alone = trainer.train(data, TrainingContext.plain()).bytes();
        List<byte[]> together = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> trainer.train(data, TrainingContext.plain()).bytes())
                .toList();
        assertThat(together).allSatisfy(bytes -> assertThat(bytes).isEqualTo(alone));
    }

    @Test
    void zeroIsAValueAndMissingIsMissing() {
        int rows = 400;
        double[] cells = new double[rows];
        double[] labels = new double[rows];
        for (int row = 0; row < rows; row++) {
            cells[row] = row % 4 == 0 ? Double.NaN : row % 4 - 1; // missing, 0, 1, 2
            labels[row] = row % 4 == 0 ? 1 : 0;
        }
        TrainingData data = Samples.data(Task.BINARY, 2, 1, cells, labels);
        TrainedModel model = Tribuo.xgboost().trees(20).train(data, TrainingContext.plain());

        double[] scores =
                PlainModel.of(model).scores(new FeatureMatrix(List.of("x0"), 3, new double[] {Double.NaN, 0.0, -0.0}));

        assertThat(scores[1]).as("missing").isGreaterThan(0.9);
        assertThat(scores[3]).as("zero").isLessThan(0.1);
        assertThat(scores[5]).as("negative zero").isEqualTo(scores[3]);
    }

    @Test
    void rowsWithEveryCellMissingAreTrainedOnAndScored() {
        TrainingData data = Samples.of(Task.MULTICLASS, 300, 1.0, 5);
        TrainedModel model = Tribuo.xgboost().trees(3).train(data, TrainingContext.plain());
        assertThat(PlainModel.of(model).scores(data.features()))
                .containsExactly(model.nativeScores(data.features()), within(1e-6));
    }

    @Test
    void stopsEarlyAtTheBestRoundAndTellsEveryRound() {
        TrainingData data = Samples.of(Task.BINARY, 400, 0, 6);
        TrainingData held = Samples.of(Task.BINARY, 400, 0, 7);
        Map<Integer, Map<String, Double>> told = new LinkedHashMap<>();
        TrainingContext context = new TrainingContext() {
            @Override
            public Optional<TrainingData> validation() {
                return Optional.of(held);
            }

            @Override
            public void progress(int round, Map<String, Double> metrics) {
                told.put(round, metrics);
            }
        };

        TrainedModel model = Tribuo.xgboost().trees(500).earlyStopping(5).train(data, context);

        int kept = ((TreeEnsemble) ModelBody.of(model.bytes())).trees().size();
        assertThat(told.keySet()).hasSize(kept + 5).first().isEqualTo(1);
        assertThat(told.get(kept)).containsOnlyKeys("train-logloss", "validation-logloss");
        double best = told.get(kept).get("validation-logloss");
        assertThat(told.values())
                .allSatisfy(m -> assertThat(m.get("validation-logloss")).isGreaterThanOrEqualTo(best));
        assertThat(PlainModel.of(model).scores(held.features()))
                .containsExactly(model.nativeScores(held.features()), within(1e-6));
    }

    @Test
    void aMetricBeyondTheRangeOfFloatsIsToldAndDoesNotEndTheTraining() {
        assertThat(BoosterTraining.metrics("[3]\ttrain-rmse:inf\tvalidation-rmse:-nan\tx:-inf\ty:1.5e3"))
                .isEqualTo(Map.of(
                        "train-rmse",
                        Double.POSITIVE_INFINITY,
                        "validation-rmse",
                        Double.NaN,
                        "x",
                        Double.NEGATIVE_INFINITY,
                        "y",
                        1_500.0));
        double[] cells = new double[200];
        double[] labels = new double[200];
        for (int row = 0; row < 200; row++) {
            cells[row] = row;
            labels[row] = row < 100 ? 0 : 1e25; // squares do not fit a float
        }
        TrainingData data = Samples.data(Task.REGRESSION, 0, 1, cells, labels);
        TrainingContext context = new TrainingContext() {
            @Override
            public Optional<TrainingData> validation() {
                return Optional.of(data);
            }
        };
        TrainedModel model = Tribuo.xgboost().trees(20).earlyStopping(3).train(data, context);
        assertThat(model.nativeScores(data.features())).hasSize(200);
    }

    @Test
    void earlyStoppingNeedsValidationRows() {
        TrainingData data = Samples.of(Task.BINARY, 50, 0, 8);
        assertThatThrownBy(() -> Tribuo.xgboost().earlyStopping(5).train(data, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("early_stopping_rounds is 5")
                .hasMessageContaining("hold some back");
    }

    @Test
    void validationRowsMustBeLabelledTheSameWay() {
        TrainingData held = Samples.of(Task.REGRESSION, 50, 0, 8);
        TrainingContext context = new TrainingContext() {
            @Override
            public Optional<TrainingData> validation() {
                return Optional.of(held);
            }
        };
        assertThatThrownBy(() -> Tribuo.xgboost().train(Samples.of(Task.BINARY, 50, 0, 8), context))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("validation rows are labelled for REGRESSION");
    }

    @Test
    void stopsBetweenRoundsWhenCancelled() {
        int[] rounds = new int[1];
        TrainingContext context = new TrainingContext() {
            @Override
            public void progress(int round, Map<String, Double> metrics) {
                rounds[0] = round;
            }

            @Override
            public boolean cancelled() {
                return rounds[0] == 3;
            }
        };
        assertThatThrownBy(() -> Tribuo.xgboost().train(Samples.of(Task.BINARY, 200, 0, 9), context))
                .isInstanceOf(CancelledException.class);
        assertThat(rounds[0]).isEqualTo(3);
    }

    @Test
    void weightsOfClassesAreWeightsOfTheirRows() {
        TrainingData data = Samples.of(Task.BINARY, 500, 0.1, 10);
        byte[] positive = Tribuo.xgboost()
                .trees(5)
                .positiveWeight(3)
                .train(data, TrainingContext.plain())
                .bytes();
        byte[] named = Tribuo.xgboost()
                .trees(5)
                .classWeight("yes", 3)
                .train(data, TrainingContext.plain())
                .bytes();
        byte[] none =
                Tribuo.xgboost().trees(5).train(data, TrainingContext.plain()).bytes();
        assertThat(named).isEqualTo(positive).isNotEqualTo(none);
    }

    @Test
    void balancedWeightsGiveEveryClassTheSameSum() {
        TrainingData data = Samples.of(Task.MULTICLASS, 500, 0, 11);
        Settings settings =
                Settings.of("test", Setting.word("class_weight", "balanced"), Setting.above(RowWeights.FAMILY, 1, 0));
        double[] sums = new double[4];
        float[] weights = RowWeights.of(settings, data.labels());
        for (int row = 0; row < weights.length; row++) {
            sums[data.labels().code(row)] += weights[row];
        }
        assertThat(sums).containsOnly(new double[] {125}, within(1e-3));
    }

    @Test
    void refusesWhatDoesNotSuit() {
        TrainingData numbers = Samples.of(Task.REGRESSION, 50, 0, 12);
        TrainingData classes = Samples.of(Task.BINARY, 50, 0, 12);
        assertThatThrownBy(() -> Tribuo.xgboostClassifier().train(numbers, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("[BINARY, MULTICLASS] but the labels are for REGRESSION");
        assertThatThrownBy(() -> Tribuo.xgboost().balancedClasses().train(numbers, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("remove the weights");
        assertThatThrownBy(() -> Tribuo.xgboost().classWeight("perhaps", 2).train(classes, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'perhaps'")
                .hasMessageContaining("[no, yes]");
        classes.features().values()[7] = Double.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> Tribuo.xgboost().train(classes, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("feature 'x1' has -Infinity in row 1");
        TrainedModel model = Tribuo.xgboost().trees(1).train(numbers, TrainingContext.plain());
        assertThatThrownBy(() -> model.nativeScores(new FeatureMatrix(List.of("a"), 1, new double[1])))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("6 features but the rows have 1");
    }
}
