package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.embedded.ModelDirectory;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.tribuo.Tribuo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that only serves: a JVM without Tribuo, XGBoost or any native library predicts as the one that trained. */
class ServeWithoutTrainingStackTest {
    private static final Map<String, Object> ROW =
            Map.of("age", 29, "orders", 2, "avg_order_value", 31.5, "visits", 3, "days_since_last", 180);
    private static final Path MAPPED = Path.of("/proc/self/maps");

    @TempDir
    Path folder;

    @Test
    void aTrainedXGBoostModelIsServedByFiveJarsWithoutNativeCode() throws Exception {
        byte[] customers = ChurnData.customers().getBytes(StandardCharsets.UTF_8);
        double expected;
        try (Mlops mlops = Mlops.inMemory(TreeModels.format())) {
            PipelineRun run = mlops.run(ChurnPipelines.churn(
                    Csv.bytes("customers.csv", customers),
                    Tribuo.xgboost().trees(50).maxDepth(4).seed(42),
                    0.85));
            ModelDirectory.write(
                    folder.resolve("churn"), mlops.modelPackage(run.model().toString()));
            expected = mlops.predictor(run.model().toString()).predict(ROW).probability();
        }

        String classPath = ChildJvm.classPath(
                entry -> entry.matches(
                        ".*(mlops-api|mlops-serving-embedded|jspecify|jackson-core|jackson-databind|jackson-annotations|test-classes).*"));
        List<String> printed = ChildJvm.run(
                classPath,
                ServeWithoutTrainingStackTest.class,
                folder.resolve("churn").toString());

        assertThat(printed).containsExactly(Double.toString(expected), "no Tribuo", "no native library");
    }

    /** Serves the package in the folder: what the other JVM does. */
    public static void main(String[] arguments) throws Exception {
        Predictor predictor = ModelDirectory.open(Path.of(arguments[0]), TreeModels.format())
                .predictor("churn-classifier", 1, () -> "0123456789abcdef0123456789abcdef");
        System.out.println(predictor.predict(ROW).probability());
        try {
            System.out.println(Class.forName("org.tribuo.Model"));
        } catch (ClassNotFoundException e) {
            System.out.println("no Tribuo");
        }
        boolean nativeLibrary = Files.exists(MAPPED)
                && Files.readAllLines(MAPPED).stream().anyMatch(line -> line.matches(".*(xgboost|sqlite).*\\.so.*"));
        System.out.println(nativeLibrary ? "a native library" : "no native library");
    }
}
