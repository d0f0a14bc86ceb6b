package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.AndersonDarling;
import io.github.modelkeel.drift.tabular.BinnedDistance;
import io.github.modelkeel.drift.tabular.ChiSquared;
import io.github.modelkeel.drift.tabular.Correction;
import io.github.modelkeel.drift.tabular.CramerVonMises;
import io.github.modelkeel.drift.tabular.EnergyDistance;
import io.github.modelkeel.drift.tabular.FisherExact;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import io.github.modelkeel.drift.tabular.LabelDriftCheck;
import io.github.modelkeel.drift.tabular.MannWhitney;
import io.github.modelkeel.drift.tabular.Proportions;
import io.github.modelkeel.drift.tabular.Wasserstein;
import io.github.modelkeel.drift.tabular.WelchT;
import io.github.modelkeel.spi.DriftTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@AddLifecycleHook(Hostile.Soon.class)
class TestsFuzzTest {
    private static final List<DriftTest> NUMBERS = numbers();
    private static final List<DriftTest> CATEGORIES = categories();

    private static List<DriftTest> numbers() {
        List<DriftTest> tests = new ArrayList<>(List.of(
                KolmogorovSmirnov.twoSample(),
                KolmogorovSmirnov.twoSample().withMethod(KolmogorovSmirnov.Method.EXACT),
                KolmogorovSmirnov.twoSample().withMethod(KolmogorovSmirnov.Method.ASYMPTOTIC),
                AndersonDarling.twoSample(),
                CramerVonMises.twoSample(),
                MannWhitney.twoSample(),
                WelchT.twoSample(),
                Wasserstein.twoSample(),
                EnergyDistance.twoSample()));
        for (BinnedDistance.Measure measure : BinnedDistance.Measure.values()) {
            tests.add(BinnedDistance.of(measure));
            tests.add(BinnedDistance.of(measure).bins(2));
        }
        return tests;
    }

    private static List<DriftTest> categories() {
        List<DriftTest> tests = new ArrayList<>(
                List.of(ChiSquared.homogeneity(), ChiSquared.pearson(), ChiSquared.yates(), ChiSquared.gTest()));
        for (BinnedDistance.Measure measure : BinnedDistance.Measure.values()) {
            tests.add(BinnedDistance.of(measure));
        }
        return tests;
    }

    @Provide
    Arbitrary<double[]> samples() {
        return Hostile.sample();
    }

    @Provide
    Arbitrary<Map<String, Long>> counts() {
        return Hostile.counts();
    }

    @Provide
    Arbitrary<Long> count() {
        return Hostile.count();
    }

    @Property(seed = "1")
    void everyTestOfNumbersAnswersOrRefuses(@ForAll("samples") double[] reference, @ForAll("samples") double[] window) {
        NumericProfile r = NumericProfile.of(reference);
        NumericProfile w = NumericProfile.of(window);
        for (DriftTest test : NUMBERS) {
            for (NumericProfile frozen : List.of(r, r.compressed(5))) {
                NumericProfile counted = w.countedAt(frozen);
                Hostile.answer(() -> test.compare(frozen, counted)).ifPresent(Hostile::check);
                Hostile.answer(() -> test.detectableEffect(frozen, counted, 0.01, 0.9))
                        .ifPresent(effect -> assertThat(effect).as(test.name()).isGreaterThanOrEqualTo(0.0));
            }
        }
    }

