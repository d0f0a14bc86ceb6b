package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.BinnedDistance.Measure;
import io.github.modelkeel.spi.DriftTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every test for whatever samples, tried on samples drawn from a seed. */
class TestPropertiesTest {
    private static final int SAMPLES = 120;

    static Stream<DriftTest> numeric() {
        return Stream.concat(
                TwoSampleTestsTest.tests(),
                Stream.of(
                        KolmogorovSmirnov.twoSample().withMethod(KolmogorovSmirnov.Method.EXACT),
                        KolmogorovSmirnov.twoSample().withMethod(KolmogorovSmirnov.Method.ASYMPTOTIC)));
    }

    static Stream<DriftTest> categories() {
        List<DriftTest> tests = new ArrayList<>(
                List.of(ChiSquared.homogeneity(), ChiSquared.pearson(), ChiSquared.yates(), ChiSquared.gTest()));
        for (Measure measure : Measure.values()) {
            tests.add(BinnedDistance.of(measure));
        }
        return tests.stream();
    }

    /** Tests that see the order of the values only, not the values; the bins of a distance are order statistics too. */
    static Stream<DriftTest> ofRanks() {
        return numeric()
                .filter(test -> !(test instanceof WelchT)
                        && !(test instanceof Wasserstein)
                        && !(test instanceof EnergyDistance));
    }

    /** Tests that treat both sides alike: not those whose bins or unit come from the reference. */
    static Stream<DriftTest> symmetric() {
        return numeric().filter(test -> !(test instanceof BinnedDistance));
    }

    /** Samples of many sizes, with and without ties, equal and different laws. Integers, so that maps keep them apart. */
    private static double[] sample(Random random, int tied) {
        int size = 2 + random.nextInt(random.nextInt(4) == 0 ? 400 : 40);
        int spread = tied == 0 ? 1_000_000 : 3 + random.nextInt(12);
        int shift = random.nextInt(3) == 0 ? spread / 3 : 0;
        return random.ints(size, 0, spread)
                .mapToDouble(v -> v - spread / 2 + shift)
                .toArray();
    }

    private static void shuffle(double[] values, Random random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }

