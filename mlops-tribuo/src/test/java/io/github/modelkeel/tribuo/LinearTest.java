package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearTest {
    @Test
    void linearRegressionFindsAnExactRelation() {
        TrainingData noise = Samples.of(Task.REGRESSION, 500, 0, 1);
        double[] labels = new double[500];
        for (int row = 0; row < labels.length; row++) {
            labels[row] =
                    3 + 2 * noise.features().at(row, 0) - 0.5 * noise.features().at(row, 4);
        }
        TrainingData data = Samples.data(Task.REGRESSION, 0, 6, noise.features().values(), labels);

        TrainedModel model = Tribuo.linearRegression().train(data, TrainingContext.plain());

        LinearModel found = (LinearModel) ModelBody.of(model.bytes());
        assertThat(found.weights()).containsExactly(new double[] {2, 0, 0, 0, -0.5, 0}, within(1e-7));
        assertThat(found.intercepts()).containsExactly(new double[] {3}, within(1e-7));
        assertThat(PlainModel.of(model).scores(data.features()))
                .containsExactly(model.nativeScores(data.features()), within(model.tolerance()));
    }

    @Test
    void constantAndRepeatedColumnsDoNotDisturb() {
        double[] cells = new double[300];
        double[] labels = new double[100];
        for (int row = 0; row < 100; row++) {
            cells[3 * row] = 1e9;
            cells[3 * row + 1] = row;
            cells[3 * row + 2] = row;
            labels[row] = 4.0 * row - 7;
        }
        TrainingData data = Samples.data(Task.REGRESSION, 0, 3, cells, labels);
        TrainedModel model = Tribuo.linearRegression().train(data, TrainingContext.plain());
        LinearModel found = (LinearModel) ModelBody.of(model.bytes());
        assertThat(found.weights()).containsExactly(new double[] {0, 2, 2}, within(1e-6));
        assertThat(PlainModel.of(model).scores(data.features())).containsExactly(labels, within(1e-5));
    }

    /**
     * scikit-learn 1.9.1, on the same rows: {@code LogisticRegression(C=1, tol=1e-12, max_iter=10000)} behind {@code
     * StandardScaler()}.
     */
    @Test
    void logisticRegressionIsTheOptimumThatScikitLearnFinds() {
        double[] cells = {1, 5, 2, 3, 3, 8, 4, 1, 5, 9, 6, 2, 7, 7, 8, 4, 9, 6, 10, 5};
        double[] labels = {0, 0, 1, 0, 1, 0, 1, 1, 0, 1};
        TrainingData data = Samples.data(Task.BINARY, 2, 2, cells, labels);
        TrainedModel model = Tribuo.logisticRegression().tolerance(1e-12).train(data, TrainingContext.plain());
        double[] scores = PlainModel.of(model).scores(data.features());
        assertThat(scores).containsExactly(model.nativeScores(data.features()), within(model.tolerance()));
        assertThat(new double[] {scores[1], scores[3], scores[19]})
                .containsExactly(
                        new double[] {0.2926573003593186, 0.17844957885870247, 0.6906977878267964}, within(1e-7));
    }

    @Test
    void logisticRegressionOfSeveralClassesIsTheOptimumThatScikitLearnFinds() {
        double[] cells = {1, 5, 2, 3, 3, 8, 4, 1, 5, 9, 6, 2, 7, 7, 8, 4, 9, 6, 10, 5};
        double[] labels = {0, 0, 1, 0, 1, 2, 1, 2, 2, 1};
        TrainingData data = Samples.data(Task.MULTICLASS, 3, 2, cells, labels);
        TrainedModel model = Tribuo.logisticRegression().tolerance(1e-12).train(data, TrainingContext.plain());
        double[] scores = PlainModel.of(model).scores(data.features());
        assertThat(scores).containsExactly(model.nativeScores(data.features()), within(model.tolerance()));
        assertThat(new double[] {scores[0], scores[1], scores[2], scores[27], scores[28], scores[29]})
                .containsExactly(
                        new double[] {
                            0.7336725602241423,
                            0.18199338848032484,
                            0.084334051295533,
                            0.030459583443798965,
                            0.39554312299823224,
                            0.5739972935579689
                        },
                        within(1e-7));
    }

    @Test
    void twoTrainingsGiveTheSameBytes() {
        TrainingData data = Samples.of(Task.MULTICLASS, 300, 0, 2);
        byte[] first =
                Tribuo.logisticRegression().train(data, TrainingContext.plain()).bytes();
        assertThat(Tribuo.logisticRegression()
                        .train(data, TrainingContext.plain())
                        .bytes())
                .isEqualTo(first);
        assertThat(Tribuo.logisticRegression().seed()).isEmpty();
    }

    @Test
    void tellsEveryRoundAndStopsWhenCancelled() {
        List<Double> losses = new ArrayList<>();
        TrainingContext context = new TrainingContext() {
            @Override
            public void progress(int round, Map<String, Double> metrics) {
                losses.add(metrics.get("train-loss"));
            }

            @Override
            public boolean cancelled() {
                return losses.size() == 3;
            }
        };
        TrainingData data = Samples.of(Task.BINARY, 300, 0, 3);
        assertThatThrownBy(() -> Tribuo.logisticRegression().train(data, context))
                .isInstanceOf(CancelledException.class);
        assertThat(losses).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void balancedClassesMoveTheIntercept() {
        TrainingData data = Samples.of(Task.BINARY, 300, 0, 4);
        LogisticRegression trainer = Tribuo.logisticRegression();
        double[] plain =
                PlainModel.of(trainer.train(data, TrainingContext.plain())).scores(data.features());
        double[] balanced = PlainModel.of(trainer.balancedClasses().train(data, TrainingContext.plain()))
                .scores(data.features());
        assertThat(balanced).isNotEqualTo(plain);
    }

    @Test
    void missingCellsAndWrongTasksAreRefused() {
        TrainingData holes = Samples.of(Task.BINARY, 50, 0.2, 5);
        assertThatThrownBy(() -> Tribuo.logisticRegression().train(holes, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("logistic_regression cannot take missing values");
        assertThatThrownBy(() -> Tribuo.linearRegression().train(holes, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("linear_regression trains for [REGRESSION]");
        FeatureMatrix wide = new FeatureMatrix(
                java.util.stream.IntStream.range(0, 5_000)
                        .mapToObj(i -> "c" + i)
                        .toList(),
                1,
                new double[5_000]);
        TrainingData tooWide =
                new TrainingData(wide, Samples.of(Task.REGRESSION, 1, 0, 6).labels());
        assertThatThrownBy(() -> Tribuo.linearRegression().train(tooWide, TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 4096 features");
    }
}
