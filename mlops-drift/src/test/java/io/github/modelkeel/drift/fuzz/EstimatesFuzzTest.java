package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.estimate.IsotonicCalibration;
import io.github.modelkeel.drift.estimate.PcaReconstruction;
import io.github.modelkeel.drift.estimate.PerformanceEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@AddLifecycleHook(Hostile.Soon.class)
class EstimatesFuzzTest {
    @Provide
    Arbitrary<double[]> samples() {
        return Hostile.sample();
    }

    /** A threshold is a setting: NaN is refused as any wrong one, by an IllegalArgumentException. */
    @Provide
    Arbitrary<Double> thresholds() {
        return Hostile.any().filter(threshold -> !threshold.isNaN());
    }

    private static double[] shares(double[] values) {
        return Arrays.stream(values)
                .map(x -> Double.isFinite(x) ? Math.abs(x - Math.rint(x)) : 1.0)
                .toArray();
    }

    @Property(seed = "31")
    void performanceIsEstimatedOrRefused(@ForAll("samples") double[] values, @ForAll("thresholds") double threshold) {
        for (double[] probabilities : List.of(values, shares(values))) {
            Hostile.answer(() -> PerformanceEstimate.of(probabilities, threshold))
                    .ifPresent(estimate -> {
                        for (double share : new double[] {
                            estimate.accuracy(),
                            estimate.precision(),
                            estimate.recall(),
                            estimate.specificity(),
                            estimate.f1(),
                            estimate.rocAuc(),
                            estimate.brier()
                        }) {
                            assertThat(share).isBetween(0.0, 1.0 + 1e-9);
                        }
                        assertThat(estimate.logLoss()).isFinite().isGreaterThanOrEqualTo(0.0);
                        assertThat(estimate.accuracyError()).isFinite().isGreaterThanOrEqualTo(0.0);
                    });
        }
    }

    @Property(seed = "32")
    void aCalibrationRisesOrIsRefused(
            @ForAll("samples") double[] values, @ForAll("samples") double[] queries, @ForAll long seed) {
        Random random = new Random(seed);
        double[] labels = new double[values.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(2);
        }
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        for (double[] scores : List.of(values, finite)) {
            Hostile.answer(() -> IsotonicCalibration.fit(scores, Arrays.copyOf(labels, scores.length)))
                    .ifPresent(calibration -> {
                        soundCalibration(calibration, queries);
                        assertThat(IsotonicCalibration.of(calibration.toDocument())
                                        .fitted())
                                .isEqualTo(calibration.fitted());
                        Map<String, Object> damaged = Hostile.broken(calibration.toDocument(), random);
                        Hostile.answer(() -> IsotonicCalibration.of(damaged))
                                .ifPresent(read -> soundCalibration(read, queries));
                    });
        }
    }

    private static void soundCalibration(IsotonicCalibration calibration, double[] queries) {
        double[] sorted = queries.clone();
        Arrays.sort(sorted);
        double last = 0.0;
        for (double query : sorted) {
            double probability =
                    Hostile.answer(() -> calibration.probability(query)).orElse(last);
            assertThat(probability).isBetween(last - 1e-12, 1.0);
            last = probability;
        }
    }

    @Property(seed = "33")
    void aReconstructionIsComparedOrRefused(
            @ForAll("samples") double[] a, @ForAll("samples") double[] b, @ForAll("samples") double[] c) {
        int rows = Math.min(a.length, b.length);
        Dataset reference = Dataset.builder()
                .numbers("a", Arrays.copyOf(a, rows))
                .numbers("b", Arrays.copyOf(b, rows))
                .numbers("both", Arrays.copyOf(a, rows))
                .build();
        Dataset window = Dataset.builder()
                .numbers("a", c)
                .numbers("b", shares(c))
                .numbers("both", c)
                .build();
        for (double share : new double[] {1e-9, 0.65, Math.nextDown(1.0)}) {
            Hostile.answer(() -> PcaReconstruction.fit(reference, share)).ifPresent(pca -> {
                assertThat(pca.components()).isBetween(0, 3);
                for (double explained : pca.explainedVariance()) {
                    assertThat(explained).isBetween(0.0, 1.0 + 1e-9);
                }
                Hostile.answer(() -> pca.compare(window)).ifPresent(result -> {
                    assertThat(result.pValue()).isBetween(0.0, 1.0);
                    assertThat(result.z()).isNotNaN();
                    assertThat(result.effect()).isNotNaN();
                    assertThat(result.referenceError()).isGreaterThanOrEqualTo(0.0);
                    assertThat(result.windowError()).isGreaterThanOrEqualTo(0.0);
                });
            });
        }
    }
}
