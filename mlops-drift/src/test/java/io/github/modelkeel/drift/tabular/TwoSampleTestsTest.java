package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.BinnedDistance.Measure;
import io.github.modelkeel.spi.DriftTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TwoSampleTestsTest {
    static Stream<Golden.Case> twoSample() {
        return Golden.cases("two_sample.json");
    }

    static Stream<Golden.Case> binned() {
        return Golden.cases("binned.json");
    }

    static Stream<Golden.Case> categorical() {
        return Golden.cases("categorical.json");
    }

    static Stream<Golden.Case> quality() {
        return Golden.cases("data_quality.json");
    }

    /** Every test of columns of numbers. */
    static Stream<DriftTest> tests() {
        List<DriftTest> tests = new ArrayList<>(List.of(
                KolmogorovSmirnov.twoSample(),
                AndersonDarling.twoSample(),
                CramerVonMises.twoSample(),
                MannWhitney.twoSample(),
                WelchT.twoSample(),
                Wasserstein.twoSample(),
                EnergyDistance.twoSample()));
        for (Measure measure : Measure.values()) {
            tests.add(BinnedDistance.of(measure));
        }
        return tests.stream();
    }

    @ParameterizedTest
    @MethodSource("twoSample")
    void agreesWithScipy(Golden.Case c) {
        NumericProfile reference = NumericProfile.of(c.reference());
        NumericProfile window = NumericProfile.of(c.production());
        Pooled pooled = Pooled.of(reference, window);
        JsonNode expected = c.expected();

        if (expected.has("mannwhitney")) {
            mannWhitney(reference, window, expected.get("mannwhitney"));
        }
        if (expected.has("cramer_von_mises")) {
            JsonNode cvm = expected.get("cramer_von_mises");
            TestResult result = CramerVonMises.twoSample().compare(reference, window);
            Golden.assertClose(result.statistic(), cvm.get("statistic"), 1e-9, 1e-12, "T");
            // scipy ends its series at terms of 1e-7 and takes the rest from 1, so its tail has that absolute error
            Golden.assertClose(
                    CramerVonMises.asymptotic(pooled), cvm.get("asymptotic_pvalue"), 1e-6, 1e-8, "T asymptotic");
            if (cvm.has("exact_pvalue") && result.method().equals("exact")) {
                Golden.assertClose(result.pValue(), cvm.get("exact_pvalue"), 1e-9, 1e-250, "T exact");
            }
        }
        if (expected.has("anderson_darling")) {
            JsonNode ad = expected.get("anderson_darling");
            if (ad.has("error")) {
                assertThatThrownBy(() -> AndersonDarling.twoSample().compare(reference, window))
                        .isInstanceOfSatisfying(
                                DriftInputException.class,
                                e -> assertThat(e.kind().name())
                                        .isEqualTo(ad.get("error").asText()));
            } else {
                TestResult result = AndersonDarling.twoSample().compare(reference, window);
                Golden.assertClose(result.statistic(), ad.get("statistic"), 1e-6, 1e-9, "A2");
                Golden.assertClose(result.pValue(), ad.get("pvalue_capped_0.001_0.25"), 1e-6, 0.0, "A2 p");
            }
        }
        if (expected.has("welch_t")) {
            JsonNode welch = expected.get("welch_t");
            TestResult result = WelchT.twoSample().compare(reference, window);
            Golden.assertClose(result.statistic(), welch.get("statistic"), 1e-9, 1e-12, "t");
            Golden.assertClose(result.pValue(), welch.get("pvalue"), 1e-9, 1e-250, "t p");
        }
        if (!expected.has("wasserstein")) {
            return; // values that are infinite: no distance in the unit of the column
        }
        JsonNode w = expected.get("wasserstein");
        TestResult wasserstein = Wasserstein.twoSample().compare(reference, window);
        Golden.assertClose(wasserstein.statistic(), w.get("distance"), 1e-9, 1e-12, "W");
        Golden.assertClose(reference.standardDeviation(), w.get("reference_std_population"), 1e-9, 1e-12, "deviation");
        Golden.assertClose(wasserstein.effect(), w.get("normalised"), 1e-9, 1e-12, "W/sd");
        TestResult energy = EnergyDistance.twoSample().compare(reference, window);
        Golden.assertClose(energy.statistic(), expected.get("energy_distance"), 1e-9, 1e-12, "energy");
        assertThat(energy.effect()).isBetween(0.0, 1.0);
    }

    private static void mannWhitney(NumericProfile reference, NumericProfile window, JsonNode u) {
        Pooled pooled = Pooled.of(reference, window);
        TestResult mannWhitney = MannWhitney.twoSample().compare(reference, window);
        assertThat(mannWhitney.statistic()).isEqualTo(u.get("u_reference").doubleValue());
        Golden.assertClose(MannWhitney.asymptotic(pooled), u.get("asymptotic_pvalue"), 1e-6, 1e-250, "U asymptotic");
        if (u.has("exact_pvalue") && pooled.n() * pooled.m() <= 2_500) {
            assertThat(mannWhitney.method()).isEqualTo("exact");
            Golden.assertClose(mannWhitney.pValue(), u.get("exact_pvalue"), 1e-9, 1e-250, "U exact");
        }
    }

    @ParameterizedTest
    @MethodSource("binned")
    void binsAreThoseOfTheReferenceAndDistancesThoseOfScipy(Golden.Case c) {
        NumericProfile reference = NumericProfile.of(c.reference());
        NumericProfile window = NumericProfile.of(c.production());
        Binning binning = Binning.of(reference, c.input().get("bins").intValue());
        JsonNode expected = c.expected().get("binning");
        assertThat(binning.discrete()).isEqualTo(expected.get("kind").asText().equals("discrete"));
        assertThat(binning.points())
                .containsExactly(Golden.doubles(expected.get(binning.discrete() ? "values" : "upper_edges")));
        long[] left = binning.count(reference);
        long[] right = binning.count(window);
        assertThat(left).containsExactly(longs(expected.get("reference_counts")));
        assertThat(right).containsExactly(longs(expected.get("production_counts")));
        distances(
                new Shares(left, right),
                1e-12,
                c.expected(),
                c.input().get("epsilon").doubleValue());

        TestResult psi = BinnedDistance.populationStabilityIndex().compare(reference, window);
        assertThat(psi.effect()).isGreaterThanOrEqualTo(0.0);
        Golden.assertClose(
                BinnedDistance.jensenShannon().compare(reference, window).effect(),
                c.expected().get("js_distance_base2"),
                1e-9,
                1e-12,
                "JS");
    }

    @ParameterizedTest
    @MethodSource("categorical")
    void categoriesAreTheirOwnBins(Golden.Case c) {
        Contingency table = Contingency.of(
                CategoryProfile.of(Golden.counts(c.input().get("reference"))),
                CategoryProfile.of(Golden.counts(c.input().get("production"))));
        // scipy's Jensen-Shannon distance has lost digits on 1e10 rows that hardly differ: psi / 8 is its square there
        distances(
                new Shares(table.reference(), table.window()),
                c.name().equals("large_counts") ? 2e-12 : 1e-12,
                c.expected().get("divergence"),
                c.input().get("epsilon").doubleValue());
    }

    private static void distances(Shares shares, double absolute, JsonNode expected, double epsilon) {
        Golden.assertClose(shares.populationStabilityIndex(epsilon), expected.get("psi"), 1e-9, 1e-12, "psi");
        Golden.assertClose(
                shares.populationStabilityIndexJeffreys(), expected.get("psi_jeffreys"), 1e-9, 1e-12, "psi jeffreys");
        assertThat(shares.degrees()).isEqualTo(expected.get("psi_df").longValue());
        Golden.assertClose(
                shares.stabilityPValue(shares.populationStabilityIndex(epsilon)),
                expected.get("psi_pvalue"),
                1e-7, // the index carries 1e-9, its tail multiplies that by its size
                1e-250,
                "psi p");
        Golden.assertClose(shares.kullbackLeibler(epsilon), expected.get("kl_production_reference"), 1e-9, 1e-12, "kl");
        Golden.assertClose(
                shares.swapped().kullbackLeibler(epsilon),
                expected.get("kl_reference_production"),
                1e-9,
                1e-12,
                "kl the other way");
        Golden.assertClose(shares.jensenShannon(), expected.get("js_distance_nat"), 1e-9, absolute, "js");
        Golden.assertClose(
                shares.jensenShannon() / Math.sqrt(Math.log(2.0)),
                expected.get("js_distance_base2"),
                1e-9,
                absolute,
                "js base 2");
        Golden.assertClose(shares.hellinger(), expected.get("hellinger"), 1e-9, 1e-12, "hellinger");
        Golden.assertClose(shares.totalVariation(), expected.get("total_variation"), 1e-9, 1e-12, "tv");
        Golden.assertClose(shares.largest(), expected.get("l_infinity"), 1e-9, 1e-12, "l-infinity");
    }

    private static long[] longs(JsonNode array) {
        return Arrays.stream(Golden.doubles(array)).mapToLong(d -> (long) d).toArray();
    }

    @ParameterizedTest
    @MethodSource("quality")
    void profilesAgreeWithNumPy(Golden.Case c) {
        NumericProfile reference = NumericProfile.of(c.reference());
        NumericProfile window = NumericProfile.of(c.production());
        check(reference, c.expected().get("reference"));
        check(window, c.expected().get("production"));
        JsonNode missing = c.expected().get("missing_test");
        Proportions test = Proportions.compare(reference.missing(), reference.rows(), window.missing(), window.rows());
        Golden.assertClose(test.z(), missing.get("z"), 1e-9, 1e-12, "z");
        Golden.assertClose(test.pValue(), missing.get("pvalue"), 1e-9, 1e-250, "p");
        JsonNode ks = c.expected().get("ks_without_missing");
        if (ks != null && ks.has("statistic")) {
            TestResult result = KolmogorovSmirnov.twoSample().compare(reference, window);
            Golden.assertClose(result.statistic(), ks.get("statistic"), 1e-12, 0.0, "D");
            Golden.assertClose(result.pValue(), ks.get("exact_pvalue"), 1e-9, 1e-250, "D p");
        }
        JsonNode range = c.expected().get("out_of_reference_range");
        if (range != null && range.has("below_min") && reference.count() > 0 && window.count() > 0) {
            assertThat(window.countUpTo(Math.nextDown(reference.min())))
                    .isEqualTo(range.get("below_min").longValue());
            assertThat(window.count() - window.countUpTo(reference.max()))
                    .isEqualTo(range.get("above_max").longValue());
        }
    }

    private static void check(NumericProfile profile, JsonNode expected) {
        assertThat(profile.rows()).isEqualTo(expected.get("rows").longValue());
        assertThat(profile.missing()).isEqualTo(expected.get("missing").longValue());
        assertThat(profile.knots()).isEqualTo(expected.get("distinct").intValue());
        if (profile.count() > 0) {
            assertThat(profile.min()).isEqualTo(expected.get("min").doubleValue());
            assertThat(profile.max()).isEqualTo(expected.get("max").doubleValue());
            Golden.assertClose(profile.mean(), expected.get("mean"), 1e-9, 1e-12, "mean");
            JsonNode quantiles = expected.get("quantiles_5_25_50_75_95");
            double[] at = {0.05, 0.25, 0.5, 0.75, 0.95};
            for (int i = 0; i < at.length; i++) {
                Golden.assertClose(profile.quantile(at[i]), quantiles.get(i), 1e-9, 1e-12, "q" + at[i]);
            }
        }
        if (profile.count() > 1) {
            Golden.assertClose(Math.sqrt(profile.sampleVariance()), expected.get("std_sample"), 1e-9, 1e-12, "std");
        }
    }

    @ParameterizedTest
    @CsvSource({ // Anderson and Darling 1952, table 1
        "0.34730, 0.10",
        "0.46136, 0.05",
        "0.74346, 0.01",
        "1.16786, 0.001"
    })
    void theLimitingLawHasThePublishedQuantiles(double x, double p) {
        assertThat(CramerVonMisesLaw.survival(x)).isCloseTo(p, within(2e-3 * p));
    }

    @Test
    void bothFormsOfTheLimitingLawMeet() {
        double below = CramerVonMisesLaw.survival(Math.nextDown(0.25));
        assertThat(CramerVonMisesLaw.survival(0.25) / below).isCloseTo(1.0, within(1e-12));
        assertThat(CramerVonMisesLaw.survival(30.0)).isBetween(1e-70, 1e-60);
        assertThat(CramerVonMisesLaw.survival(1_000.0)).isZero();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void findsNothingWhenTheWindowIsTheReference(DriftTest test) {
        NumericProfile sample = NumericProfile.of(KolmogorovSmirnovTest.normal(500, 0.0, 42L));
        TestResult result = test.compare(sample, sample);
        assertThat(result.effect()).isZero();
        if (!(test instanceof AndersonDarling)) {
            assertThat(result.pValue()).isEqualTo(1.0);
        }
    }

    @ParameterizedTest
    @MethodSource("tests")
    void itsPValueIsUniformWhenNothingChanged(DriftTest test) {
        int checks = 1_500;
        int below5 = 0;
        int below20 = 0;
        Random random = new Random(18L);
        for (int i = 0; i < checks; i++) {
            double p = test.compare(
                            NumericProfile.of(random.doubles(400).toArray()),
                            NumericProfile.of(random.doubles(300).toArray()))
                    .pValue();
            below5 += p <= 0.05 ? 1 : 0;
            below20 += p <= 0.2 ? 1 : 0;
        }
        assertThat(below5 / (double) checks).isBetween(0.03, 0.075);
        assertThat(below20 / (double) checks).isBetween(0.15, 0.25);
    }

    @ParameterizedTest
    @MethodSource("tests")
    void findsAShiftOfHalfADeviation(DriftTest test) {
        NumericProfile reference = NumericProfile.of(KolmogorovSmirnovTest.normal(1_000, 0.0, 1L));
        NumericProfile window = NumericProfile.of(KolmogorovSmirnovTest.normal(1_000, 0.5, 2L));
        TestResult result = test.compare(reference, window);
        assertThat(result.pValue()).isLessThanOrEqualTo(0.001);
        assertThat(result.sign()).isIn(0, 1);
        assertThat(result.effect()).isPositive();
        assertThat(result.minimumDetectableEffect()).isPositive().isLessThan(result.effect());
    }

    @ParameterizedTest
    @MethodSource("tests")
    void neverGivesNaNWhateverTheValuesAre(DriftTest test) {
        double inf = Double.POSITIVE_INFINITY;
        List<double[]> samples = List.of(
                new double[] {1.0},
                new double[] {1.0, 1.0, 1.0},
                new double[] {0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE},
                new double[] {inf, -inf, 0.0, 1.0},
                new double[] {inf, inf, inf},
                new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, 1e300, 0.0},
                new double[] {1e-300, 2e-300, 3e-300, 5e-324},
                KolmogorovSmirnovTest.normal(200, 0.0, 3L),
                new double[10_000]);
        for (double[] reference : samples) {
            for (double[] window : samples) {
                try {
                    test.compare(NumericProfile.of(reference), NumericProfile.of(window));
                } catch (DriftInputException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        assertThatThrownBy(() -> test.compare(NumericProfile.of(), NumericProfile.of(1.0)))
                .isInstanceOf(DriftInputException.class);
    }
}
