package io.github.modelkeel.drift.tabular;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the project's reference data beside the repository; a test that needs it is skipped where there is none. */
final class Shared {
    private Shared() {}

    static Path path(String relative) {
        Path path =
                Path.of(System.getProperty("modelkeel.shared", "../../shared")).resolve(relative);
        assumeTrue(Files.exists(path), () -> "no reference data at " + path);
        return path;
    }

    static JsonNode json(String relative) {
        try {
            return new ObjectMapper().readTree(path(relative).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file of plain numbers without quotes. */
    static Dataset numbers(String relative) {
        try {
            List<String> lines = Files.readAllLines(path(relative));
            String[] names = lines.get(0).split(",");
            double[][] columns = new double[names.length][lines.size() - 1];
            for (int row = 1; row < lines.size(); row++) {
                String[] cells = lines.get(row).split(",", -1);
                for (int c = 0; c < names.length; c++) {
                    columns[c][row - 1] = cells[c].isEmpty() ? Double.NaN : Double.parseDouble(cells[c]);
                }
            }
            Dataset.Builder builder = Dataset.builder();
            for (int c = 0; c < names.length; c++) {
                builder.numbers(names[c], columns[c]);
            }
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
