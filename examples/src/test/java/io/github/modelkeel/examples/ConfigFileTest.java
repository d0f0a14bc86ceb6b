package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tribuo.Tribuo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline as a file, with the real trainers on the real store. */
class ConfigFileTest {
    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void copyTheSample() throws IOException {
        ChurnData.write(folder.resolve("data"));
        config = Files.copy(Path.of("config.yaml"), folder.resolve("config.yaml"));
    }

    private Mlops open() {
        return Mlops.builder()
                .storage(JdbcStore.sqlite(folder.resolve("mlops.db")))
                .formats(TreeModels.format())
                .trainers(Tribuo.trainers())
                .open();
    }

    @Test
    void theSampleTrainsGatesRegistersAndServes() {
        try (Mlops mlops = open()) {
            PipelineRun run = mlops.run(mlops.pipeline(config));

            assertThat(run.isRegistered()).isTrue();
            // scikit-learn's forest has 0.9065 +- 0.0064 on its own split of these rows
            assertThat(run.evaluation().get(Metric.ACCURACY)).isBetween(0.885, 0.93);
            Prediction prediction = mlops.predictor("models:/churn-classifier/latest")
                    .bind(Customer.class)
                    .predict(new Customer(29, 2, 31.50, 3, 180));
            assertThat(prediction.label()).isEqualTo("1");
        }
    }

    @Test
    void anotherAlgorithmIsOneWord() throws IOException {
        Files.writeString(
                config,
                Files.readString(config).replace("random_forest", "xgboost").replace(": 100", ": 30"));
        try (Mlops mlops = open()) {
            PipelineRun run = mlops.run(mlops.pipeline(config));

            assertThat(run.isRegistered()).isTrue();
            assertThat(mlops.tracker().getRun(run.runId()).params()).containsEntry("algorithm", "xgboost");
        }
    }

    @Test
    void aHyperparameterThatIsUnknownIsRefusedWithKeyAndLine() throws IOException {
        Files.writeString(config, Files.readString(config).replace("max_depth: 10", "max_dept: 10"));
        try (Mlops mlops = open()) {
            assertThatThrownBy(() -> mlops.pipeline(config))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("config.yaml line 16: key 'model.max_dept' is refused: ");
        }
    }
}
