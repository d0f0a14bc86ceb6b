package io.github.modelkeel.serving.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.modelkeel.model.ModelBody;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM with the API, this module and Jackson's core on its class path, and nothing else, serves what XGBoost trained. */
class ServeAloneTest {
    @TempDir
    Path temp;

    @Test
    void anXGBoostModelIsServedWithoutTheTrainingStackAndWithoutNativeCode() throws Exception {
        Path program = temp.resolve(ServeAlone.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(program.getParent());
        Files.copy(Objects.requireNonNull(ServeAlone.class.getResourceAsStream("ServeAlone.class")), program);
        String classPath = Stream.of(ModelBody.class, TreeModels.class, JsonFactory.class)
                .map(ServeAloneTest::home)
                .collect(Collectors.joining(File.pathSeparator, temp + File.pathSeparator, ""));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path output = temp.resolve("output.txt");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xlog:library=info",
                        "-cp",
                        classPath,
                        ServeAlone.class.getName(),
                        xgboost().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(output, UTF_8);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        // the child says the same as this JVM, which replayed XGBoost's own scores before it answered
        assertThat(lines.stream().filter(line -> !line.startsWith("["))).containsExactly(expected());
        assertThat(lines.stream().filter(ServeAloneTest::loadsForeignLibrary)).isEmpty();
    }

    private static String expected() throws URISyntaxException {
        var predictor = ModelDirectory.open(xgboost(), TreeModels.format()).predictor("seeded", 1, () -> "only");
        Map<String, Double> half =
                predictor.signature().inputs().stream().collect(Collectors.toMap(input -> input.name(), input -> 0.5));
        return predictor.predict(Map.of()).probability() + " "
                + predictor.predict(half).probability();
    }

    private static Path xgboost() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ServeAloneTest.class.getResource("/packages/xgboost"))
                .toURI());
    }

    /** The JVM names its own helpers without a path and those of the JDK by theirs. */
    private static boolean loadsForeignLibrary(String line) {
        int at = line.indexOf("Loaded library ");
        String path = at < 0 ? "" : line.substring(at + "Loaded library ".length());
        return Path.of(path.split(",", 2)[0]).isAbsolute() && !path.contains(System.getProperty("java.home"));
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
