package io.github.modelkeel.examples.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a host can call changes on purpose only: each module's signatures are committed under {@code docs/api}. */
final class SignaturesTest {
    private static final Modules MODULES = Modules.published();
    private static final List<String> MODULE_NAMES = Modules.PUBLISHED;
    private static final Path LISTS = Modules.repository().resolve("docs/api");
    private static final String UPDATE = "modelkeel.signatures.update";

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void publicSignaturesAreTheCommittedOnes(String module) throws IOException {
        Path file = LISTS.resolve(module + ".txt");
        List<String> actual = Signatures.of(MODULES.classes(module));
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(LISTS);
            Files.write(file, actual);
        }
        List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();
        assertThat(difference(committed, actual))
                .as(
                        "changes against docs/api/%s.txt; if they are meant, review and commit what"
                                + " './mvnw test -pl examples -am -Dtest=SignaturesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true' writes",
                        module, UPDATE)
                .isEmpty();
    }

    @Test
    void everyListBelongsToAModule() throws IOException {
        try (Stream<Path> lists = Files.list(LISTS)) {
            assertThat(lists.map(list -> list.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(MODULE_NAMES);
        }
    }

    /** Lines that left and lines that came, members under the type they belong to. */
    private static List<String> difference(List<String> before, List<String> after) {
        List<String> qualifiedBefore = qualified(before);
        List<String> qualifiedAfter = qualified(after);
        List<String> lines = new ArrayList<>();
        qualifiedBefore.stream().filter(line -> !qualifiedAfter.contains(line)).forEach(line -> lines.add("- " + line));
        qualifiedAfter.stream().filter(line -> !qualifiedBefore.contains(line)).forEach(line -> lines.add("+ " + line));
        return lines;
    }

    private static List<String> qualified(List<String> lines) {
        List<String> result = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                result.add(type + " : " + line.strip());
            } else {
                type = line;
                result.add(line);
            }
        }
        return result;
    }
}
