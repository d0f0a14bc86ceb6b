package io.github.modelkeel.features;

import static io.github.modelkeel.features.Edges.edges;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.MlopsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of {@code broken/features.txt}, {@code kind | input | exact message}: the input gives a typed exception with
 * that message. Line breaks in a message are written {@code \n}.
 */
class BrokenInputsTest {
    private static final Dataset DATA = Dataset.builder()
            .numbers("age", 25, Double.NaN, 45)
            .numbers("orders", 1, 2, 3)
            .numbers("empty", Double.NaN, Double.NaN, Double.NaN)
            .numbers("endless", 1, Double.POSITIVE_INFINITY, 3)
            .categories("city", Arrays.asList("Bern", "Chur", null))
            .texts("comment", List.of("good", "bad", "so so"))
            .instants("since", List.of(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH))
            .build();
    private static final Map<String, Supplier<Object>> FEATURES = features();
    private static final Map<String, Supplier<Object>> ROWS = rows();

    static List<String> lines() throws IOException {
        try (InputStream file = BrokenInputsTest.class.getResourceAsStream("/broken/features.txt")) {
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
        Throwable thrown = catchThrowable(() -> run(parts[0], parts[1]));
        assertThat(thrown).isInstanceOf(MlopsException.class);
        assertThat(thrown.getMessage().replace("\n", "\\n")).isEqualTo(parts[2]);
    }

    private static Object run(String kind, String input) {
        return switch (kind) {
            case "expression" ->
                Features.builder().derive("x", input).use("x").build().fit(DATA);
            case "features" -> supplier(FEATURES, input).get();
            case "row" -> supplier(ROWS, input).get();
            case "document" -> FittedFeatures.of(changed(input));
            default -> throw new AssertionError(kind);
        };
    }

    private static Supplier<Object> supplier(Map<String, Supplier<Object>> cases, String input) {
        Supplier<Object> supplier = cases.get(input);
        assertThat(supplier).as(input).isNotNull();
        return supplier;
    }

    private static Map<String, Supplier<Object>> features() {
        Map<String, Supplier<Object>> cases = new TreeMap<>();
        cases.put("use(nothing)", () -> fit(Features.builder().use("nothing")));
        cases.put("use(comment)", () -> fit(Features.builder().use("comment")));
        cases.put("use(since)", () -> fit(Features.builder().use("since")));
        cases.put("oneHot(since)", () -> fit(Features.builder().oneHot("since").use("since")));
        cases.put("useAllBut(agee)", () -> fit(Features.builder().useAllBut("agee")));
        cases.put(
                "derive(age)",
                () -> fit(Features.builder().derive("age", "orders * 2").use("age")));
        cases.put(
                "derive(x, y) before y",
                () -> fit(Features.builder()
                        .derive("x", "y + 1")
                        .derive("y", "age")
                        .use("x")));
        cases.put(
                "impute(city, mean)",
                () -> fit(Features.builder().impute("city", Imputation.mean()).use("city")));
        cases.put(
                "impute(age, 'old')",
                () -> fit(Features.builder()
                        .impute("age", Imputation.constant("old"))
                        .use("age")));
        cases.put(
                "impute(empty, median)",
                () -> fit(
                        Features.builder().impute("empty", Imputation.median()).use("empty")));
        cases.put(
                "impute(sex, mean)",
                () -> fit(Features.builder().impute("sex", Imputation.mean()).use("age")));
        cases.put(
                "standardize(city)",
                () -> fit(Features.builder().standardize("city").use("city")));
        cases.put("minMax(empty)", () -> fit(Features.builder().minMax("empty").use("empty")));
        cases.put(
                "minMax(endless)",
                () -> fit(Features.builder().minMax("endless").use("endless")));
        cases.put(
                "bin(city)",
                () -> fit(Features.builder().bin("b", "city", edges(0, 1)).use("b")));
        cases.put(
                "oneHot(city) unused",
                () -> fit(Features.builder().oneHot("city").use("age")));
        cases.put("no rows", () -> Features.builder().use("age").build().fit(DATA.rows()));
        cases.put(
                "city=Bern twice",
                () -> fit(Features.builder().derive("city=Bern", "age").use("city=Bern", "city")));
        cases.put(
                "transform without city",
                () -> Features.builder().use("age", "city").build().fit(DATA).transform(DATA.drop(List.of("city"))));
        cases.put(
                "transform with text age",
                () -> Features.builder()
                        .use("age")
                        .build()
                        .fit(DATA)
                        .transform(Dataset.builder().texts("age", List.of("25")).build()));
        cases.put(
                "transform with infinity",
                () -> Features.builder().use("endless").build().fit(DATA).transform(DATA));
        return cases;
    }

    private static FittedFeatures fit(Features.Builder builder) {
        return builder.build().fit(DATA);
    }

    private static Map<String, Supplier<Object>> rows() {
        FittedFeatures fitted = Features.builder()
                .derive("hour", "hour(since)")
                .oneHot("city", Unseen.ERROR)
                .use("age", "city", "hour")
                .build()
                .fit(DATA);
        Map<String, Supplier<Object>> cases = new TreeMap<>();
        cases.put("age: 'old'", () -> fitted.transform(Map.of("age", "old")));
        cases.put("age: '25'", () -> fitted.transform(Map.of("age", "25")));
        cases.put("age: Infinity", () -> fitted.transform(Map.of("age", Double.POSITIVE_INFINITY)));
        cases.put("age: 9007199254740993", () -> fitted.transform(Map.of("age", 9007199254740993L)));
        cases.put("age: [25]", () -> fitted.transform(Map.of("age", List.of(25))));
        cases.put("city: 1.5", () -> fitted.transform(Map.of("city", 1.5)));
        cases.put("city: Basel", () -> fitted.transform(Map.of("city", "Basel")));
        cases.put("since: yesterday", () -> fitted.transform(Map.of("since", "yesterday")));
        cases.put("since: 2026-02-30", () -> fitted.transform(Map.of("since", "2026-02-30")));
        cases.put("since: 1066-10-14", () -> fitted.transform(Map.of("since", "1066-10-14")));
        cases.put("since: 5", () -> fitted.transform(Map.of("since", 5)));
        cases.put("two cells", () -> fitted.transform(List.of(1, 2)));
        cases.put("age: 'old', city: 2.5", () -> fitted.transform(Map.of("age", "old", "city", 2.5)));
        return cases;
    }

    /** Returns a stored form with one entry changed: {@code path = value}, the value in Java-like notation. */
    private static Map<String, Object> changed(String input) {
        Map<String, Object> document = new LinkedHashMap<>(Features.builder()
                .derive("double_age", "age * 2")
                .bin("group", "age", edges(0, 30, 60), "young", "old")
                .impute("age", Imputation.mean())
                .standardize("age")
                .frequency("city", Unseen.ZERO)
                .use("age", "double_age", "group", "city")
                .build()
                .fit(DATA)
                .toDocument());
        String[] parts = input.split(" = ", 2);
        set(document, parts[0], value(parts[1]));
        return document;
    }

    @SuppressWarnings("unchecked")
    private static void set(Map<String, Object> document, String path, Object value) {
        String[] keys = path.split("\\.", -1);
        Map<String, Object> at = document;
        if (keys.length == 3) {
            List<Object> list = new java.util.ArrayList<>((List<Object>) document.get(keys[0]));
            int index = Integer.parseInt(keys[1]);
            at = new LinkedHashMap<>((Map<String, Object>) list.get(index));
            list.set(index, at);
            document.put(keys[0], list);
        }
        at.put(keys[keys.length - 1], value);
    }

    private static Object value(String text) {
        return switch (text) {
            case "2" -> 2;
            case "0" -> 0;
            case "-1" -> -1;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "[]" -> List.of();
            case "[1, 1]" -> List.of(1, 1);
            case "[0, 30, 'x']" -> List.of(0, 30, "x");
            case "[2, 0]" -> List.of(2, 0);
            case "['a', 'a']" -> List.of("a", "a");
            case "['a']" -> List.of("a");
            default -> text;
        };
    }
}
