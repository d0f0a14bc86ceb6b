package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.tribuo.Tribuo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Same code, data, parameters, seed and environment: the same bytes in every file of the package. */
class ReproducibleTest {
    @ParameterizedTest
    @ValueSource(strings = {"xgboost", "random_forest", "logistic_regression"})
    void thePackageIsTheSameBytesAgainAndInAnotherJvm(String algorithm) throws Exception {
        List<String> first = packageDigests(algorithm, 42);

        assertThat(first).hasSizeGreaterThanOrEqualTo(6);
        assertThat(packageDigests(algorithm, 42)).isEqualTo(first);
        assertThat(ChildJvm.run(ChildJvm.classPath(entry -> true), ReproducibleTest.class, algorithm, "42"))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xgboost", "random_forest"})
    void anotherSeedGivesAnotherModel(String algorithm) {
        assertThat(model(packageDigests(algorithm, 43))).isNotEqualTo(model(packageDigests(algorithm, 42)));
    }

    /** Prints the digests of the package: what the other JVM does. */
    public static void main(String[] arguments) {
        packageDigests(arguments[0], Long.parseLong(arguments[1])).forEach(System.out::println);
    }

    private static List<String> packageDigests(String algorithm, long seed) {
        byte[] customers = ChurnData.customers().getBytes(StandardCharsets.UTF_8);
        try (Mlops mlops = Mlops.inMemory(TreeModels.format())) {
            PipelineRun run = mlops.run(
                    ChurnPipelines.churn(Csv.bytes("customers.csv", customers), trainer(algorithm, seed), 0.85));
            return mlops.tracker().artifacts(run.runId(), "model/").stream()
                    .map(file -> file.path() + " " + file.sha256())
                    .toList();
        }
    }

    private static String model(List<String> digests) {
        return digests.stream()
                .filter(line -> line.startsWith("model/model.bin "))
                .findFirst()
                .orElseThrow();
    }

    private static Trainer trainer(String algorithm, long seed) {
        return switch (algorithm) {
            case "xgboost" ->
                Tribuo.xgboost().trees(10).maxDepth(4).subsample(0.8).seed(seed);
            case "random_forest" -> Tribuo.randomForest().trees(10).maxDepth(6).seed(seed);
            case "logistic_regression" -> Tribuo.logisticRegression();
            default -> throw new IllegalArgumentException(algorithm);
        };
    }
}
