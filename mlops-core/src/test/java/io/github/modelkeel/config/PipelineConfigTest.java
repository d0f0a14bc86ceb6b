package io.github.modelkeel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.doubles.Customers;
import io.github.modelkeel.doubles.SmallLogit;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.Gate;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineConfigTest {
    /** The file of the article, as it is there: no label, no derived columns, nothing of this library. */
    private static final String ARTICLE = """
            data:
              path: data/customers.csv
              test_size: 0.2
              random_state: 42
              feature_cols: [age, total_spend, visits, days_since_last]
            model:
              algorithm: random_forest
              n_estimators: 100
              max_depth: 10
              random_state: 42
            evaluation:
              metrics: [accuracy, f1_score, precision, recall]
              min_accuracy: 0.85
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeCustomers() throws IOException {
        Dataset rows = Customers.rows(400, 3);
        StringBuilder csv = new StringBuilder("age,total_spend,visits,days_since_last,orders,churned\n");
        Column age = rows.column("age");
        for (int row = 0; row < rows.rowCount(); row++) {
            double orders = rows.column("orders").number(row);
            csv.append((int) age.number(row)).append(',');
            csv.append(orders * 12.5).append(',');
            csv.append((int) orders + row % 3).append(',');
            csv.append((int) rows.column("days_since_last").number(row)).append(',');
            csv.append((int) orders).append(',');
            csv.append((int) rows.column("churned").number(row)).append('\n');
        }
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/customers.csv"), csv);
    }

    private Pipeline read(String yaml) {
        return PipelineConfig.parse("config.yaml", folder, yaml).pipeline(List.of(SmallLogit.trainers()));
    }

    @Test
    void theFileOfTheArticleRunsUnchanged() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, ARTICLE);
        try (Mlops mlops = Mlops.builder()
                .storage(new MemoryStorage())
                .formats(SmallLogit.format())
                .trainers(SmallLogit.trainers())
                .open()) {
            Pipeline pipeline = mlops.pipeline(file);
            PipelineRun run = mlops.run(pipeline);

            assertThat(pipeline.name()).isEqualTo("config");
            assertThat(pipeline.label()).isEqualTo("churned");
            assertThat(pipeline.split()).isEqualTo(Split.random(0.2).seed(42));
            assertThat(pipeline.metrics()).containsExactly(Metric.ACCURACY, Metric.F1, Metric.PRECISION, Metric.RECALL);
            assertThat(pipeline.gates()).containsExactly(Gate.atLeast(Metric.ACCURACY, 0.85));
            assertThat(run.outcome()).isEqualTo(PipelineRun.Outcome.EVALUATED);
            assertThat(run.evaluation().get(Metric.ACCURACY)).isGreaterThan(0.85);
            assertThat(mlops.predictor(run.model().toString()).signature().inputs())
                    .extracting(input -> input.name())
                    .containsExactly("age", "total_spend", "visits", "days_since_last");
        }
    }

    @Test
    void columnsAreDerivedByExpressions() {
        Pipeline pipeline = read("""
                name: churn
                data:
                  path: data/customers.csv
                  feature_cols: [age, per_visit]
                  label: churned
                  positive: 1
                features:
                  per_visit: total_spend / visits
                model: {algorithm: small_logit}
                register: churn-classifier
                """);

        assertThat(pipeline.name()).isEqualTo("churn");
        assertThat(pipeline.positiveClass()).contains("1");
        assertThat(pipeline.model()).contains("churn-classifier");
        assertThat(pipeline.features().toDocument().toString()).contains("total_spend / visits");
        assertThat(pipeline.metrics()).isEmpty();
        assertThat(pipeline.gates()).isEmpty();
    }

    @Test
    void aTargetMakesARegression() {
        Pipeline pipeline = read("""
                data: {path: data/customers.csv, target: orders}
                model: {algorithm: small_logit, n_estimators: 5}
                evaluation: {metrics: [rmse, r2], max_rmse: 9.5}
                """);

        assertThat(pipeline.isRegression()).isTrue();
        assertThat(pipeline.gates()).containsExactly(Gate.atMost(Metric.RMSE, 9.5));
    }

    @Test
    void aMissingFileIsNotFound() {
        assertThatThrownBy(() -> PipelineConfig.read(Path.of("no-such.yaml")))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no configuration file 'no-such.yaml'; check the path");
    }

    @Test
    void aFileThatIsNotUtf8OrTooLargeIsRefused() throws IOException {
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xE4});
        Path large = folder.resolve("large.yaml");
        Files.write(large, new byte[YamlText.MAX_BYTES + 1]);

        assertThatThrownBy(() -> PipelineConfig.read(latin))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("latin.yaml is not UTF-8; save it as UTF-8");
        assertThatThrownBy(() -> PipelineConfig.read(large))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("large.yaml has 1048577 bytes; a configuration has at most 1048576");
    }

    @Test
    void deepNestingIsRefusedWithoutExhaustingTheStack() {
        assertThatThrownBy(() -> read("data: " + "[".repeat(200_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("config.yaml line 1: more than 20 levels");
    }
}
