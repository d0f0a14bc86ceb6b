package io.github.modelkeel.drift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.drift.DriftInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamDetectorsTest {
    private static final JsonNode FILE = read();

    private static JsonNode read() {
        try (InputStream in = StreamDetectorsTest.class.getResourceAsStream("/golden/streaming.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    record Case(String name, JsonNode node) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> golden() {
        return StreamSupport.stream(FILE.get("cases").spliterator(), false)
                .map(node -> new Case(node.get("name").asText(), node));
    }

    static Stream<StreamDetector> detectors() {
        return Stream.of(
                Adwin.standard(),
                Adwin.standard().keepingWindow(),
                PageHinkley.of(30, 0.005, 5.0, 0.9999, PageHinkley.Mode.BOTH),
                Ddm.standard(),
                Eddm.standard(),
                HddmA.of(0.001, 0.005, true),
                HddmW.of(0.001, 0.005, 0.05, true),
                Kswin.standard());
    }

    private static double[] stream(String name) {
        return StreamSupport.stream(FILE.get("streams").get(name).spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static StreamDetector detector(String name, JsonNode p) {
        return switch (name) {
            case "ADWIN", "ADWIN_KEEP" -> {
                Adwin adwin = Adwin.of(
                        p.get("delta").doubleValue(),
                        p.get("clock").intValue(),
                        p.get("max_buckets").intValue(),
                        p.get("min_window_length").intValue(),
                        p.get("grace_period").intValue());
                yield name.equals("ADWIN") ? adwin : adwin.keepingWindow();
            }
            case "PageHinkley" ->
                PageHinkley.of(
                        p.get("min_instances").intValue(),
                        p.get("delta").doubleValue(),
                        p.get("threshold").doubleValue(),
                        p.get("alpha").doubleValue(),
                        PageHinkley.Mode.valueOf(p.get("mode").asText().toUpperCase(Locale.ROOT)));
            case "DDM" ->
                Ddm.of(
                        p.get("warm_start").intValue(),
                        p.get("warning_threshold").doubleValue(),
                        p.get("drift_threshold").doubleValue());
            case "EDDM" ->
                Eddm.of(
                        p.get("warm_start").intValue(),
                        p.get("alpha").doubleValue(),
                        p.get("beta").doubleValue());
            case "HDDM_A" ->
                HddmA.of(
                        p.get("drift_confidence").doubleValue(),
                        p.get("warning_confidence").doubleValue(),
                        p.get("two_sided").booleanValue());
            case "HDDM_W" ->
                HddmW.of(
                        p.get("drift_confidence").doubleValue(),
                        p.get("warning_confidence").doubleValue(),
                        p.get("lambda").doubleValue(),
                        p.get("two_sided").booleanValue());
            case "KSWIN_FULL" ->
                Kswin.of(
                        p.get("alpha").doubleValue(),
                        p.get("window_size").intValue(),
                        p.get("stat_size").intValue());
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @MethodSource("golden")
    void driftsAndWarnsAtTheGoldenPositions(Case c) {
        JsonNode expected = c.node().get("expected");
        StreamDetector detector =
                detector(c.node().get("detector").asText(), c.node().get("parameters"));
        List<Integer> drifts = new ArrayList<>();
        List<Integer> warnings = new ArrayList<>();
        double[] values = stream(c.node().get("stream").asText());
        for (int i = 0; i < values.length; i++) {
            StreamState state = detector.update(values[i]);
            assertThat(state).isEqualTo(detector.state());
            if (state == StreamState.DRIFT) {
                drifts.add(i);
            } else if (state == StreamState.WARNING) {
                warnings.add(i);
            }
        }
        List<Integer> golden = new ArrayList<>();
        expected.get("drift").forEach(node -> golden.add(node.intValue()));
        assertThat(drifts).isEqualTo(golden);
        if (expected.has("warnings")) {
            assertThat(warnings).hasSize(expected.get("warnings").intValue());
        }
        if (expected.has("first_warning") && !expected.get("first_warning").isNull()) {
            assertThat(warnings.get(0)).isEqualTo(expected.get("first_warning").intValue());
        }
        if (detector instanceof Adwin adwin) {
            assertThat(adwin.width()).isEqualTo(expected.get("final_width").longValue());
            double mean = expected.get("final_mean").doubleValue();
            assertThat(adwin.mean()).isCloseTo(mean, within(Math.abs(mean) * 1e-9 + 1e-12));
        }
    }

    /** Errors at a rate of 0.1, then 0.9. */
    private static double[] errors() {
        Random random = new Random(11L);
        double[] values = new double[3_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < (i < 1_500 ? 0.1 : 0.9) ? 1.0 : 0.0;
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void goesOnAfterBeingSavedAtAnyPoint(StreamDetector detector) throws IOException {
        double[] values = errors();
        List<StreamState> whole = new ArrayList<>();
        for (double value : values) {
            whole.add(detector.update(value));
        }
        assertThat(whole).contains(StreamState.DRIFT);
        detector.reset();
        assertThat(detector.state()).isEqualTo(StreamState.STABLE);
        StreamDetector current = detector;
        ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < values.length; i++) {
            if (i % 97 == 0 || whole.get(Math.max(0, i - 1)) == StreamState.DRIFT) {
                String json = mapper.writeValueAsString(current.toDocument());
                Map<?, ?> document = mapper.readValue(json, Map.class);
                Map<String, Object> copy = new LinkedHashMap<>();
                document.forEach((key, value) -> copy.put(String.valueOf(key), value));
                current = StreamDetectors.restore(copy);
            }
            assertThat(current.update(values[i])).as("value %d", i).isEqualTo(whole.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void skipsMissingValues(StreamDetector detector) {
        double[] values = errors();
        List<StreamState> plain = new ArrayList<>();
        for (double value : values) {
            plain.add(detector.update(value));
        }
        detector.reset();
        for (int i = 0; i < values.length; i++) {
            assertThat(detector.update(Double.NaN)).isEqualTo(StreamState.STABLE);
            assertThat(detector.update(values[i])).isEqualTo(plain.get(i));
        }
    }

    @Test
    void errorDetectorsRefuseWhatIsNoShare() {
        for (StreamDetector detector : List.of(Ddm.standard(), Eddm.standard(), HddmA.standard(), HddmW.standard())) {
            detector.update(1.0);
            Map<String, Object> before = detector.toDocument();
            assertThatThrownBy(() -> detector.update(1.5))
                    .isInstanceOfSatisfying(
                            DriftInputException.class,
                            e -> assertThat(e.kind()).isEqualTo(DriftInputException.Kind.VALUE_OUT_OF_RANGE));
            assertThatThrownBy(() -> detector.update(Double.NEGATIVE_INFINITY)).isInstanceOf(DriftInputException.class);
            assertThat(detector.toDocument()).isEqualTo(before); // what is refused does not count
        }
    }

    @Test
    void detectorsOfMeansRefuseWhatIsInfiniteAndGoOnAsIfItHadNotCome() {
        for (StreamDetector detector : List.of(Adwin.standard(), PageHinkley.standard())) {
            int alarms = 0;
            for (int i = 0; i < 2_000; i++) {
                if (i == 500) {
                    assertThatThrownBy(() -> detector.update(Double.POSITIVE_INFINITY))
                            .isInstanceOf(DriftInputException.class)
                            .hasMessageContaining("finite");
                }
                alarms += detector.update(i < 1_000 ? 0.0 : 1.0) == StreamState.DRIFT ? 1 : 0;
            }
            assertThat(alarms).isPositive();
        }
    }

    @Test
    void aWrongParameterFailsAtOnce() {
        assertThatThrownBy(() -> Adwin.of(0.002, 32, 1_001, 5, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Adwin.of(0.0, 32, 5, 5, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Adwin.of(0.002, 0, 5, 5, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ddm.of(30, Double.NaN, 3.0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HddmA.of(1.0, 0.1, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Kswin.of(0.01, 30, 30)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PageHinkley.of(0, 0.1, 5.0, 1.0, PageHinkley.Mode.UP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aBrokenDocumentIsRefused(StreamDetector detector) {
        detector.update(1.0);
        Map<String, Object> good = detector.toDocument();
        refused(good, "format_version", 2L);
        refused(good, "detector", "CUSUM");
        refused(good, "parameters", Map.of());
        refused(good, "parameters", List.of());
        refused(good, "state", "UNSURE");
        refused(good, "numbers", List.of());
        refused(good, "numbers", List.of("x"));
        List<Object> longer = new ArrayList<>((List<?>) Objects.requireNonNull(good.get("numbers")));
        longer.add(1.0);
        refused(good, "numbers", longer);
        longer.set(0, -1.0);
        refused(good, "numbers", longer);
    }

    @Test
    void aDocumentThatAsksForTooMuchMemoryIsRefused() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(Adwin.standard().toDocument().get("parameters")))
                .forEach((key, value) -> parameters.put(String.valueOf(key), value));
        parameters.put("max_buckets", 900_000_000);
        refused(Adwin.standard().toDocument(), "parameters", parameters);
    }

    private static void refused(Map<String, Object> good, String key, Object value) {
        Map<String, Object> bad = new HashMap<>(good);
        bad.put(key, value);
        assertThatThrownBy(() -> StreamDetectors.restore(bad))
                .as("%s = %s", key, value)
                .isInstanceOf(DriftInputException.class);
    }
}
