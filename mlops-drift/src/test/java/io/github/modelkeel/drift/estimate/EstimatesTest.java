package io.github.modelkeel.drift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EstimatesTest {
    private static Stream<JsonNode> cases(String file) {
        try (InputStream in = EstimatesTest.class.getResourceAsStream("/golden/" + file)) {
            JsonNode cases =
                    new ObjectMapper().readTree(Objects.requireNonNull(in)).get("cases");
            return StreamSupport.stream(cases.spliterator(), false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> cbpe() {
        return cases("cbpe.json");
    }

    static Stream<JsonNode> isotonic() {
        return cases("isotonic.json");
    }

    static Stream<JsonNode> pca() {
        return cases("pca_reconstruction.json");
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static void close(double actual, JsonNode expected) {
        double e = expected.doubleValue();
        assertThat(actual).isCloseTo(e, within(Math.max(1e-12, Math.abs(e) * 1e-9)));
    }

    @ParameterizedTest
    @MethodSource("cbpe")
    void expectedPerformanceFollowsFromTheProbabilities(JsonNode c) {
        JsonNode expected = c.get("expected");
        PerformanceEstimate estimate = PerformanceEstimate.of(
                doubles(c.get("calibrated_probability")), c.get("threshold").doubleValue());
        close(estimate.truePositives(), expected.get("tp"));
        close(estimate.falsePositives(), expected.get("fp"));
        close(estimate.falseNegatives(), expected.get("fn"));
        close(estimate.trueNegatives(), expected.get("tn"));
        close(estimate.accuracy(), expected.get("accuracy"));
        close(estimate.precision(), expected.get("precision"));
        close(estimate.recall(), expected.get("recall"));
        close(estimate.specificity(), expected.get("specificity"));
        close(estimate.f1(), expected.get("f1"));
        close(estimate.rocAuc(), expected.get("roc_auc"));
        close(estimate.brier(), expected.get("brier"));
        close(estimate.logLoss(), expected.get("log_loss"));
    }

    @ParameterizedTest
    @MethodSource("isotonic")
    void theCalibrationIsThatOfScikitLearn(JsonNode c) {
        JsonNode expected = c.get("expected");
        IsotonicCalibration calibration = IsotonicCalibration.fit(doubles(c.get("score")), doubles(c.get("label")));
        assertThat(calibration.scores()).containsExactly(doubles(expected.get("x")));
        double[] fitted = calibration.fitted();
        for (int i = 0; i < fitted.length; i++) {
            close(fitted[i], expected.get("fitted").get(i));
        }
        double[] queries = calibration.probabilities(doubles(c.get("query")));
        for (int i = 0; i < queries.length; i++) {
            close(queries[i], expected.get("query_result_linear_clip").get(i));
        }
        IsotonicCalibration stored = IsotonicCalibration.of(calibration.toDocument());
        assertThat(stored.probabilities(doubles(c.get("query")))).containsExactly(queries);
    }

    @ParameterizedTest
    @MethodSource("pca")
    void theReconstructionErrorIsThatOfScikitLearn(JsonNode c) {
        JsonNode expected = c.get("expected");
        PcaReconstruction pca = PcaReconstruction.fit(rows(c.get("reference")));
        assertThat(pca.components()).isEqualTo(expected.get("components").intValue());
        for (int i = 0; i < pca.components(); i++) {
            close(
                    pca.explainedVariance()[i],
                    expected.get("explained_variance_ratio").get(i));
        }
        PcaReconstruction.Comparison same = pca.compare(rows(c.get("production_same")));
        PcaReconstruction.Comparison drifted = pca.compare(rows(c.get("production_drifted")));
        close(same.referenceError(), expected.get("error_reference"));
        close(same.windowError(), expected.get("error_same"));
        close(drifted.windowError(), expected.get("error_drifted"));
        assertThat(same.pValue()).isGreaterThan(0.05);
        assertThat(drifted.effect()).isGreaterThan(same.effect());
    }

    private static Dataset rows(JsonNode array) {
        int width = array.get(0).size();
        Dataset.Builder builder = Dataset.builder();
        for (int c = 0; c < width; c++) {
            int column = c;
            builder.numbers(
                    "c" + c,
                    StreamSupport.stream(array.spliterator(), false)
                            .mapToDouble(row -> row.get(column).doubleValue())
                            .toArray());
        }
        return builder.build();
    }

    @Test
    void theEstimateMeetsTheAccuracyOnRowsWithLabels() {
        Random random = new Random(3L);
        double[] p = new double[20_000];
        int right = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = random.nextDouble();
            boolean positive = random.nextDouble() < p[i];
            right += positive == (p[i] >= 0.5) ? 1 : 0;
        }
        PerformanceEstimate estimate = PerformanceEstimate.of(p, 0.5);
        assertThat(estimate.accuracy()).isCloseTo(right / 20_000.0, within(3 * estimate.accuracyError()));
        assertThat(estimate.accuracyError()).isBetween(0.002, 0.004);
    }

    @Test
    void ratiosWithoutACaseAreZero() {
        PerformanceEstimate none = PerformanceEstimate.of(new double[] {0.0, 0.0}, 0.5);
        assertThat(none.precision()).isZero();
        assertThat(none.recall()).isZero();
        assertThat(none.f1()).isZero();
        assertThat(none.accuracy()).isEqualTo(1.0);
        assertThat(none.rocAuc()).isEqualTo(0.5);
        assertThat(none.logLoss()).isZero();
    }

    @Test
    void aBrokenCorrelationIsSeenThoughEachColumnLooksAsBefore() {
        Random random = new Random(4L);
        double[][] together = new double[3][2_000];
        double[][] apart = new double[3][500];
        for (int c = 0; c < 3; c++) {
            for (int row = 0; row < 500; row++) {
                apart[c][row] = random.nextGaussian();
            }
        }
        for (int row = 0; row < 2_000; row++) {
            double common = random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                together[c][row] = Math.sqrt(0.9) * common + Math.sqrt(0.1) * random.nextGaussian();
            }
        }
        together[1][7] = Double.NaN; // missing counts as the mean
        PcaReconstruction pca = PcaReconstruction.fit(dataset(together));
        PcaReconstruction.Comparison comparison = pca.compare(dataset(apart));
        assertThat(pca.components()).isEqualTo(1);
        assertThat(comparison.pValue()).isLessThan(1e-6);
        assertThat(comparison.windowError()).isGreaterThan(2 * comparison.referenceError());
    }

    private static Dataset dataset(double[][] columns) {
        return Dataset.builder()
                .numbers("a", columns[0])
                .numbers("b", columns[1])
                .numbers("c", columns[2])
                .numbers("constant", new double[columns[0].length])
                .build();
    }

    @Test
    void refusesWhatCannotBeEstimated() {
        assertThatThrownBy(() -> PerformanceEstimate.of(new double[0], 0.5)).isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> PerformanceEstimate.of(new double[] {1.2}, 0.5))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("calibrate");
        assertThatThrownBy(() -> IsotonicCalibration.fit(new double[0], new double[0]))
                .isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> IsotonicCalibration.fit(new double[] {Double.NaN}, new double[] {1}))
                .isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> IsotonicCalibration.fit(new double[] {1}, new double[] {2}))
                .isInstanceOf(DriftInputException.class);
        IsotonicCalibration good = IsotonicCalibration.fit(new double[] {1, 2}, new double[] {0, 1});
        assertThatThrownBy(() -> good.probability(Double.NaN)).isInstanceOf(DriftInputException.class);
        for (Map.Entry<String, Object> wrong : Map.<String, Object>of(
                        "format_version", 2, "scores", List.of(2.0, 1.0), "probabilities", List.of(0.5))
                .entrySet()) {
            Map<String, Object> bad = new HashMap<>(good.toDocument());
            bad.put(wrong.getKey(), wrong.getValue());
            assertThatThrownBy(() -> IsotonicCalibration.of(bad)).isInstanceOf(DriftInputException.class);
        }
        Dataset one = Dataset.builder().numbers("x", 1.0).build();
        assertThatThrownBy(() -> PcaReconstruction.fit(one)).isInstanceOf(DriftInputException.class);
        Dataset infinite =
                Dataset.builder().numbers("x", 1.0, Double.POSITIVE_INFINITY).build();
        assertThatThrownBy(() -> PcaReconstruction.fit(infinite))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("column 'x' row 1");
    }
}
