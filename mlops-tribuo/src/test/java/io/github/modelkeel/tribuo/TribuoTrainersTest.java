package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.Trainer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TribuoTrainersTest {
    @Test
    void configurationAndCodeMeanTheSame() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("n_estimators", 50);
        parameters.put("max_depth", 4L);
        parameters.put("learning_rate", 0.1);
        parameters.put("reg_lambda", 2); // a whole number where a number is meant
        parameters.put("class_weight.yes", 3);
        parameters.put("random_state", 7);

        Trainer configured = Tribuo.trainers().create("xgboost", parameters, Task.BINARY);

        Trainer coded = Tribuo.xgboost()
                .trees(50)
                .maxDepth(4)
                .learningRate(0.1)
                .l2(2)
                .classWeight("yes", 3)
                .seed(7);
        assertThat(configured.hyperparameters()).isEqualTo(coded.hyperparameters());
        assertThat(configured.seed()).hasValue(7);
        assertThat(configured.tasks()).containsExactly(Task.BINARY);
    }

    @Test
    void everyAlgorithmTakesASeedAndRecordsEverySetting() {
        for (String algorithm : Tribuo.trainers().algorithms()) {
            Task task = algorithm.startsWith("linear") ? Task.REGRESSION : Task.MULTICLASS;
            Trainer trainer = Tribuo.trainers().create(algorithm, Map.of("random_state", 1), task);
            assertThat(trainer.algorithm()).isEqualTo(algorithm);
            assertThat(trainer.hyperparameters()).containsEntry("random_state", 1L);
        }
        assertThat(Tribuo.randomForest().hyperparameters())
                .containsEntry("n_estimators", 100L)
                .containsEntry("max_depth", 10L)
                .containsEntry("max_features", "auto")
                .containsEntry("class_weight", "none");
        assertThat(Tribuo.randomForest().featuresPerSplit(0.5).hyperparameters())
                .containsEntry("max_features", 0.5);
    }

    @Test
    void everyViolationIsNamedAtOnce() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("n_estimators", 0);
        parameters.put("max_dept", 4);
        parameters.put("learning_rate", "fast");
        parameters.put("class_weight", "heavy");
        assertThatThrownBy(() -> Tribuo.trainers().create("xgboost", parameters, Task.BINARY))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .satisfiesExactly(
                                        v -> assertThat(v)
                                                .isEqualTo(
                                                        "'n_estimators' must be a whole number from 1 to 100000, was 0"),
                                        v -> assertThat(v)
                                                .startsWith(
                                                        "xgboost has no parameter 'max_dept'; known are [n_estimators, max_depth"),
                                        v -> assertThat(v)
                                                .isEqualTo(
                                                        "'learning_rate' must be a number above 0 and at most 1, was 'fast'"),
                                        v -> assertThat(v)
                                                .isEqualTo(
                                                        "'class_weight' must be one of [none, balanced], was 'heavy'")));
        assertThatThrownBy(() -> Tribuo.trainers().create("prophet", Map.of(), Task.BINARY))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("algorithm 'prophet' is not known; known are "
                        + "[linear_regression, logistic_regression, random_forest, xgboost]");
        assertThatThrownBy(() -> Tribuo.trainers().create("linear_regression", Map.of(), Task.BINARY))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("trains for [REGRESSION] but the labels are for BINARY");
    }

    @Test
    void aWrongValueFailsInTheCallThatSetIt() {
        assertThatThrownBy(() -> Tribuo.xgboost().maxDepth(31))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'max_depth' must be a whole number from 1 to 30, was 31");
        assertThatThrownBy(() -> Tribuo.xgboost().learningRate(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'learning_rate' must be a number above 0 and at most 1, was NaN");
        assertThatThrownBy(() -> Tribuo.xgboost().l2(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'reg_lambda' must be a number of at least 0, was -1.0");
        assertThatThrownBy(() -> Tribuo.randomForest().featuresPerSplit("half"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'max_features' must be one of [auto, sqrt, log2, all] or a number above 0 and at most 1,"
                        + " was 'half'");
        assertThatThrownBy(() -> Tribuo.xgboost().classWeight("yes", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
