package io.github.modelkeel.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.data.ColumnSummary;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Python's csv module and pandas make of the reference files; origin of the numbers: the JSON files beside them. */
class CsvReferenceTest {
    @TestFactory
    List<DynamicTest> everyFileHasTheDigestThatPythonComputes() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String set : SharedData.SETS) {
            JsonNode expected = SharedData.json(SharedData.folder(set).resolve("expected_parse.json"));
            expected.properties()
                    .forEach(file -> tests.add(DynamicTest.dynamicTest(
                            set + "/" + file.getKey(),
                            () -> assertDigest(SharedData.folder(set).resolve(file.getKey()), file.getValue()))));
        }
        return tests;
    }

    private static void assertDigest(Path file, JsonNode expected) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long[] counts = new long[2];
        Csv.file(file)
                .charset(Charset.forName(expected.get("charset").asText()))
                .records((line, cells) -> {
                    for (String cell : cells) {
                        digest.update((cell + "\u001f").getBytes(StandardCharsets.UTF_8));
                    }
                    digest.update((byte) 0x1e);
                    counts[0]++;
                    counts[1] += cells.length;
                });
        assertThat(counts[0]).isEqualTo(expected.get("records_with_header").asLong());
        assertThat(counts[1]).isEqualTo(expected.get("cells").asLong());
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo(expected.get("digest").asText());
    }

    @TestFactory
    List<DynamicTest> readsEveryCaseOfTheSpectrum() {
        Path folder = SharedData.folder("csv_spectrum");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode spec : SharedData.json(folder.resolve("dataset.json")).get("cases")) {
            String file = spec.get("file").asText();
            JsonNode expected =
                    SharedData.json(folder.resolve(spec.get("expected").asText()));
            tests.add(DynamicTest.dynamicTest(file, () -> assertSpectrum(folder.resolve(file), expected)));
        }
        assertThat(tests).hasSize(11);
        return tests;
    }

    private static void assertSpectrum(Path file, JsonNode expected) {
        List<String[]> records = new ArrayList<>();
        Csv.file(file).records((line, cells) -> records.add(cells));
        List<Map<String, String>> objects = new ArrayList<>();
        for (String[] cells : records.subList(1, records.size())) {
            Map<String, String> object = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                object.put(records.get(0)[i], cells[i]);
            }
            objects.add(object);
        }
        List<Map<String, String>> wanted = new ArrayList<>();
        for (JsonNode object : expected) {
            Map<String, String> map = new LinkedHashMap<>();
            object.properties()
                    .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
            wanted.add(map);
        }
        assertThat(objects).isEqualTo(wanted);
    }

    @TestFactory
    List<DynamicTest> everyColumnHasTheProfileThatPandasComputes() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String set : SharedData.SETS) {
            JsonNode expected = SharedData.json(SharedData.folder(set).resolve("profile.json"));
            tests.add(DynamicTest.dynamicTest(set, () -> assertProfile(set, expected)));
        }
        return tests;
    }

    private static void assertProfile(String set, JsonNode expected) {
        JsonNode spec = SharedData.json(SharedData.folder(set).resolve("dataset.json"));
        Csv csv = SharedData.csv(set, spec.get("file").asText());
        if (set.equals("messy/starwars_survey")) {
            csv = csv.repairNames(); // pandas names them otherwise, so columns are compared by position
        }
        Dataset data = csv.read();
        assertThat(data.rowCount()).isEqualTo(expected.get("rows").asInt());
        List<Map.Entry<String, JsonNode>> columns =
                List.copyOf(expected.get("profile").properties());
        List<ColumnSummary> summaries = data.describe();
        assertThat(summaries).hasSize(columns.size());
        for (int i = 0; i < summaries.size(); i++) {
            ColumnSummary summary = summaries.get(i);
            if (!set.equals("messy/starwars_survey")) {
                assertThat(summary.name()).isEqualTo(columns.get(i).getKey());
            }
            assertColumn(set + " " + summary.name(), summary, columns.get(i).getValue());
        }
    }

    private static void assertColumn(String name, ColumnSummary summary, JsonNode expected) {
        assertThat(summary.count()).as(name).isEqualTo(expected.get("count").asInt());
        assertThat(summary.missing()).as(name).isEqualTo(expected.get("missing").asInt());
        assertThat(summary.distinct())
                .as(name)
                .isEqualTo(expected.get("distinct").asInt());
        boolean numeric = expected.get("numeric").asBoolean();
        assertThat(summary.numbers().isPresent()).as(name).isEqualTo(numeric);
        if (numeric) {
            ColumnSummary.Numbers numbers = summary.numbers().orElseThrow();
            close(name + " min", numbers.min(), expected.get("min").asDouble());
            close(name + " max", numbers.max(), expected.get("max").asDouble());
            close(name + " mean", numbers.mean(), expected.get("mean").asDouble());
            if (!expected.get("std").isNull()) {
                close(name + " std", numbers.std(), expected.get("std").asDouble());
            }
            expected.get("quantiles")
                    .properties()
                    .forEach(q -> close(
                            name + " " + q.getKey(),
                            numbers.quantiles().get(Double.valueOf(q.getKey())),
                            q.getValue().asDouble()));
        } else if (summary.type() == ColumnType.CATEGORY || summary.type() == ColumnType.TEXT) {
            List<ColumnSummary.LevelCount> top = new ArrayList<>();
            expected.get("top")
                    .forEach(pair -> top.add(new ColumnSummary.LevelCount(
                            pair.get(0).asText(), pair.get(1).asInt())));
            assertThat(summary.top()).as(name).isEqualTo(top);
        }
    }

    /** To 1e-9, relative for numbers above 1. */
    private static void close(String name, double actual, double expected) {
        assertThat(actual).as(name).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
}
