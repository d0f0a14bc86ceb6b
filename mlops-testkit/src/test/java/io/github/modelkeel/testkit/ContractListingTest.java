package io.github.modelkeel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the list of behaviours and their tests: no number without a test, no test that the list does not name. */
class ContractListingTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path LISTING = ROOT.resolve("docs/stores-contract.md");
    private static final int BEHAVIOURS = 76;
    private static final Pattern NUMBERS = Pattern.compile("behaviours? ([0-9]+(?:(?:, | and )[0-9]+)*)");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");
    private static final Pattern ROW = Pattern.compile("^\\| ([0-9]+) \\| ([^|]*) \\|(?: [^|]*)?\\|?$");

    /** Returns the tests by behaviour that the sources name. */
    private static Map<Integer, TreeSet<String>> tests() throws IOException {
        Map<Integer, TreeSet<String>> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            List<Path> sources = files.filter(
                            file -> isSource(ROOT.relativize(file).toString()))
                    .sorted()
                    .toList();
            for (Path source : sources) {
                read(source, tests);
            }
        }
        return tests;
    }

    private static boolean isSource(String path) {
        return path.endsWith(".java")
                && !path.contains("/target/")
                && !path.endsWith("ContractListingTest.java")
                && !path.endsWith("StorageTck.java") // says how the numbers are written
                && (path.contains("src/test/") || path.startsWith("mlops-testkit") || path.startsWith("benchmarks"));
    }

    private static void read(Path source, Map<Integer, TreeSet<String>> tests) throws IOException {
        String name = source.toString().replaceAll(".*[/\\\\]|\\.java$", "");
        List<String> lines = Files.readAllLines(source, UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            Matcher numbers = NUMBERS.matcher(lines.get(i));
            while (numbers.find()) {
                String signature = String.join(" ", lines.subList(Math.max(0, i - 2), i + 1));
                boolean ofMethod =
                        lines.get(i).contains("{ //") || lines.get(i).strip().startsWith("throws ");
                String test = ofMethod ? name + "." + lastMethod(signature) : name;
                for (String number : numbers.group(1).split(", | and ", -1)) {
                    tests.computeIfAbsent(Integer.valueOf(number), key -> new TreeSet<>())
                            .add(test);
                }
            }
        }
    }

    private static String lastMethod(String signature) {
        List<MatchResult> methods = METHOD.matcher(signature).results().toList();
        assertThat(methods).as("a method in: %s", signature).isNotEmpty();
        return methods.get(methods.size() - 1).group(1);
    }

    @Test
    void everyBehaviourHasItsTests() throws IOException {
        Map<Integer, TreeSet<String>> tests = tests();
        StringBuilder expected = new StringBuilder();
        TreeSet<Integer> listed = new TreeSet<>();
        for (String line : Files.readAllLines(LISTING, UTF_8)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                int number = Integer.parseInt(row.group(1));
                assertThat(listed.add(number)).as("%s is listed once", number).isTrue();
                TreeSet<String> own = tests.getOrDefault(number, new TreeSet<>());
                assertThat(own)
                        .as("tests of behaviour %s (%s), which say so in a comment", number, row.group(2))
                        .isNotEmpty();
                expected.append("| ").append(number).append(" | ").append(row.group(2));
                expected.append(" | ").append(String.join(", ", own)).append(" |\n");
            } else {
                expected.append(line).append('\n');
            }
        }
        assertThat(listed).hasSize(BEHAVIOURS).last().isEqualTo(BEHAVIOURS);
        assertThat(tests.keySet()).as("numbers that tests name").isEqualTo(listed);
        if (Boolean.getBoolean("modelkeel.contract.update")) {
            Files.writeString(LISTING, expected, UTF_8);
        }
        assertThat(Files.readString(LISTING, UTF_8))
                .as("the listing; run this test with -Dmodelkeel.contract.update=true to write it")
                .isEqualTo(expected.toString());
    }
}
