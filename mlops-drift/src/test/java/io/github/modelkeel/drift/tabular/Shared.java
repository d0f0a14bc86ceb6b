package io.github.modelkeel.drift.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.data.Dataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

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

    /** Reads a plain or gzipped file without quotes; a column whose cells are all numbers is one of numbers. */
    static Dataset table(String relative) {
        Path path = path(relative);
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = relative.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            List<String[]> rows =
                    reader.lines().map(line -> line.split(",", -1)).toList();
            String[] names = rows.get(0);
            Dataset.Builder builder = Dataset.builder();
            for (int c = 0; c < names.length; c++) {
                int column = c;
                List<String> cells =
                        rows.stream().skip(1).map(row -> row[column]).toList();
                if (cells.stream().allMatch(cell -> cell.isEmpty() || cell.matches("[-+0-9.eE]+"))) {
                    builder.numbers(
                            names[c],
                            cells.stream()
                                    .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
                                    .toArray());
                } else {
                    List<@Nullable String> texts = new ArrayList<>();
                    cells.forEach(cell -> texts.add(cell.isEmpty() ? null : cell));
                    builder.texts(names[c], texts);
                }
            }
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