    /** Holds a property for many pairs of samples that the test has an answer for. */
    private static void always(DriftTest test, long seed, Property property) {
        Random random = new Random(seed);
        int answered = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double[] reference = sample(random, i % 2);
            double[] window = sample(random, i % 2);
            try {
                test.compare(NumericProfile.of(reference), NumericProfile.of(window));
            } catch (DriftInputException e) {
                continue; // for instance one distinct value
            }
            answered++;
            property.check(reference, window, random);
        }
        assertThat(answered).isGreaterThan(SAMPLES * 9 / 10);
    }

    private interface Property {
        void check(double[] reference, double[] window, Random random);
    }

    private static TestResult compare(DriftTest test, double[] reference, double[] window) {
        return test.compare(NumericProfile.of(reference), NumericProfile.of(window));
    }

    @ParameterizedTest
    @MethodSource("numeric")
    void theOrderOfRowsDoesNotMatter(DriftTest test) {
        always(test, 1L, (reference, window, random) -> {
            TestResult before = compare(test, reference, window);
            shuffle(reference, random);
            shuffle(window, random);
            assertThat(compare(test, reference, window)).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @MethodSource("symmetric")
    void swappingTheSidesTurnsTheSignOnly(DriftTest test) {
        always(test, 2L, (reference, window, random) -> {
            TestResult one = compare(test, reference, window);
            TestResult other = compare(test, window, reference);
            assertThat(other.pValue()).isCloseTo(one.pValue(), within(1e-9 * one.pValue() + 1e-300));
            double statistic = one.statistic();
            if (test instanceof MannWhitney) {
                statistic = (double) reference.length * window.length - statistic;
            } else if (test instanceof WelchT) {
                statistic = -statistic;
            }
            assertThat(other.statistic()).isCloseTo(statistic, within(1e-9 * Math.abs(statistic) + 1e-12));
            boolean both = test instanceof KolmogorovSmirnov && other.sign() == one.sign();
            if (both) { // both excursions are equal, then the sign is +1
                assertThat(one.sign()).isGreaterThanOrEqualTo(0);
            } else {
                assertThat(other.sign()).isEqualTo(-one.sign());
            }
            if (!(test instanceof Wasserstein)) { // its effect is in deviations of the reference
                assertThat(other.effect()).isCloseTo(one.effect(), within(1e-9));
                assertThat(other.minimumDetectableEffect())
                        .isCloseTo(one.minimumDetectableEffect(), within(1e-9 * one.minimumDetectableEffect()));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("ofRanks")
    void anIncreasingMapOfTheValuesChangesNothing(DriftTest test) {
        List<DoubleUnaryOperator> maps = List.of(
                x -> x * 3.0 + 7.0, x -> x * x * x, x -> Math.exp(x * 1e-5), Math::atan, x -> x * 1e-300, Math::cbrt);
        always(test, 3L, (reference, window, random) -> {
            DoubleUnaryOperator map = maps.get(random.nextInt(maps.size()));
            double[] left = Arrays.stream(reference).map(map).toArray();
            double[] right = Arrays.stream(window).map(map).toArray();
            double[] pooled =
                    Stream.of(reference, window).flatMapToDouble(Arrays::stream).toArray();
            if (Arrays.stream(pooled).map(map).distinct().count()
                    != Arrays.stream(pooled).distinct().count()) {
                return; // doubles were not fine enough for the map to be strict
            }
            TestResult before = compare(test, reference, window);
            TestResult after = compare(test, left, right);
            assertThat(after.statistic()).isEqualTo(before.statistic());
            assertThat(after.pValue()).isEqualTo(before.pValue());
            assertThat(after.effect()).isEqualTo(before.effect());
            assertThat(after.sign()).isEqualTo(before.sign());
            assertThat(after.minimumDetectableEffect()).isEqualTo(before.minimumDetectableEffect());
        });
    }

    @ParameterizedTest
    @MethodSource("numeric")
    void everyNumberOfAResultIsInItsRange(DriftTest test) {
        always(test, 4L, (reference, window, random) -> {
            TestResult result = compare(test, reference, window); // its constructor refuses NaN
            assertThat(result.pValue()).isBetween(0.0, 1.0);
            assertThat(result.minimumDetectableEffect()).isNotNegative(); // infinite in units of a deviation that is 0
            assertThat(result.referenceCount()).isEqualTo(reference.length);
            assertThat(result.windowCount()).isEqualTo(window.length);
            double[] levels = {0.2, 0.05, 1e-3, 1e-6};
            double before = 0.0;
            for (double level : levels) {
                double detectable =
                        test.detectableEffect(NumericProfile.of(reference), NumericProfile.of(window), level, 0.9);
                assertThat(detectable).isGreaterThanOrEqualTo(before);
                before = detectable;
            }
        });
    }

    private static Map<String, Integer> counts(Random random, int levels, int rows) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < rows; i++) {
            counts.merge("level " + (int) (levels * Math.pow(random.nextDouble(), 1.5)), 1, Integer::sum);
        }
        return counts;
    }

    @ParameterizedTest
    @MethodSource("categories")
    void categoriesAreComparedWhateverTheirNamesAndSides(DriftTest test) {
        Random random = new Random(5L);
        for (int i = 0; i < SAMPLES; i++) {
            int levels = 1 + random.nextInt(12);
            CategoryProfile reference = CategoryProfile.of(counts(random, levels, 1 + random.nextInt(500)));
            CategoryProfile window = CategoryProfile.of(counts(random, levels, 1 + random.nextInt(500)));
            TestResult one = test.compare(reference, window);
            assertThat(one.pValue()).isBetween(0.0, 1.0);
            assertThat(one.minimumDetectableEffect()).isNotNegative().isFinite();
            TestResult renamed = test.compare(renamed(reference), renamed(window));
            assertThat(renamed.statistic()).isCloseTo(one.statistic(), within(1e-9 + 1e-9 * one.statistic()));
            assertThat(renamed.pValue()).isCloseTo(one.pValue(), within(1e-9));
            TestResult other = test.compare(window, reference);
            if (!test.name().equals("kullback-leibler")) { // which is a divergence from one side
                assertThat(other.statistic()).isCloseTo(one.statistic(), within(1e-9 + 1e-9 * one.statistic()));
                assertThat(other.effect()).isCloseTo(one.effect(), within(1e-9 + 1e-9 * one.effect()));
            }
            assertThat(other.pValue()).isCloseTo(one.pValue(), within(1e-9));
        }
    }

    /** The same counts under names in the opposite order. */
    private static CategoryProfile renamed(CategoryProfile profile) {
        Map<String, Long> renamed = new LinkedHashMap<>();
        profile.counts().forEach((name, count) -> {
            StringBuilder turned = new StringBuilder();
            name.chars().forEach(c -> turned.append((char) (0x2000 - c)));
            renamed.put(turned.toString(), count);
        });
        return CategoryProfile.of(renamed);
    }

    /** Largest distance of the shares of p-values from the diagonal that chance gives once in a million times. */
    private static double bound(int draws) {
        return Math.sqrt(0.5 * Math.log(2.0 / 1e-6) / draws); // Dvoretzky, Kiefer, Wolfowitz, Massart
    }

    /** Largest excess of the share of p-values at or below t over t, and the largest lack. */
    private static double[] excess(List<Double> pValues, double upTo) {
        double[] sorted =
                pValues.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double above = 0.0;
        double below = 0.0;
        for (int i = 0; i < sorted.length && sorted[i] < upTo; i++) {
            above = Math.max(above, (i + 1.0) / sorted.length - sorted[i]);
            below = Math.max(below, sorted[i] - (double) i / sorted.length);
        }
        return new double[] {above, below};
    }

    /** Drawn once for all tests: sorting is most of the cost. */
    @Test
    void pValuesAreUniformWhereNothingChanged() {
        int draws = 4_000;
        List<DriftTest> tests = numeric().toList();
        List<List<Double>> pValues = new ArrayList<>();
        tests.forEach(test -> pValues.add(new ArrayList<>()));
        Random random = new Random(6L);
        for (int i = 0; i < draws; i++) {
            NumericProfile reference = NumericProfile.of(
                    random.doubles(300).map(u -> random.nextGaussian()).toArray());
            NumericProfile window = NumericProfile.of(
                    random.doubles(200).map(u -> random.nextGaussian()).toArray());
            for (int t = 0; t < tests.size(); t++) {
                pValues.get(t).add(tests.get(t).compare(reference, window).pValue());
            }
        }
        for (int t = 0; t < tests.size(); t++) {
            DriftTest test = tests.get(t);
            double upTo = test instanceof AndersonDarling ? 0.25 : 1.0; // the end of its table
            double[] excess = excess(pValues.get(t), upTo);
            String name = test.name() + " " + t;
            assertThat(excess[0]).as("too small p-values of " + name).isLessThan(bound(draws));
            assertThat(excess[1]).as("too large p-values of " + name).isLessThan(bound(draws));
        }
    }

    @Test
    void pValuesOfCategoriesAreUniformOrTooLarge() {
        int draws = 4_000;
        List<DriftTest> tests = categories().toList();
        List<List<Double>> many = new ArrayList<>();
        List<List<Double>> few = new ArrayList<>();
        tests.forEach(test -> {
            many.add(new ArrayList<>());
            few.add(new ArrayList<>());
        });
        Random random = new Random(7L);
        for (int i = 0; i < draws; i++) {
            CategoryProfile reference = CategoryProfile.of(counts(random, 8, 600));
            CategoryProfile window = CategoryProfile.of(counts(random, 8, 400));
            ColumnProfile small = CategoryProfile.of(counts(random, 2, 60));
            ColumnProfile smaller = CategoryProfile.of(counts(random, 2, 12));
            for (int t = 0; t < tests.size(); t++) {
                many.get(t).add(tests.get(t).compare(reference, window).pValue());
                few.get(t).add(tests.get(t).compare(small, smaller).pValue());
            }
        }
        for (int t = 0; t < tests.size(); t++) {
            double[] excess = excess(many.get(t), 1.0);
            assertThat(excess[0]).as("too small, " + tests.get(t).name()).isLessThan(bound(draws));
            assertThat(excess[1]).as("too large, " + tests.get(t).name()).isLessThan(bound(draws));
        }
        assertThat(excess(few.get(0), 1.0)[0]) // the default turns to Fisher's test, which is never too small
                .isLessThan(bound(draws));
        assertThat(excess(few.get(2), 1.0)[0]).isLessThan(bound(draws)); // nor is Yates' correction
    }
}
