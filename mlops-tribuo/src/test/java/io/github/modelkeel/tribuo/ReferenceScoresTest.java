package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On the test rows of public data our models come within two standard errors of the line of the same algorithm in {@code
 * baseline.json} (scikit-learn 1.2.1, XGBoost 1.7.4), or above it, with the same parameters.
 */
class ReferenceScoresTest {
    @BeforeEach
    void dataAreThere() {
        assumeTrue(Files.isDirectory(PublicData.root()), "the public data sets are not at " + PublicData.root());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "telco_churn",
                "adult",
                "letter",
                "iris",
                "messy/titanic",
                "california_housing",
                "nyc_taxi_months"
            })
    void xgboostReachesItsReference(String folder) {
        PublicData data = PublicData.load(folder);
        equalsTheBoosterOnEveryTestRow(data, reaches(data, "xgboost", Tribuo.xgboost()));
    }

    /** The neutral form gives the margins of the booster bit by bit. */
    private static void equalsTheBoosterOnEveryTestRow(PublicData data, TrainedModel model) {
        FeatureMatrix rows = data.test().features();
        float[][] margins = ((BoosterTrained) model).nativeMargins(rows);
        PlainModel plain = PlainModel.of(model);
        for (int row = 0; row < rows.rows(); row++) {
            double[] own = plain.margins(rows.values(), row * rows.width());
            for (int g = 0; g < own.length; g++) {
                assertThat((float) own[g])
                        .as("margin %s of test row %s", g, row)
                        .isEqualTo(margins[row][g]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "telco_churn",
                "adult",
                "letter",
                "iris",
                "messy/titanic",
                "california_housing",
                "nyc_taxi_months"
            })
    void forestsReachTheirReference(String folder) {
        reaches(PublicData.load(folder).imputed(), "random_forest", Tribuo.randomForest());
    }

    private static TrainedModel reaches(PublicData data, String line, Trainer trainer) {
        TrainedModel model = trainer.train(data.train(), TrainingContext.plain());
        double[] scores = PlainModel.of(model).scores(data.test().features());
        JsonNode reference = data.baseline().get("models").get(line);
        List<String> metrics = switch (data.test().labels().task()) {
            case BINARY -> List.of("accuracy", "auc");
            case MULTICLASS -> List.of("accuracy", "macro_f1");
            case REGRESSION -> List.of("r2", "rmse");
        };
        for (String metric : metrics) {
            double sign = metric.equals("rmse") ? -1 : 1; // an error is better when it is smaller
            double target = reference.get("test").get(metric).asDouble();
            double error = reference.get("standard_error").get(metric).asDouble();
            double reached = data.metric(metric, scores);
            assertThat(sign * reached)
                    .as("%s of %s: %s against %s +- %s", metric, line, reached, target, error)
                    .isGreaterThanOrEqualTo(sign * target - 2 * error);
        }
        return model;
    }
}
