package io.github.modelkeel.serving.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentsTest {
    private final JsonDocuments codec = new JsonDocuments();

    @Test
    void equalDocumentsHaveEqualBytes() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("zeta", List.of(1L, 2.0, "\u00e4\n\"", true));
        document.put("Alpha", Map.of("b", List.of(), "a", Map.of()));
        document.put("nothing", null);
        assertThat(new String(codec.write(document), UTF_8)).isEqualTo("""
                {
                  "Alpha" : {
                    "a" : { },
                    "b" : [ ]
                  },
                  "nothing" : null,
                  "zeta" : [ 1, 2.0, "\u00e4\\n\\"", true ]
                }
                """);
        assertThat(codec.read(codec.write(document), "x")).isEqualTo(document);
    }

    /** The shortest text of each double; JDK 17's own Double.toString gives 2.0E-3 as 0.002 but 2.0E23 too long. */
    @ParameterizedTest
    @CsvSource({
        "2.0E23, 2.0E23",
        "2.2250738585072014E-308, 2.2250738585072014E-308",
        "4.9E-324, 4.9E-324",
        "-0.0, -0.0",
        "100, 100.0",
        "1e7, 1.0E7",
        "0.1, 0.1",
        "9007199254740993, 9.007199254740992E15"
    })
    void doublesAreWrittenAsTheShortestTextThatReadsBack(double value, String text) {
        byte[] bytes = codec.write(Map.of("x", value));
        assertThat(new String(bytes, UTF_8)).isEqualTo("{\n  \"x\" : " + text + "\n}\n");
        assertThat(codec.read(bytes, "x").get("x")).isEqualTo(value);
    }

    @Test
    void everyDoubleComesBackBitByBit() {
        Random random = new Random(7L);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(codec.read(codec.write(Map.of("x", value)), "x").get("x"))
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void whatIsNoDocumentIsNotWritten() {
        assertThatThrownBy(() -> codec.write(Map.of("x", Double.NaN))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.write(Map.of("x", 1.0f))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.write(Map.of("x", "\ud800"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{} {}",
                "{'a':1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":NaN}",
                "{\"a\":1e999}",
                "{\"a\":99999999999999999999}",
                "{\"a\":01}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":/* */1}",
                "\ufeff{}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\ud800\"}"
            })
    void whatIsNoDocumentIsNotRead(String text) {
        assertThatThrownBy(() -> codec.read(text.getBytes(UTF_8), "model.json"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageStartingWith("model.json line 1 column ");
    }

    @Test
    void depthAndEncodingAreBounded() {
        String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
        assertThatThrownBy(() -> codec.read(deep.getBytes(UTF_8), "x")).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> codec.read(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'}, "x"))
                .isInstanceOf(IntegrityException.class)
                .hasMessage("x is not UTF-8: restore it");
        byte[] utf16 = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
        assertThatThrownBy(() -> codec.read(utf16, "x")).isInstanceOf(IntegrityException.class);
    }

    @Test
    void damageIsADocumentOrAnIntegrityException() {
        byte[] good = codec.write(Map.of("list", List.of(1L, 2.5, "text", false), "map", Map.of("a", "b")));
        Random random = new Random(11L);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int hit = random.nextInt(3); hit > 0 && bad.length > 0; hit--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                codec.write(codec.read(bad, "x"));
            } catch (IntegrityException e) {
                assertThat(e).hasMessageStartingWith("x");
            }
        }
    }
}