    @Property(seed = "2")
    void theDistanceIsThatOfItsDefinition(@ForAll("samples") double[] reference, @ForAll("samples") double[] window) {
        double[] r = present(reference);
        double[] w = present(window);
        if (r.length == 0 || w.length == 0) {
            return;
        }
        TreeSet<Double> places = new TreeSet<>();
        Arrays.stream(r).forEach(places::add);
        Arrays.stream(w).forEach(places::add);
        long largest = 0;
        for (double place : places) {
            long f = Arrays.stream(r).filter(x -> x <= place).count();
            long g = Arrays.stream(w).filter(x -> x <= place).count();
            largest = Math.max(largest, Math.abs(f * w.length - g * r.length));
        }
        TestResult result = KolmogorovSmirnov.twoSample().compare(reference, window);
        assertThat(result.statistic()).isCloseTo((double) largest / ((double) r.length * w.length), within(1e-15));
        Double place = result.location();
        if (place != null) {
            long f = Arrays.stream(r).filter(x -> x <= place).count();
            long g = Arrays.stream(w).filter(x -> x <= place).count();
            assertThat((f * w.length - g * r.length) * result.sign()).isEqualTo(largest);
        } else {
            assertThat(largest).isZero();
        }
    }

    private static double[] present(double[] values) {
        return Arrays.stream(values)
                .filter(x -> !Double.isNaN(x))
                .map(x -> x + 0.0)
                .toArray();
    }

    @Property(seed = "3")
    void everyTestOfCategoriesAnswersOrRefuses(
            @ForAll("counts") Map<String, Long> reference, @ForAll("counts") Map<String, Long> window) {
        for (DriftTest test : CATEGORIES) {
            Hostile.answer(() -> test.compare(CategoryProfile.of(reference), CategoryProfile.of(window)))
                    .ifPresent(Hostile::check);
            Hostile.answer(() -> test.compare(
                            CategoryProfile.of(reference).compressed(2),
                            CategoryProfile.of(window)
                                    .countedAt(CategoryProfile.of(reference).compressed(2))))
                    .ifPresent(Hostile::check);
            Hostile.answer(() ->
                            test.detectableEffect(CategoryProfile.of(reference), CategoryProfile.of(window), 0.01, 0.9))
                    .ifPresent(effect -> assertThat(effect).as(test.name()).isGreaterThanOrEqualTo(0.0));
        }
    }

    @Property(seed = "4")
    void correctionsAdjustOrRefuse(@ForAll("samples") double[] values) {
        double[] shares = Arrays.stream(values).map(x -> x - Math.floor(x)).toArray();
        for (Correction correction : Correction.values()) {
            for (double[] given : List.of(values, shares)) {
                Hostile.answer(() -> correction.adjust(given)).ifPresent(adjusted -> {
                    assertThat(adjusted).hasSameSizeAs(given);
                    for (int i = 0; i < given.length; i++) {
                        assertThat(adjusted[i]).isBetween(given[i], 1.0);
                    }
                });
            }
        }
    }

    @Property(seed = "5")
    void countsOfTwoByTwoTablesAnswerOrAreRefused(
            @ForAll("count") long a, @ForAll("count") long b, @ForAll("count") long c, @ForAll("count") long d) {
        Hostile.answer(() -> FisherExact.pValue(a, b, c, d))
                .ifPresent(p -> assertThat(p).isBetween(0.0, 1.0));
        Hostile.answer(() -> Proportions.compare(a, b, c, d)).ifPresent(result -> {
            assertThat(result.pValue()).isBetween(0.0, 1.0);
            assertThat(result.z()).isNotNaN();
        });
        Hostile.answer(() -> LabelDriftCheck.against(a, b).check(c, d)).ifPresent(result -> {
            assertThat(result.pValue()).isBetween(0.0, 1.0);
            assertThat(result.reason()).doesNotContain("NaN");
        });
    }

    @Property(seed = "6")
    void aCriticalDistanceIsFoundOrRefused(@ForAll("count") long n, @ForAll("count") long m) {
        if (n < 1 || m < 1) {
            return; // refused by an IllegalArgumentException, as any wrong parameter
        }
        for (double level : new double[] {0.5, 0.05, 1e-6, 1e-300}) {
            Hostile.answer(() -> KolmogorovSmirnov.criticalWholeDistance(n, m, level))
                    .ifPresent(d -> assertThat(d).isBetween(0L, n * m + 1));
        }
    }
}
