package io.github.modelkeel.serving.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.modelkeel.error.IntegrityException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the reader to Jackson's, set as strictly. */
class JsonReaderTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Test
    void readsEveryKindOfValue() {
        String text = " {\"a\" : [ 1 , -2.5e-3,true,false , null, \"\" ],\r\n\t\"\u00e4\\u00e9\\n\\/\\\"\\\\\": {},"
                + "\"\ud83d\ude00 \\ud83d\\ude00\":[[],{\"b\":-0}]} \n";
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("a", Arrays.asList(1L, -0.0025, true, false, null, ""));
        expected.put("\u00e4\u00e9\n/\"\\", Map.of());
        expected.put("\ud83d\ude00 \ud83d\ude00", List.of(List.of(), Map.of("b", 0L)));
        assertThat(JsonReader.read(text.getBytes(UTF_8), "x")).isEqualTo(expected);
    }

    @Test
    void numbersAreTheNearestDoublesAndWholeOnesExact() {
        Random random = new Random(5L);
        List<String> texts = new ArrayList<>(List.of(
                "9223372036854775807",
                "-9223372036854775808",
                "999999999999999999",
                "-0",
                "-0.0",
                "0e400",
                "1e22",
                "1e23",
                "123456789012345e22",
                "9007199254740993.0",
                "2.2250738585072011e-308",
                "4.9e-324",
                "1e-400",
                "1.7976931348623157e308",
                "0.000000000000000000000000000001234"));
        for (int i = 0; i < 20_000; i++) {
            String digits = Long.toString(random.nextLong() >>> random.nextInt(63));
            int point = random.nextInt(digits.length());
            texts.add((digits.startsWith("-") || point == 0
                            ? digits + ".5"
                            : new StringBuilder(digits).insert(point, '.'))
                    + (random.nextBoolean() ? "" : "E" + (random.nextInt(60) - 30)));
            texts.add(digits);
        }
        for (String text : texts) {
            Object read = JsonReader.read(("{\"x\":" + text + "}").getBytes(UTF_8), "x")
                    .get("x");
            Object expected = text.matches("-?\\d+") ? (Object) Long.parseLong(text) : (Object) Double.valueOf(text);
            assertThat(read).as(text).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1 \"b\"} | x line 1 column 8: expected ',' or '}', found '\"'",
                "{\"a\":[1 2]} | x line 1 column 9: expected ',' or ']', found '2'",
                "{\"\u00e4\":tru} | x line 1 column 6: expected a value, found 't'",
                "{\"a\":1. } | x line 1 column 8: expected a digit, found byte 32",
                "{\"a\":-} | x line 1 column 7: expected a digit, found '}'",
                "{\"a\":00} | x line 1 column 6: expected a number without leading zeros, found '0'",
                "{\"a\":1e+} | x line 1 column 9: expected a digit, found '}'",
                "{\"a\":\"\\x\"} | x line 1 column 8: expected an escape, found 'x'",
                "{\"a\":\"\\u12G4\"} | x line 1 column 11: expected four hexadecimal digits, found 'G'",
                "{\"a\":\"\\udc00\"} | x line 1 column 13: a text has half a surrogate pair",
                "{\"a\":\"b | x line 1 column 8: a text does not end",
                "{\"a\":1,\"a\":2} | x line 1 column 8: the name 'a' is repeated",
                "{\"a\":99999999999999999999} | x line 1 column 26: whole number 99999999999999999999 does not fit 64 bits",
                "{\"a\":-1e309} | x line 1 column 12: number -1e309 is beyond the range of a double",
                "{\"a\": | x line 1 column 6: expected a value, found the end",
                "{}. | x line 1 column 3: there is content after its end"
            })
    void saysWhereAndWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> JsonReader.read(text.getBytes(UTF_8), "x"))
                .isInstanceOf(IntegrityException.class)
                .hasMessage(message + "; it is damaged or was edited: restore it");
    }

    @Test
    void boundsAreThoseThatItNames() {
        assertThat(JsonReader.read(nested(63), "x")).containsKey("a");
        assertThatThrownBy(() -> JsonReader.read(nested(64), "x")).hasMessageContaining("deeper than 64 levels");
        assertThatThrownBy(() -> JsonReader.read(("{\"a\":0." + "1".repeat(400) + "}").getBytes(UTF_8), "x"))
                .hasMessageContaining("a number has 402 characters");
        assertThatThrownBy(() -> JsonReader.read(("{\"" + "n".repeat(100_001) + "\":1}").getBytes(UTF_8), "x"))
                .hasMessageContaining("a text has 100001 characters but at most 100000 are read");
    }

    private static byte[] nested(int lists) {
        return ("{\"a\":" + "[".repeat(lists) + "]".repeat(lists) + "}").getBytes(UTF_8);
    }

    @Test
    void acceptsAndRefusesWhatJacksonDoes() {
        byte[] good = """
                {
                  "list" : [ 1, -2.5, "text \\u00e9 \\" \u00e4\u20ac", false, null, 1.5E-7, 10e2 ],
                  "map" : { "a" : { }, "b" : [ ], "\\t" : "\\ud83d\\ude00" },
                  "n" : 123456789012345678
                }
                """.getBytes(UTF_8);
        byte[] likely = "{}[]\",:\\ \n0123456789-+.eEtrufalsn\u00e9".getBytes(UTF_8);
        Random random = new Random(13L);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bad = good.clone();
            for (int hit = random.nextInt(3); hit >= 0; hit--) {
                int at = random.nextInt(bad.length);
                switch (random.nextInt(4)) {
                    case 0 -> bad[at] = likely[random.nextInt(likely.length)];
                    case 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
                    case 2 -> System.arraycopy(good, at, bad, at - random.nextInt(at + 1), bad.length - at);
                    default -> bad = Arrays.copyOf(bad, Math.max(1, bad.length - random.nextInt(4)));
                }
            }
            Optional<Map<String, Object>> ours = ours(bad);
            assertThat(ours).as(new String(bad, UTF_8)).isEqualTo(jackson(bad));
            accepted += ours.isPresent() ? 1 : 0;
        }
        assertThat(accepted).isBetween(5_000, 45_000);
    }

    private static Optional<Map<String, Object>> ours(byte[] bytes) {
        try {
            return Optional.of(JsonReader.read(bytes, "x"));
        } catch (IntegrityException e) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, Object>> jackson(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (!Arrays.equals(text.getBytes(UTF_8), bytes)) {
            return Optional.empty(); // not UTF-8
        }
        try (JsonParser in = JACKSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, Object> map = map(in);
            return in.nextToken() == null && isWhole(map) ? Optional.of(map) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> map(JsonParser in) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            in.nextToken();
            map.put(key, value(in));
        }
        return map;
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> map(in);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(in));
                }
                yield list;
            }
            case VALUE_STRING -> in.getText();
            case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> in.getLongValue();
            default -> in.getDoubleValue();
        };
    }

    /** Returns whether no number is infinite and no text has half a surrogate pair, which Jackson lets through. */
    private static boolean isWhole(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().allMatch(e -> isWhole(e.getKey()) && isWhole(e.getValue()));
        } else if (value instanceof List<?> list) {
            return list.stream().allMatch(JsonReaderTest::isWhole);
        } else if (value instanceof String text) {
            return UTF_8.newEncoder().canEncode(text);
        }
        return !(value instanceof Double number) || Double.isFinite(number);
    }
}
