package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the golden vectors of src/test/resources/golden (their origin is stated there). */
final class Golden {
    private Golden() {}

    record Case(String name, JsonNode input) {
        JsonNode expected() {
            return input.get("expected");
        }

        double[] reference() {
            return doubles(input.get("reference"));
        }

        double[] production() {
            return doubles(input.get("production"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static JsonNode file(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Case> cases(String file) {
        return StreamSupport.stream(file(file).get("cases").spliterator(), false)
                .map(node -> new Case(node.get("name").asText(), node));
    }

    static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(Golden::number)
                .toArray();
    }

    static double number(JsonNode node) {
        return node.isNull() ? Double.NaN : node.isTextual() ? Double.parseDouble(node.asText()) : node.doubleValue();
    }

    static Map<String, Long> counts(JsonNode object) {
        Map<String, Long> counts = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().longValue()));
        return counts;
    }

    /** Holds a number to a relative tolerance; where the expected value is 0 or tiny, to an absolute one. */
    static void assertClose(double actual, JsonNode expected, double relative, double absolute, String what) {
        double e = number(expected);
        if (Double.isInfinite(e)) {
            assertThat(actual).as(what).isEqualTo(e);
        } else {
            assertThat(actual).as(what).isCloseTo(e, within(Math.max(Math.abs(e) * relative, absolute)));
        }
    }
}
