package io.github.modelkeel.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.data.Schema;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @TempDir
    private Path folder;

    private static Csv csv(String text) {
        return Csv.bytes("data.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    private static ColumnType inferred(String... cells) {
        return csv("x\n" + String.join("\n", cells) + "\n").read().column("x").type();
    }

    @Test
    void readsNumbersCategoriesTextsAndInstants() {
        Dataset data = csv("age,city,when\n41,Bern,2026-11-23 13:00:00\n,\"Chur, GR\",2026-11-24\n")
                .read();
        assertThat(data.schema().fields())
                .containsExactly(
                        new Field("age", ColumnType.NUMBER),
                        new Field("city", ColumnType.CATEGORY),
                        new Field("when", ColumnType.INSTANT));
        assertThat(data.column("age").number(0)).isEqualTo(41);
        assertThat(data.column("age").isMissing(1)).isTrue();
        assertThat(data.column("city").text(1)).isEqualTo("Chur, GR");
        assertThat(data.column("when").instant(0)).isEqualTo(Instant.parse("2026-11-23T13:00:00Z"));
        assertThat(data.column("when").instant(1)).isEqualTo(Instant.parse("2026-11-24T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1.5", "+3", ".5", "5.", "1e-3", "1E+20", "0.1", "9007199254740992", "007"})
    void infersNumbers(String cell) {
        assertThat(inferred(cell)).isEqualTo(ColumnType.NUMBER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "12345678901234567890",
                "1e999",
                "0x1p3",
                "1d",
                "NaN",
                "Infinity",
                "1_000",
                "1 000",
                "--1",
                "1e",
                ".",
                "e5",
                "٣"
            })
    void infersNoNumberWhereADoubleWouldSurprise(String cell) {
        assertThat(inferred(cell)).isEqualTo(ColumnType.CATEGORY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-31 | 2026-01-31T00:00:00Z",
                "2026-01-31 23:59 | 2026-01-31T23:59:00Z",
                "2026-01-31T23:59:59 | 2026-01-31T23:59:59Z",
                "2026-01-31T23:59:59.123456789 | 2026-01-31T23:59:59.123456789Z",
                "2026-01-31T23:59:59Z | 2026-01-31T23:59:59Z",
                "2026-01-31T23:59:59+01:00 | 2026-01-31T22:59:59Z",
                "2026-01-31 23:59:59-0530 | 2026-02-01T05:29:59Z"
            })
    void infersInstantsInUtc(String cell, String expected) {
        Column column = csv("x\n" + cell + "\n").read().column("x");
        assertThat(column.type()).isEqualTo(ColumnType.INSTANT);
        assertThat(column.instant(0)).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "2026-13-01", "31.1.2026", "2026-01-31T24:01", "1066-10-14", "20260131x"})
    void infersNoInstantFromWhatIsNone(String cell) {
        assertThat(inferred(cell)).isEqualTo(ColumnType.CATEGORY);
    }

    @Test
    void tellsCategoriesFromTextsByTheStatedRule() {
        List<String> different = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            different.add("t" + i);
        }
        assertThat(inferred(different.subList(0, 20).toArray(new String[0]))).isEqualTo(ColumnType.CATEGORY);
        assertThat(inferred(different.toArray(new String[0]))).isEqualTo(ColumnType.TEXT);
        List<String> twice = new ArrayList<>(different);
        twice.addAll(different);
        assertThat(inferred(twice.toArray(new String[0]))).isEqualTo(ColumnType.CATEGORY);
    }

    @Test
    void readsAColumnWithoutCellsAsNumbers() {
        Dataset data = csv("a,b\n,1\n,2\n").read();
        assertThat(data.column("a").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(data.column("a").missingCount()).isEqualTo(2);
    }

    @Test
    void followsExplicitTypes() {
        Dataset data = csv("id,class\n007,1\n008,2\n")
                .type("id", ColumnType.TEXT)
                .type("class", ColumnType.CATEGORY)
                .read();
        assertThat(data.column("id").text(0)).isEqualTo("007");
        assertThat(data.column("class").levels()).containsExactly("1", "2");
    }

    @Test
    void takesMissingTokensInPlaceOfTheEmptyText() {
        Dataset data = csv("a,b\n?,x\n1,\nNA,y\n").missing("?", "NA").read();
        assertThat(data.column("a").missingCount()).isEqualTo(2);
        assertThat(data.column("b").text(1)).isEmpty();
    }

    @Test
    void trimsBeforeItLooksForMissingTokens() {
        Dataset data = csv(" a , b \n ? , x\n").trim().missing("?").read();
        assertThat(data.schema().names()).containsExactly("a", "b");
        assertThat(data.column("a").isMissing(0)).isTrue();
        assertThat(data.column("b").text(0)).isEqualTo("x");
    }

    @Test
    void readsOtherDelimitersQuotesAndCharsets() {
        byte[] latin = "größe;ort\n1,5;'Zürich; ZH'\n".getBytes(Charset.forName("windows-1252"));
        Dataset data = Csv.bytes("latin.csv", latin)
                .charset(Charset.forName("windows-1252"))
                .delimiter(';')
                .quote('\'')
                .read();
        assertThat(data.column("ort").text(0)).isEqualTo("Zürich; ZH");
        assertThat(data.column("größe").text(0)).isEqualTo("1,5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void dropsTheByteOrderMarkEvenBeforeAQuotedName(String charset) {
        byte[] bytes = "\uFEFF\"a\",b\n1,2\n".getBytes(Charset.forName(charset));
        Dataset data =
                Csv.bytes("bom.csv", bytes).charset(Charset.forName(charset)).read();
        assertThat(data.schema().names()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void takesEveryLineEndAndSkipsBlankLines(String end) {
        Dataset data = csv(String.join(end, "a,b", "", "1,\"x" + end + "y\"", "2,z", "", ""))
                .read();
        assertThat(data.rowCount()).isEqualTo(2);
        assertThat(data.column("b").text(0)).isEqualTo("x" + end + "y");
    }

    @Test
    void namesColumnsThatTheFileDoesNot() {
        assertThat(csv("1,2\n").noHeader(List.of("a", "b")).read().column("b").number(0))
                .isEqualTo(2);
        // the header is shorter than the records, as in the communities and crime data
        assertThat(csv("b\n1,2\n").names(List.of("a", "b")).read().schema().names())
                .containsExactly("a", "b");
        assertThat(csv("a,,a,a\n1,2,3,4\n").repairNames().read().schema().names())
                .containsExactly("a", "column_2", "a_2", "a_3");
    }

    @Test
    void unpacksByName() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
        }
        Path file = folder.resolve("data.csv.gz");
        Files.write(file, packed.toByteArray());
        assertThat(Csv.file(file).read().rowCount()).isEqualTo(1);
        byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 10);
        assertThatThrownBy(() -> Csv.bytes("half.csv.gz", half).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("file 'half.csv.gz' is a damaged gzip file");
        Path wrong = folder.resolve("data.csv");
        Files.write(wrong, packed.toByteArray());
        assertThatThrownBy(() -> Csv.file(wrong).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not end in .gz");
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path file = folder.resolve("nowhere.csv");
        assertThatThrownBy(() -> Csv.file(file).read())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nowhere.csv' does not exist; the working directory is");
        assertThatThrownBy(() -> Csv.file(folder).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void readsOnLenientlyAndSaysWhat() {
        List<String> problems = new ArrayList<>();
        Dataset data = csv("a,b\n1,x\n2\n3,y,z\nfour,w\nfour,v\n")
                .type("a", ColumnType.NUMBER)
                .lenient(problems::add)
                .read();
        assertThat(data.rowCount()).isEqualTo(5);
        assertThat(data.column("b").isMissing(1)).isTrue();
        assertThat(data.column("a").isMissing(4)).isTrue();
        assertThat(problems)
                .containsExactly(
                        "file 'data.csv' line 3: the record has 1 fields, the header 2, first '2'; the rest is missing",
                        "file 'data.csv' line 4: the record has 3 fields, the header 2, first '3'; the surplus is left"
                                + " out",
                        "file 'data.csv' line 5, column 'a' (field 1): 'four' is no number; correct it, name it in"
                                + " missing(...), or read the column as text; read as missing");
    }

    @Test
    void keepsTheTextsOfAColumnThatLooksLikeNumbersForLong() {
        StringBuilder text = new StringBuilder("id,n\n");
        for (int i = 0; i < 3_000; i++) {
            text.append("00")
                    .append(i)
                    .append(',')
                    .append(i == 1_000 ? "" : i + ".50")
                    .append('\n');
        }
        Dataset numbers = csv(text.toString()).read();
        assertThat(numbers.column("id").number(2_999)).isEqualTo(2_999);
        assertThat(numbers.column("n").number(2_999)).isEqualTo(2_999.5);
        assertThat(numbers.column("n").isMissing(1_000)).isTrue();
        Dataset mixed = csv(text + "A1,7\n").read();
        assertThat(mixed.column("id").type()).isEqualTo(ColumnType.TEXT);
        assertThat(mixed.column("id").text(5)).isEqualTo("005");
        assertThat(mixed.column("n").number(3_000)).isEqualTo(7);
        assertThatThrownBy(
                        () -> csv(text + "A1,7\n").type("id", ColumnType.NUMBER).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("line 3002, column 'id' (field 1): 'A1' is no number");
        List<String> problems = new ArrayList<>();
        Dataset lenient = csv(text + "A1,7\nA1,8,9\n")
                .type("id", ColumnType.NUMBER)
                .lenient(problems::add)
                .read();
        assertThat(lenient.column("id").isMissing(3_001)).isTrue();
        assertThat(problems).hasSize(2);
    }

    @Test
    void infersNothingWhenStrict() {
        Schema schema = Schema.of(List.of(new Field("a", ColumnType.TEXT), new Field("b", ColumnType.NUMBER)));
        Dataset data = csv("a,b\n1,2\n").strict(schema).read();
        assertThat(data.schema()).isEqualTo(schema);
        assertThatThrownBy(() -> csv("b,a\n1,2\n").strict(schema).read()).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> csv("a,b\n1,x\n").strict(schema).read()).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void isImmutable() {
        Csv plain = csv("a\n?\n");
        plain.missing("?").type("a", ColumnType.TEXT);
        assertThat(plain.read().column("a").text(0)).isEqualTo("?");
        assertThat(plain.description()).isEqualTo("csv:data.csv");
        assertThatThrownBy(() -> plain.delimiter('"')).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plain.quote('\n')).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plain.maxRows(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plain.maxFieldChars(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalContentHasEqualFingerprintsWhateverItsForm() {
        Dataset one = csv("a,b\n1,x\n2,y\n").read();
        Dataset other = csv("\uFEFFa;b\r\n1.0;\"x\"\r\n2;y")
                .delimiter(';')
                .type("b", ColumnType.TEXT)
                .read();
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
    }
}
