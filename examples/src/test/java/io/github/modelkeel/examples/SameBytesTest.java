package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.tribuo.Tribuo;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The same pipeline gives the same package, byte for byte, twice in one JVM and once more in a new one. */
class SameBytesTest {
    private static Map<String, Trainer> trainers(long seed) {
        Map<String, Trainer> trainers = new TreeMap<>();
        trainers.put(
                "random forest", Tribuo.randomForest().trees(10).maxDepth(6).seed(seed));
        trainers.put("xgboost", Tribuo.xgboost().trees(10).maxDepth(3).seed(seed));
        trainers.put("logistic regression", Tribuo.logisticRegression());
        return trainers;
    }

    /** SHA-256 of each file of each package, one on a line. */
    static List<String> digests(long seed) {
        List<String> lines = new ArrayList<>();
        byte[] customers = ChurnData.customers().getBytes(StandardCharsets.UTF_8);
        trainers(seed).forEach((name, trainer) -> {
            try (Mlops mlops = Mlops.inMemory(TreeModels.format())) {
                PipelineRun run = mlops.run(ChurnPipelines.churn(Csv.bytes("customers.csv", customers), trainer, 0.5));
                mlops.tracker()
                        .artifacts(run.runId(), "model/")
                        .forEach(file -> lines.add(name + " " + file.path() + " " + file.sha256()));
            }
        });
        return lines;
    }

    @Test
    void twiceHereAndOnceInANewJvm() throws IOException, InterruptedException {
        List<String> here = digests(42);

        assertThat(here).hasSize(3 * 6);
        assertThat(digests(42)).isEqualTo(here);
        assertThat(inANewJvm()).isEqualTo(here);
    }

    @Test
    void anotherSeedGivesAnotherForest() {
        assertThat(model(digests(43))).isNotEqualTo(model(digests(42)));
    }

    private static String model(List<String> digests) {
        return digests.stream()
                .filter(line -> line.startsWith("random forest model/model.bin"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> inANewJvm() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--enable-native") || argument.startsWith("--sun-misc"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NewJvm.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" model/"))
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    /** What the new JVM runs. */
    static final class NewJvm {
        private NewJvm() {}

        public static void main(String[] arguments) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            digests(42).forEach(out::println);
        }
    }
}
