package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov.Method;
import io.github.modelkeel.spi.DriftTest;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KolmogorovSmirnovTest {
    private static final KolmogorovSmirnov KS = KolmogorovSmirnov.twoSample();

    static Stream<Golden.Case> golden() {
        return Golden.cases("ks.json");
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithScipy(Golden.Case c) {
        JsonNode expected = c.expected();
        NumericProfile reference = NumericProfile.of(c.reference());
        NumericProfile window = NumericProfile.of(c.production());

        KolmogorovSmirnov.Gap gap = KolmogorovSmirnov.gap(reference, window);
        assertThat(gap.wholeD()).isEqualTo(expected.get("integral_d").longValue());
        assertThat(gap.sign()).isEqualTo(expected.get("sign").intValue());
        assertThat(gap.unique()).isEqualTo(expected.has("location"));
        if (gap.unique()) {
            assertThat(gap.location()).isEqualTo(expected.get("location").doubleValue());
        }
        TestResult exact = KS.compare(reference, window);
        assertThat(exact.method()).isEqualTo(expected.get("auto_method").asText());
        Golden.assertClose(exact.statistic(), expected.get("statistic"), 1e-12, 0.0, "statistic");
        Golden.assertClose(exact.pValue(), expected.get("exact_pvalue"), 1e-9, 1e-250, "exact p");
        if (!expected.get("asymp_pvalue").isNull()) {
            TestResult asymptotic = KS.withMethod(Method.ASYMPTOTIC).compare(reference, window);
            Golden.assertClose(asymptotic.pValue(), expected.get("asymp_pvalue"), 1e-6, 1e-250, "asymptotic p");
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void swappingTheSamplesTurnsTheSignOnly(Golden.Case c) {
        TestResult one = KS.compare(c.reference(), c.production());
        TestResult other = KS.compare(c.production(), c.reference());
        assertThat(other.statistic()).isEqualTo(one.statistic());
        assertThat(other.pValue()).isCloseTo(one.pValue(), within(1e-13 + 1e-11 * one.pValue()));
    }

    @Test
    void agreesWithTheExactDistributionOnASmallSample() {
        double[] reference = {0.8, 1.1, 1.9, 2.4, 3.3, 4.0};
        double[] window = {1.5, 2.9, 3.8, 4.4, 5.2, 6.1, 7.0};
        TestResult result = KS.compare(reference, window);
        assertThat(result.statistic()).isCloseTo(4.0 / 7.0, within(1e-15));
        assertThat(result.pValue()).isCloseTo(21.0 / 143.0, within(1e-12)); // scipy 1.17.1, ks_2samp(method="exact")
        assertThat(result.sign()).isEqualTo(1); // the window lies above
    }

    @Test
    void theExactLawIsTheShareOfAllOrders() {
        for (int n = 1; n <= 6; n++) {
            for (int m = 1; m <= 6; m++) {
                for (long d = 0; d <= (long) n * m; d++) {
                    double counted = countedSurvival(d, n, m);
                    assertThat(KolmogorovLattice.survival(d, n, m))
                            .as("d=%d n=%d m=%d", d, n, m)
                            .isCloseTo(counted, within(1e-13));
                }
            }
        }
    }

    /** Counts every order of n + m values, as bit patterns. */
    private static double countedSurvival(long d, int n, int m) {
        int all = 0;
        int reached = 0;
        for (int bits = 0; bits < 1 << (n + m); bits++) {
            if (Integer.bitCount(bits) != n) {
                continue;
            }
            all++;
            int i = 0;
            long largest = 0;
            for (int k = 1; k <= n + m; k++) {
                i += (bits >> (k - 1)) & 1;
                largest = Math.max(largest, Math.abs((long) i * m - (long) (k - i) * n));
            }
            reached += largest >= d ? 1 : 0;
        }
        return (double) reached / all;
    }

    @ParameterizedTest
    @CsvSource({ // scipy 1.17.1, kstwo.sf(x, n)
        "1, 0.3, 1.0",
        "2, 0.42426406871192845, 0.7570562748477142",
        "5, 0.5366563145999494, 0.07107678230606948",
        "5, 0.8899550550449162, 3.227605770441811e-05",
        "10, 0.18973665961010275, 0.8007676669997676",
        "10, 0.6292932543735075, 0.00023130601779400344",
        "50, 0.04242640687119285, 0.9999555282293853",
        "100, 0.06, 0.8428847956274123",
        "100, 0.148, 0.022401933667078128",
        "140, 0.0760638829255665, 0.3739412539902938",
        "141, 0.025264557631995567, 0.9999737264249865",
        "141, 0.037896836447993354, 0.9828404337900783",
        "141, 0.12463848431784481, 0.022837620551714344",
        "141, 0.12632278815997786, 0.020234604650559814",
        "141, 0.1692725361343703, 0.0005313254268534606",
        "200, 0.01414213562373095, 0.9999999999909825",
        "200, 0.021213203435596423, 0.9999772280787868",
        "200, 0.35355339059327373, 7.221704017667802e-23",
        "5000, 0.00848528137423857, 0.8611745104587194",
        "5000, 0.020930360723121804, 0.024678035413848942",
        "5000, 0.021213203435596423, 0.021900480438121258",
        "5000, 0.028425692603699208, 0.000606928259193622",
        "5000, 0.04242640687119285, 2.9420948688910262e-08",
        "20000, 0.0021213203435596424, 0.9999896932085167",
        "20000, 0.006363961030678928, 0.39110837345777894",
        "20000, 0.00848528137423857, 0.11161523991820543",
        "20000, 0.014212846301849604, 0.0006132109350832403",
        "20000, 0.035355339059327376, 3.7176711414639685e-22"
    })
    void theOneSampleLawAgreesWithScipyInEveryRegion(long n, double x, double expected) {
        assertThat(KolmogorovLaw.survival(n, x)).isCloseTo(expected, within(1e-7 * expected));
    }

    @Test
    void theExpansionForLargeSizesMeetsTheSum() {
        for (double z : new double[] {1.5, 2.0, 4.0, 8.0}) {
            double summed = KolmogorovLaw.oneSided(20_000, z / Math.sqrt(20_000));
            double expanded = KolmogorovLaw.oneSided(20_001, z / Math.sqrt(20_001));
            assertThat(expanded / summed).as("z=%s", z).isCloseTo(1.0, within(1e-4));
        }
    }

    @Test
    void findsNothingWhenTheWindowIsTheReference() {
        double[] sample = normal(500, 0.0, 42L);
        TestResult result = KS.compare(sample, sample.clone());
        assertThat(result.statistic()).isZero();
        assertThat(result.pValue()).isEqualTo(1.0);
        assertThat(result.sign()).isZero();
        assertThat(result.location()).isNull();
    }

    @Test
    void refusesAnExactAnswerThatWouldTakeHours() {
        double[] reference = normal(400_000, 0.0, 1L);
        double[] window = normal(399_999, 1.0, 2L);
        assertThatThrownBy(() -> KS.withMethod(Method.EXACT).compare(reference, window))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("use the method AUTO");
        assertThat(KS.compare(reference, window).method()).isEqualTo("asymptotic");
    }

    @Test
    void twoSingleValuesAreNoEvidence() {
        TestResult result =
                KS.withMethod(Method.ASYMPTOTIC).compare(new double[] {1.0}, new double[] {2.0}); // N = 0 has no law
        assertThat(result.statistic()).isEqualTo(1.0);
        assertThat(result.pValue()).isEqualTo(1.0);
    }

    @Test
    void countsWhoseProductDoesNotFitAreRefused() {
        NumericProfile many = NumericProfile.ofCounts(new double[] {1.0, 2.0}, new long[] {1L << 40, 1L << 40}, 0);
        for (DriftTest test : List.of(KS, MannWhitney.twoSample())) {
            assertThatThrownBy(() -> test.compare(many, many))
                    .isInstanceOfSatisfying(
                            DriftInputException.class,
                            e -> assertThat(e.kind()).isEqualTo(DriftInputException.Kind.TOO_LARGE));
        }
        assertThatThrownBy(() -> KolmogorovSmirnov.criticalWholeDistance(1L << 40, 1L << 40, 0.05))
                .isInstanceOf(DriftInputException.class);
    }

    @Test
    void theEffectStatedAsDetectableIsDetected() {
        int found = 0;
        int n = 300;
        int m = 200;
        double effect = KS.detectableEffect(
                NumericProfile.of(normal(n, 0.0, 1L)), NumericProfile.of(normal(m, 0.0, 2L)), 0.05, 0.9);
        for (int i = 0; i < 400; i++) {
            double[] reference = uniform(n, 0.0, 2L * i);
            double[] window = uniform(m, effect, 2L * i + 1); // uniforms shifted by s have D = s
            found += KS.compare(reference, window).pValue() <= 0.05 ? 1 : 0;
        }
        assertThat(found / 400.0).isBetween(0.87, 1.0);
    }

    static double[] normal(int size, double mean, long seed) {
        Random random = new Random(seed);
        return random.doubles(size).map(u -> mean + random.nextGaussian()).toArray();
    }

    static double[] uniform(int size, double shift, long seed) {
        return new Random(seed).doubles(size).map(u -> u + shift).toArray();
    }
}
