package io.github.modelkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.ModelBody.Link;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int ROWS = 40;
    private final double[] probabilities = new double[ROWS];
    private final boolean[] labels = new boolean[ROWS];

    CalibrationTest() {
        for (int i = 0; i < ROWS; i++) {
            probabilities[i] = (i * 37 % 41) / 40.0;
            labels[i] = (i * i + 3 * i) % 7 < 4 * probabilities[i] + 1;
        }
    }

    @Test
    void isotonicRegressionIsThatOfScikitLearn() {
        Calibration curve = CalibrationFit.isotonic(probabilities, labels);
        double[] at = {0, 0.1, 0.33, 0.5, 0.612, 0.9, 1};
        // scikit-learn 1.9.1, IsotonicRegression(out_of_bounds="clip")
        double[] expected = {
            0.14285714285714285, 0.14285714285714285, 0.26666666666666666, 0.26666666666666666, 0.5, 1.0, 1.0
        };
        assertThat(Arrays.stream(at).map(curve::apply).toArray()).containsExactly(expected, within(1e-12));
        assertThat(curve.apply(Double.NaN)).isNaN();
    }

    @Test
    void thePlattCurveIsTheMostLikelyOne() {
        Calibration.Platt curve = CalibrationFit.platt(probabilities, labels);
        // scipy.optimize.minimize, BFGS, of the same loss
        assertThat(curve.slope()).isCloseTo(0.01748871624666888, within(1e-7));
        assertThat(curve.intercept()).isCloseTo(-0.30216173472643715, within(1e-7));
    }

    @Test
    void slopeOneAndInterceptZeroChangeNothing() {
        Calibration same = new Calibration.Platt(1, 0);
        for (double p : probabilities) {
            assertThat(same.apply(p)).isCloseTo(p, within(1e-15));
        }
    }

    @Test
    void whatCannotBeLearnedIsSaid() {
        assertThatThrownBy(() -> CalibrationFit.platt(new double[] {0.5}, new boolean[] {true}))
                .hasMessage("a Platt curve needs rows of both kinds, was given 1 positive and 0 negative ones");
        assertThatThrownBy(() -> CalibrationFit.platt(
                        new double[] {0.1, 0.9, 0.2, 0.8}, new boolean[] {true, false, true, false}))
                .hasMessageContaining("turned round");
        assertThatThrownBy(() -> CalibrationFit.isotonic(new double[] {1.5}, new boolean[1]))
                .hasMessage("a probability must lie in [0, 1], was 1.5");
        assertThatThrownBy(() -> CalibrationFit.isotonic(new double[0], new boolean[0]))
                .hasMessageContaining("at least one");
    }

    @Test
    void severalClassesAreCalibratedOneByOneAndMadeToAddUp() {
        LinearModel body = new LinearModel(0, 3, Link.SOFTMAX, new double[0], new double[3]);
        Calibration half = new Calibration.Isotonic(new double[] {0, 1}, new double[] {0, 0.5});
        Calibration none = new Calibration.Isotonic(new double[] {0}, new double[] {0});
        double[] scores = {9, 0.2, 0.4, 0.4};
        new CalibratedModel(body, List.of(half, half, none)).apply(scores, 1);
        assertThat(scores).containsExactly(new double[] {9, 1 / 3.0, 2 / 3.0, 0}, within(1e-15));
        new CalibratedModel(body, List.of(none, none, none)).apply(scores, 1);
        assertThat(scores).containsExactly(9, 1 / 3.0, 1 / 3.0, 1 / 3.0);
    }

    /** Gives every row its first cell as the margin, whatever the labels. */
    private record FirstCell(LinearModel body) implements Trainer, TrainedModel {
        @Override
        public String algorithm() {
            return "first_cell";
        }

        @Override
        public Set<Task> tasks() {
            return Set.of(Task.BINARY, Task.REGRESSION);
        }

        @Override
        public Map<String, Object> hyperparameters() {
            return Map.of("size", 1);
        }

        @Override
        public OptionalLong seed() {
            return OptionalLong.empty();
        }

        @Override
        public TrainedModel train(TrainingData data, TrainingContext context) {
            assertThat(data.features().rows()).isEqualTo(3_000); // a quarter is held back
            return this;
        }

        @Override
        public String format() {
            return "modelkeel-trees";
        }

        @Override
        public byte[] bytes() {
            return body.toBytes();
        }

        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public double[] nativeScores(FeatureMatrix features) {
            double[] scores = new double[2 * features.rows()];
            for (int row = 0; row < features.rows(); row++) {
                scores[2 * row + 1] = 1 / (1 + Math.exp(-features.at(row, 0)));
                scores[2 * row] = 1 - scores[2 * row + 1];
            }
            return scores;
        }

        @Override
        public double tolerance() {
            return 1e-9;
        }
    }

    @Test
    void anOverconfidentModelIsMadeHonest() {
        Random random = new Random(5L);
        double[] cells = new double[4_000];
        double[] classes = new double[4_000];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = 3 * random.nextGaussian();
            classes[i] =
                    random.nextDouble() < 1 / (1 + Math.exp(-cells[i] / 3)) ? 1 : 0; // a third of the odds it claims
        }
        TrainingData data = new TrainingData(
                new FeatureMatrix(List.of("x"), 4_000, cells), new Labels(Task.BINARY, List.of("no", "yes"), classes));
        FirstCell inner = new FirstCell(new LinearModel(1, 1, Link.SIGMOID, new double[] {1}, new double[1]));
        TrainedModel model = CalibratedTrainer.platt(inner, 0.25, 7L).train(data, TrainingContext.plain());
        CalibratedModel stored = (CalibratedModel) ModelBody.of(model.bytes());
        Calibration.Platt curve = (Calibration.Platt) stored.curves().get(0);
        assertThat(curve.slope()).isCloseTo(1 / 3.0, within(0.06)); // two standard errors of 1,000 rows
        assertThat(curve.intercept()).isCloseTo(0, within(0.15));
        FeatureMatrix row = new FeatureMatrix(List.of("x"), 1, new double[] {3});
        assertThat(model.nativeScores(row)[1]).isEqualTo(curve.apply(1 / (1 + Math.exp(-3))));
        assertThat(model.tolerance()).isBetween(1e-9, 1e-2);

        CalibratedTrainer isotonic = CalibratedTrainer.isotonic(inner, 0.25, 7L);
        assertThat(isotonic.hyperparameters())
                .containsEntry("size", 1)
                .containsEntry("calibration", "isotonic")
                .containsEntry("calibration_share", 0.25)
                .containsEntry("calibration_seed", 7L);
        assertThat(isotonic.tasks()).containsExactly(Task.BINARY);
        TrainedModel other = isotonic.train(data, TrainingContext.plain());
        assertThat(other.nativeScores(row)[1]).isCloseTo(1 / (1 + Math.exp(-1)), within(0.08));
        assertThat(other.bytes())
                .isEqualTo(isotonic.train(data, TrainingContext.plain()).bytes());
        Labels numbers = new Labels(Task.REGRESSION, List.of(), classes);
        assertThatThrownBy(() -> isotonic.train(new TrainingData(data.features(), numbers), TrainingContext.plain()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no probabilities to calibrate");
    }
}
