package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds README to the build: its Java code is the marked lines of {@link GuideTest}, its sizes those of the tested list. */
class ReadmeTest {
    private static final Path README = Path.of("../README.md");
    private static final Path GUIDE = Path.of("src/test/java/io/github/modelkeel/examples/GuideTest.java");
    private static final Pattern SHOWN =
            Pattern.compile("(?:<!-- snippet: (\\w+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

    static Stream<Arguments> snippets() throws IOException {
        Matcher shown = SHOWN.matcher(Files.readString(README));
        return shown.results().map(match -> Arguments.of(match.group(1), match.group(2))).toList().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("snippets")
    void shownCodeIsCutFromATestThatRuns(String name, String code) throws IOException {
        assertThat(name)
                .as("a Java block of README without a snippet comment:\n%s", code)
                .isNotNull();
        assertThat(code).isEqualTo(marked(name));
    }

    @Test
    void theSizesOfTheArtifactsAreThoseOfTheTestedList() throws IOException {
        Pattern row = Pattern.compile("^\\| `(mlops-[a-z-]+)` \\|.*\\| (\\d+ \\| [\\d.]+) \\|$", Pattern.MULTILINE);
        Map<String, String> listed = row.matcher(Files.readString(Path.of("../docs/dependencies.md")))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));

        List<MatchResult> shown =
                row.matcher(Files.readString(README)).results().toList();

        assertThat(shown)
                .hasSize(7)
                .allSatisfy(
                        match -> assertThat(match.group(2)).as(match.group(1)).isEqualTo(listed.get(match.group(1))));
    }

    private static String marked(String name) throws IOException {
        List<String> lines = Files.readAllLines(GUIDE);
        int start = index(lines, "// tag::" + name);
        int end = index(lines, "// end::" + name);
        List<String> body = lines.subList(start + 1, end).stream()
                .filter(line -> !line.contains("assertThat(")) // what the test checks is not what the host writes
                .toList();
        int indent = body.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (String line : body) {
            text.append(line.isBlank() ? "" : line.substring(indent)).append('\n');
        }
        return text.toString();
    }

    private static int index(List<String> lines, String mark) {
        int at = lines.stream().map(String::strip).toList().indexOf(mark);
        assertThat(at).as("no line '%s' in %s", mark, GUIDE).isNotNegative();
        return at;
    }
}
