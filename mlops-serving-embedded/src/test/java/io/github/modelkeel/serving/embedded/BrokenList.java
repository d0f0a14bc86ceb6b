package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.error.MlopsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares what broken inputs say with the list under {@code src/test/resources/broken}: a line for each, with the type of the
 * exception, the name of the input and the exact message.
 */
final class BrokenList {
    private BrokenList() {}

    static void assertMatches(String resource, Map<String, Runnable> inputs) throws IOException {
        List<String> lines = new ArrayList<>();
        inputs.forEach((input, action) -> lines.add(line(input, action)));
        assertThat(String.join("\n", lines) + "\n").isEqualTo(read(resource));
    }

    private static String line(String input, Runnable action) {
        try {
            action.run();
        } catch (MlopsException e) {
            return e.getClass().getSimpleName() + " | " + input + " | "
                    + String.valueOf(e.getMessage()).replace("\n", "\\n");
        }
        return "nothing | " + input + " | was accepted";
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = BrokenList.class.getResourceAsStream("/broken/" + resource)) {
            return in == null ? "no list " + resource : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
