package io.github.modelkeel.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever comes in, only typed exceptions come out. */
class FuzzTest {
    private static final Dataset DATA = Dataset.builder()
            .numbers("age", 25, Double.NaN, 45)
            .numbers("orders", 1, 2, 3)
            .categories("city", Arrays.asList("Bern", "Chur", null))
            .instants("since", Collections.nCopies(3, java.time.Instant.EPOCH))
            .build();
    private static final String[] WORDS = {
        "age",
        "orders",
        "city",
        "since",
        "1",
        "2.5",
        "'x'",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        ",",
        "==",
        "!=",
        "<",
        ">=",
        "and",
        "or",
        "not",
        "if(",
        "coalesce(",
        "is_missing(",
        "log(",
        "min(",
        "hour(",
        "true",
        "false",
        " ",
        "`age`",
        "instant('2026-01-31')",
        "\"",
        "'",
        "`",
        "ü",
        "\u0000",
        "1e",
        ".",
        "&"
    };

    @Test
    void anExpressionRunsOrIsRefusedWithAPlace() {
        SplittableRandom random = new SplittableRandom(7);
        int ran = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder expression = new StringBuilder();
            int length = 1 + random.nextInt(9);
            for (int w = 0; w < length; w++) {
                expression.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(3) == 0 ? "" : " ");
            }
            try {
                Features.builder()
                        .derive("x", expression.toString())
                        .bin("unused", "age", Edges.edges(0, 50, 100))
                        .use("orders")
                        .build()
                        .fit(DATA);
                ran++;
            } catch (InvalidInputException e) {
                assertThat(e.getMessage())
                        .contains("expression is wrong at position ")
                        .contains("\n")
                        .endsWith("^");
            }
        }
        assertThat(ran).isGreaterThan(100);
    }

    @Test
    void aStoredFormWithOneChangeIsReadOrRefused() {
        Map<String, Object> document = Features.builder()
                .derive("double_age", "age * 2")
                .bin("group", "age", Edges.edges(0, 30, 60), "young", "old")
                .missingIndicator("ageless", "age")
                .impute("age", Imputation.mean())
                .impute("city", Imputation.mostFrequent())
                .standardize("age")
                .frequency("city", Unseen.ZERO)
                .ordinal("group", Unseen.MISSING)
                .use("age", "double_age", "group", "city", "ageless")
                .build()
                .fit(DATA)
                .toDocument();
        Object[] values = {
            0,
            -1,
            2,
            1e308,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            "",
            "age",
            "city",
            "group",
            "x",
            true,
            List.of(),
            Map.of(),
            List.of("a", "b"),
            List.of(1, 2, 3),
            List.of(Map.of()),
            "x".repeat(200_000)
        };
        int read = 0;
        int refused = 0;
        for (int at = 0; at < count(document); at++) {
            for (Object value : values) {
                int[] position = {at};
                @SuppressWarnings("unchecked")
                Map<String, Object> changed = (Map<String, Object>) changed(document, position, value);
                try {
                    FittedFeatures features = FittedFeatures.of(changed);
                    assertThat(features.transform(Map.of("age", 3)).length).isEqualTo(features.width());
                    read++;
                } catch (IntegrityException e) {
                    refused++;
                }
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isGreaterThan(300);
    }

    private static int count(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            return 1 + map.values().stream().mapToInt(FuzzTest::count).sum();
        }
        return node instanceof List<?> list
                ? 1 + list.stream().mapToInt(FuzzTest::count).sum()
                : 1;
    }

    /** Returns a copy with the node number {@code position} (depth first) replaced; the root only loses an entry. */
    private static Object changed(Object node, int[] position, Object value) {
        if (position[0]-- == 0) {
            return node instanceof Map<?, ?> map && map.containsKey("format") ? Map.of("format", value) : value;
        }
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, child) -> copy.put(key, changed(child, position, value)));
            return copy;
        }
        if (node instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(child -> copy.add(changed(child, position, value)));
            return copy;
        }
        return node;
    }
}
