package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.drift.estimate.PcaReconstruction;
import io.github.modelkeel.drift.estimate.PerformanceEstimate;
import io.github.modelkeel.drift.stream.KsCounter;
import io.github.modelkeel.drift.tabular.AndersonDarling;
import io.github.modelkeel.drift.tabular.BinnedDistance;
import io.github.modelkeel.drift.tabular.CramerVonMises;
import io.github.modelkeel.drift.tabular.EnergyDistance;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import io.github.modelkeel.drift.tabular.MannWhitney;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import io.github.modelkeel.drift.tabular.Wasserstein;
import io.github.modelkeel.drift.tabular.WelchT;
import io.github.modelkeel.spi.DriftTest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Ten million values: takes half a minute and a gigabyte. {@code -Dmodelkeel.large=true} runs it. */
@EnabledIfSystemProperty(named = "modelkeel.large", matches = "true")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LargeInputTest {
    private static final int MANY = 10_000_000;
    private static final List<DriftTest> TESTS = List.of(
            KolmogorovSmirnov.twoSample(),
            AndersonDarling.twoSample(),
            CramerVonMises.twoSample(),
            MannWhitney.twoSample(),
            WelchT.twoSample(),
            Wasserstein.twoSample(),
            EnergyDistance.twoSample(),
            BinnedDistance.populationStabilityIndex());

    private static double[] normal(int size, double shift, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = shift + random.nextGaussian();
        }
        return values;
    }

    @Test
    void everyTestComparesTenMillionValues() {
        NumericProfile reference = NumericProfile.of(normal(MANY, 0.0, 1L));
        for (int size : new int[] {1, 100, MANY - 1, MANY}) {
            NumericProfile window = NumericProfile.of(normal(size, 0.01, 2L));
            for (DriftTest test : TESTS) {
                if (size == 1 && test instanceof WelchT) {
                    assertThat(Hostile.answer(() -> test.compare(reference, window)))
                            .isEmpty();
                    continue;
                }
                TestResult result = test.compare(reference, window);
                Hostile.check(result);
                if (size > 100) { // a hundredth of a deviation is certain among so many
                    assertThat(result.pValue()).as(test.name()).isLessThanOrEqualTo(0.001);
                }
            }
        }
    }

    @Test
    void constantsAndCountersStandTenMillionValues() {
        NumericProfile constant = NumericProfile.of(new double[MANY]);
        for (DriftTest test : TESTS) {
            Hostile.answer(() -> test.compare(constant, constant)).ifPresent(result -> {
                Hostile.check(result);
                assertThat(result.effect()).isZero();
            });
        }
        KsCounter counter = KsCounter.against(NumericProfile.of(normal(10_000, 0.0, 1L)));
        for (double value : normal(MANY, 0.0, 2L)) {
            counter.update(value);
        }
        assertThat(counter.count()).isEqualTo(MANY);
        assertThat(counter.result().statistic()).isLessThan(0.02);
    }

    @Test
    void aTableOfTenMillionRowsIsChecked() {
        Dataset reference =
                Dataset.builder().numbers("x", normal(100_000, 0.0, 1L)).build();
        Dataset window = Dataset.builder().numbers("x", normal(MANY, 0.5, 2L)).build();
        DriftReport report = TabularDriftDetector.builder()
                .reference(reference)
                .confirmations(1)
                .build()
                .check(window);
        assertThat(report.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(PcaReconstruction.fit(reference).compare(window).pValue()).isBetween(0.0, 1.0);
        double[] probabilities = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            probabilities[i] = (i % 1_000) / 999.0;
        }
        assertThat(PerformanceEstimate.of(probabilities, 0.5).accuracy()).isBetween(0.7, 0.8);
    }
}
