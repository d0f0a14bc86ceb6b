package io.github.modelkeel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.modelkeel.config.PipelineConfig;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.data.Expectation;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.doubles.Customers;
import io.github.modelkeel.doubles.SmallLogit;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.internal.names.Ids;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.tracking.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of {@code broken/hosts.txt}, {@code kind | input | exact message}: the input gives a typed exception with that
 * message. {@code ID} stands for the id of a run that stored a package.
 */
class BrokenInputsTest {
    @TempDir
    static Path folder;

    private static Mlops mlops;
    private static String runId;

    @BeforeAll
    static void trainOne() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/customers.csv"), "age,orders,churned\n30,1,0\n40,2,1\n");
        mlops = Mlops.builder()
                .storage(new MemoryStorage())
                .formats(SmallLogit.format())
                .ids(Ids.seeded(1))
                .open();
        runId = mlops.run(churn().register("churn").build()).runId();
        mlops.registry().get("churn").setAlias("champion", 1, "first");
    }

    @AfterAll
    static void close() {
        mlops.close();
    }

    private static Pipeline.Builder churn() {
        return Pipeline.named("churn")
                .read(Customers.source())
                .features(Features.builder().use("age", "orders").build())
                .label("churned", "1")
                .train(SmallLogit.rounds(2));
    }

    static List<String> lines() throws IOException {
        try (InputStream file = BrokenInputsTest.class.getResourceAsStream("/broken/hosts.txt")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void givesATypedExceptionWithAUsefulMessage(String line) {
        String[] parts = line.split(" \\| ", 3);
        Throwable thrown =
                catchThrowable(() -> run(parts[0], unescaped(parts[1]).replace("ID", runId)));
        assertThat(thrown).isInstanceOf(MlopsException.class);
        assertThat(escaped(thrown.getMessage())).isEqualTo(parts[2]);
    }

    private static String unescaped(String input) {
        return input.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
                .replace("\\uD800", "\uD800");
    }

    /** The ids of the runs that these inputs start differ with their order. */
    private static String escaped(String message) {
        return message.replace(runId, "ID")
                .replaceAll("\\(run [0-9a-f]{32}\\)", "(run NEW)")
                .replace("\n", "\\n");
    }

    private static void run(String kind, String input) {
        switch (kind) {
            case "config" ->
                PipelineConfig.parse("config.yaml", folder, input).pipeline(List.of(SmallLogit.trainers()));
            case "model name" -> mlops.registry().find(input);
            case "alias" -> mlops.registry().get("churn").setAlias(input, 1, "");
            case "experiment" -> mlops.tracker().experiment(input);
            case "metric" -> tracked(run -> run.metric(input, 1));
            case "parameter" -> tracked(run -> run.param(input, 1));
            case "tag value" -> tracked(run -> run.tag("note", input));
            case "run id" -> mlops.tracker().getRun(input);
            case "uri" -> mlops.predictor(input);
            case "register" -> mlops.registry().register("churn", input.substring(0, 32), input.substring(33), "");
            case "transition" ->
                mlops.registry().get("churn").transition(Integer.parseInt(input), Stage.STAGING, false, "");
            case "artifact" -> mlops.tracker().artifact(runId, input);
            case "rollback" -> mlops.registry().get("churn").rollback(input, "");
            case "pipeline" -> mlops.run(pipeline(input).build());
            default -> throw new AssertionError(kind);
        }
    }

    private static void tracked(Consumer<Run> body) {
        mlops.tracker().experiment("broken").run("broken", body::accept);
    }

    private static Pipeline.Builder pipeline(String broken) {
        Pipeline.Builder churn = churn();
        return switch (broken) {
            case "label churnd" -> churn.label("churnd");
            case "label age, positive '1'" -> churn.label("age", "1");
            case "label plan, positive 'gold'" -> churn.label("plan", "gold");
            case "label three classes, positive 'a'" ->
                churn.read(labels("a", "b", "c")).label("y", "a");
            case "label three classes" -> churn.read(labels("a", "b", "c")).label("y");
            case "label with missing cells" ->
                churn.read(labels("a", null, "b")).label("y");
            case "label with one class" -> churn.read(labels("a")).label("y");
            case "label with too many classes" -> churn.read(labels(many())).label("y");
            case "target plan" -> churn.target("plan");
            case "target infinite" -> churn.read(infinite()).target("y");
            case "metric rmse of a label" -> churn.evaluate(Metric.RMSE);
            case "use a column that is not there" ->
                churn.features(Features.builder().use("agee").build());
            case "test row 99999" -> churn.split(Split.testRows(1, 99999));
            case "slice by a column that is not there" -> churn.slices("region");
            case "expectations" ->
                churn.expect(ExpectationSuite.of(
                        "customers",
                        Expectation.columnExists("region"),
                        Expectation.notNull("avg_order_value"),
                        Expectation.between("age", 0, 76),
                        Expectation.inSet("plan", "basic"),
                        Expectation.rowCountBetween(1000, 2000)));
            default -> throw new AssertionError(broken);
        };
    }

    private static String[] many() {
        String[] values = new String[1_001];
        Arrays.setAll(values, i -> "c" + i);
        return values;
    }

    private static DatasetSource labels(String... values) {
        List<String> cells = new ArrayList<>();
        double[] age = new double[values.length * 20];
        for (int i = 0; i < age.length; i++) {
            cells.add(values[i % values.length]);
            age[i] = i;
        }
        return DatasetSource.of(
                "labels",
                Dataset.builder()
                        .numbers("age", age)
                        .numbers("orders", age)
                        .categories("y", Collections.unmodifiableList(cells))
                        .build());
    }

    private static DatasetSource infinite() {
        double[] finite = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        double[] y = {1, 2, 3, Double.POSITIVE_INFINITY, 5, 6, 7, 8, 9, 10};
        return DatasetSource.of(
                "numbers",
                Dataset.builder()
                        .numbers("age", finite)
                        .numbers("orders", finite)
                        .numbers("y", y)
                        .build());
    }
}
