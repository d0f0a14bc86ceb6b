package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.xgboost.XGBoostTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.baseline.DummyRegressionTrainer;

/** Tribuo's own trainers with the jars that this module keeps: train, predict, save and load. */
class TribuoTrainerTest {
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo"); // held, or the level would be forgotten

    @BeforeAll
    static void quiet() {
        TRIBUO.setLevel(Level.WARNING);
    }

    static Stream<org.tribuo.Trainer<Label>> classifiers() {
        return Stream.of(linear(), dart());
    }

    private static org.tribuo.Trainer<Label> linear() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), 5, -1, 42L);
    }

    private static org.tribuo.Trainer<Label> dart() {
        return new XGBoostClassificationTrainer(
                XGBoostTrainer.BoosterType.DART,
                XGBoostTrainer.TreeMethod.HIST,
                10,
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
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void whatIsReadBackScoresAsBefore(org.tribuo.Trainer<Label> trainer) {
        TrainingData data = Samples.of(Task.MULTICLASS, 300, 0, 1);
        TrainedModel model = Tribuo.of(trainer).train(data, TrainingContext.plain());

        Model read = Tribuo.format().read(model.bytes(), signature(data));

        assertThat(model.format()).isEqualTo(Tribuo.format().name());
        assertThat(read.width()).isEqualTo(6);
        assertThat(read.outputs()).isEqualTo(4);
        assertThat(read.score(data.features())).isEqualTo(model.nativeScores(data.features()));
    }

    @Test
    void regressorsAreReadBackToo() {
        TrainingData data = Samples.of(Task.REGRESSION, 200, 0, 2);
        TrainedModel model =
                Tribuo.ofRegressor(DummyRegressionTrainer.createMeanTrainer()).train(data, TrainingContext.plain());
        assertThat(Tribuo.format().read(model.bytes(), signature(data)).score(data.features()))
                .isEqualTo(model.nativeScores(data.features()));
    }

    @Test
    void trainingTwiceGivesTheSameModel() {
        TrainingData data = Samples.of(Task.BINARY, 300, 0, 3);
        TribuoTrainer single = Tribuo.of(new CARTClassificationTrainer(5, 0.5f, 7L));
        TribuoTrainer nested = Tribuo.of(() -> new RandomForestTrainer<>(
                new CARTClassificationTrainer(5, 0.5f, 7L), new FullyWeightedVotingCombiner(), 5, 7L));
        for (TribuoTrainer trainer : List.of(single, nested)) {
            double[] first = trainer.train(data, TrainingContext.plain()).nativeScores(data.features());
            assertThat(trainer.train(data, TrainingContext.plain()).nativeScores(data.features()))
                    .isEqualTo(first);
        }
        assertThat(single.algorithm()).isEqualTo("tribuo:CARTClassificationTrainer");
        assertThat(single.hyperparameters().get("trainer").toString()).contains("maxDepth=5");
    }

    @Test
    void missingCellsAreRefusedUnlessAbsentIsWhatIsMeant() {
        TrainingData data = Samples.of(Task.BINARY, 200, 0.3, 4);
        TribuoTrainer trainer = Tribuo.of(dart());
        assertThatThrownBy(() -> trainer.train(data, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot take missing values");

        TrainedModel model = trainer.missingAsAbsent().train(data, TrainingContext.plain());

        Model read = Tribuo.format().read(model.bytes(), signature(data));
        assertThat(read.score(data.features())).isEqualTo(model.nativeScores(data.features()));
        double[] nothing = new double[6];
        Arrays.fill(nothing, Double.NaN);
        assertThat(read.score(new FeatureMatrix(data.features().names(), 1, nothing)))
                .containsOnly(Double.NaN);
    }

    @Test
    void tribuosTreesReadAnAbsentFeatureAsZero() { // why missing cells are refused unless the host says otherwise
        double[] cells = {0, 0, 0, 0, 5, 5, 5, 5};
        TrainingData data = Samples.data(Task.BINARY, 2, 1, cells, new double[] {0, 0, 0, 0, 1, 1, 1, 1});
        TrainedModel model = Tribuo.of(new CARTClassificationTrainer(3))
                .missingAsAbsent()
                .train(new TrainingData(twoColumns(data.features()), data.labels()), TrainingContext.plain());
        FeatureMatrix absentAndZero = new FeatureMatrix(List.of("x0", "one"), 2, new double[] {Double.NaN, 1, 0, 1});
        double[] scores = model.nativeScores(absentAndZero);
        assertThat(scores[1]).isEqualTo(scores[3]).isZero();
    }

    private static FeatureMatrix twoColumns(FeatureMatrix one) {
        double[] cells = new double[2 * one.rows()];
        for (int row = 0; row < one.rows(); row++) {
            cells[2 * row] = one.at(row, 0);
            cells[2 * row + 1] = 1;
        }
        return new FeatureMatrix(List.of("x0", "one"), one.rows(), cells);
    }

    @Test
    void aModelWithoutMissingCellsScoresARowWithOneAsNaN() {
        TrainingData data = Samples.of(Task.BINARY, 200, 0, 5);
        TrainedModel model = Tribuo.of(linear()).train(data, TrainingContext.plain());
        double[] row = data.features().row(0);
        row[5] = Double.NaN;
        assertThat(Tribuo.format()
                        .read(model.bytes(), signature(data))
                        .score(new FeatureMatrix(data.features().names(), 1, row)))
                .containsOnly(Double.NaN);
    }

    @Test
    void packagesThatDoNotFitAreIntegrityErrors() {
        TrainingData data = Samples.of(Task.BINARY, 100, 0, 6);
        byte[] bytes = Tribuo.of(linear()).train(data, TrainingContext.plain()).bytes();
        ModelSignature other = new ModelSignature(List.of(), Task.BINARY, "y", List.of("good", "bad"));
        assertThatThrownBy(() -> Tribuo.format().read(bytes, other))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("predicts [no, yes] but the package promises BINARY [good, bad]");
        assertThatThrownBy(() -> Tribuo.format().read(new byte[] {1, 2, 3}, signature(data)))
                .isInstanceOf(IntegrityException.class);
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                Tribuo.format().read(damaged, signature(data));
            } catch (IntegrityException expected) {
                assertThat(expected).hasMessageContaining("; ");
            }
        }
    }

    private static ModelSignature signature(TrainingData data) {
        return new ModelSignature(
                List.of(), data.labels().task(), "y", data.labels().classes());
    }
}
