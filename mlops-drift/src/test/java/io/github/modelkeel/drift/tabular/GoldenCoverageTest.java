package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden case is run by some test: none is left out, not even by a filter in a provider. */
class GoldenCoverageTest {
    /** File, number of its cases, and the tests that run all of them: provider in class. */
    private static final List<Arguments> FILES = List.of(
            Arguments.of("binned", 63, "tabular.TwoSampleTestsTest", "binned"),
            Arguments.of("categorical", 42, "tabular.CategoryTestsTest", "golden"),
            Arguments.of("categorical", 42, "tabular.TwoSampleTestsTest", "categorical"),
            Arguments.of("cbpe", 3, "estimate.EstimatesTest", "cbpe"),
            Arguments.of("data_quality", 10, "tabular.TwoSampleTestsTest", "quality"),
            Arguments.of("errors", 14, "tabular.RefusedInputTest", "golden"),
            Arguments.of("isotonic", 3, "estimate.EstimatesTest", "isotonic"),
            Arguments.of("ks", 111, "tabular.KolmogorovSmirnovTest", "golden"),
            Arguments.of("multiple_testing", 11, "tabular.CorrectionTest", "golden"),
            Arguments.of("pca_reconstruction", 2, "estimate.EstimatesTest", "pca"),
            Arguments.of("proportions", 35, "tabular.CategoryTestsTest", "proportions"),
            Arguments.of("streaming", 219, "stream.StreamDetectorsTest", "golden"),
            Arguments.of("two_sample", 91, "tabular.TwoSampleTestsTest", "twoSample"));

    static Stream<Arguments> files() {
        return FILES.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyCaseOfAFileGoesToATest(String file, int cases, String test, String provider) throws Exception {
        assertThat(Golden.file(file + ".json").get("cases")).hasSize(cases);
        Class<?> type = Class.forName("io.github.modelkeel.drift." + test);
        assertThat(Arrays.stream(type.getDeclaredMethods()).map(method -> method.getAnnotation(MethodSource.class)))
                .as("a test of %s that takes its cases from %s", test, provider)
                .anyMatch(source ->
                        source != null && Arrays.asList(source.value()).contains(provider));
        Method method = type.getDeclaredMethod(provider);
        method.setAccessible(true);
        assertThat((Stream<?>) method.invoke(null)).hasSize(cases).doesNotHaveDuplicates();
    }

    @Test
    void thereAreSixHundredAndFourCasesInTwelveFiles() throws Exception {
        Map<String, Integer> cases = new TreeMap<>();
        FILES.forEach(file -> cases.put((String) file.get()[0], (Integer) file.get()[1]));
        assertThat(cases.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(604);
        Path folder = Path.of(Objects.requireNonNull(GoldenCoverageTest.class.getResource("/golden/"))
                .toURI());
        assertThat(jsonFiles(folder)).containsExactlyElementsOf(cases.keySet());
    }

    @Test
    void theFilesAreThoseOfTheProject() throws Exception {
        Path shared = Shared.path("golden/drift");
        assertThat(jsonFiles(shared)).allSatisfy(name -> {
            Path ours =
                    Path.of(Objects.requireNonNull(GoldenCoverageTest.class.getResource("/golden/" + name + ".json"))
                            .toURI());
            assertThat(ours).as(name).hasSameBinaryContentAs(shared.resolve(name + ".json"));
        });
    }

    private static List<String> jsonFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }
}
