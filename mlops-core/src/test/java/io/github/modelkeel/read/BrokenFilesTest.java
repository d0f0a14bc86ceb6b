package io.github.modelkeel.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.data.Schema;
import io.github.modelkeel.error.MlopsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of {@code broken/files.txt}, {@code kind | content | exact message}: a file of that content, read the way the
 * kind says, gives a typed exception with that message. {@code \n}, {@code \r}, {@code \0} and {@code \xNN} stand for a
 * character or a byte.
 */
class BrokenFilesTest {
    private static final Schema SCHEMA =
            Schema.of(List.of(new Field("a", ColumnType.NUMBER), new Field("b", ColumnType.CATEGORY)));

    static List<String> lines() throws IOException {
        try (InputStream file = BrokenFilesTest.class.getResourceAsStream("/broken/files.txt")) {
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
        Csv csv = Csv.bytes("data.csv" + (parts[0].endsWith("gzip") ? ".gz" : ""), bytes(parts[1]));
        Throwable thrown = catchThrowable(() -> configured(csv, parts[0]).read());
        assertThat(thrown).isInstanceOf(MlopsException.class);
        assertThat(thrown.getMessage().replace("\n", "\\n")).isEqualTo(parts[2]);
    }

    private static Csv configured(Csv csv, String kind) {
        return switch (kind) {
            case "csv", "csv gzip" -> csv;
            case "csv with numbers in a" -> csv.type("a", ColumnType.NUMBER);
            case "csv with instants in a" -> csv.type("a", ColumnType.INSTANT);
            case "csv with a type for z" -> csv.type("z", ColumnType.NUMBER);
            case "csv by the schema a number, b category" -> csv.strict(SCHEMA);
            case "csv named a, b" -> csv.names(List.of("a", "b"));
            case "csv named a, a" -> csv.noHeader(List.of("a", "a"));
            case "csv of at most 2 rows" -> csv.maxRows(2);
            case "csv of at most 10 characters" -> csv.maxFieldChars(10);
            case "csv trimmed" -> csv.trim();
            case "csv in ASCII" -> csv.charset(StandardCharsets.US_ASCII);
            default -> throw new AssertionError(kind);
        };
    }

    /** Returns the bytes: UTF-8, with escapes. */
    private static byte[] bytes(String content) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c != '\\') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escape = content.charAt(++i);
            switch (escape) {
                case 'n' -> bytes.write('\n');
                case 'r' -> bytes.write('\r');
                case '0' -> bytes.write(0);
                case 'x' -> {
                    bytes.write(Integer.parseInt(content.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new AssertionError(content);
            }
        }
        return bytes.toByteArray();
    }
}
