package io.github.modelkeel.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static double[] normal(int size, long seed) {
        Random random = new Random(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private static Dataset rows(int rows, long seed) {
        Random random = new Random(seed);
        double[] x = normal(rows, seed);
        List<@Nullable String> plan = new ArrayList<>();
        List<@Nullable String> note = new ArrayList<>();
        List<@Nullable Instant> when = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            x[i] = i % 7 == 0 ? Double.NaN : Math.rint(x[i] * 100) / 100;
            plan.add(i % 11 == 0 ? null : "plan " + random.nextInt(4));
            note.add("note " + random.nextLong());
            when.add(i % 5 == 0 ? null : Instant.ofEpochSecond(i));
        }
        return Dataset.builder()
                .numbers("x", x)
                .texts("plan", plan)
                .texts("note", note)
                .instants("when", when)
                .build();
    }

    @Test
    void countsDistinctValuesAndSkipsMissingOnes() {
        NumericProfile p = NumericProfile.of(3.0, -0.0, Double.NaN, 0.0, -INF, 3.0, INF, 3.0);
        assertThat(p.count()).isEqualTo(7);
        assertThat(p.missing()).isEqualTo(1);
        assertThat(p.knots()).isEqualTo(4);
        assertThat(p.value(1)).isEqualTo(0.0); // -0.0 and 0.0 are one value
        assertThat(p.countAt(1)).isEqualTo(2);
        assertThat(p.cumulative(2)).isEqualTo(6);
        assertThat(p.countUpTo(2.9)).isEqualTo(3);
        assertThat(p.countUpTo(-0.0)).isEqualTo(3);
        assertThat(p.min()).isEqualTo(-INF);
        assertThat(p.max()).isEqualTo(INF);
        assertThat(p.finiteCount()).isEqualTo(5);
        assertThat(p.mean()).isCloseTo(9.0 / 5, within(1e-15));
    }

    @Test
    void sortsLargeColumnsAsTheLibraryDoes() {
        Random random = new Random(3L);
        double[] values = random.doubles(20_000)
                .map(u -> Double.longBitsToDouble(random.nextLong()))
                .filter(v -> !Double.isNaN(v))
                .toArray();
        values[5] = INF;
        values[6] = -INF;
        values[7] = Double.MIN_VALUE;
        values[8] = -Double.MAX_VALUE;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        NumericProfile p = NumericProfile.of(values);
        for (int rank = 1; rank <= sorted.length; rank++) {
            assertThat(p.orderStatistic(rank)).isEqualTo(sorted[rank - 1]);
        }
    }

    @Test
    void quantilesAreThoseOfNumPy() {
        NumericProfile p = NumericProfile.of(1.0, 2.0, 4.0, 8.0, 16.0);
        assertThat(p.quantile(0.0)).isEqualTo(1.0);
        assertThat(p.quantile(0.3)).isCloseTo(2.4, within(1e-12)); // numpy 2.4, quantile
        assertThat(p.quantile(0.5)).isEqualTo(4.0);
        assertThat(p.quantile(1.0)).isEqualTo(16.0);
        assertThat(p.standardDeviation()).isCloseTo(5.455272678794342, within(1e-12)); // numpy 2.4, std
        assertThat(p.sampleVariance()).isCloseTo(37.2, within(1e-12)); // numpy 2.4, var(ddof=1)
    }

    @Test
    void aQuantileBetweenInfinitiesIsANumber() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(NumericProfile.of(-inf, inf).quantile(0.5)).isEqualTo(-inf);
        assertThat(NumericProfile.of(-inf, 1.0).quantile(0.5)).isEqualTo(-inf);
        assertThat(NumericProfile.of(1.0, inf).quantile(0.5)).isEqualTo(inf);
    }

    @Test
    void theMeanDoesNotOverflowNorDependOnTheOrder() {
        assertThat(NumericProfile.of(1.7e308, 1.7e308, 1.7e308).mean()).isEqualTo(1.7e308);
        double[] values = normal(5_000, 4L);
        double[] turned = values.clone();
        Collections.reverse(Arrays.asList(turned));
        for (int i = 0; i < turned.length; i++) {
            turned[i] = values[values.length - 1 - i];
        }
        assertThat(NumericProfile.of(turned)).isEqualTo(NumericProfile.of(values));
    }

    @Test
    void chunksMergeToTheWholeAndSubtractToTheRest() {
        Dataset all = rows(3_000, 5L);
        Dataset head = all.filter(row -> row < 1_100);
        Dataset tail = all.filter(row -> row >= 1_100);
        Profile whole = Profile.of(all);
        assertThat(Profile.of(head).merge(Profile.of(tail))).isEqualTo(whole);
        assertThat(Profile.of(tail).merge(Profile.of(head))).isEqualTo(whole);
        assertThat(whole.subtract(Profile.of(tail))).isEqualTo(Profile.of(head));
        assertThatThrownBy(() -> Profile.of(head).subtract(whole))
                .isInstanceOfSatisfying(
                        DriftInputException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEGATIVE_COUNT));
    }

    @Test
    void knotsAreFewExactAndWithinTheStatedBound() {
        NumericProfile full = NumericProfile.of(normal(100_000, 6L));
        NumericProfile knots = full.compressed(NumericProfile.MAX_STORED_KNOTS);
        assertThat(knots.knots()).isLessThanOrEqualTo(4_096);
        assertThat(knots.exact()).isFalse();
        assertThat(knots.resolution()).isPositive().isLessThanOrEqualTo(1.0 / 4_095);
        assertThat(knots.count()).isEqualTo(full.count());
        assertThat(knots.mean()).isEqualTo(full.mean());
        assertThat(knots.min()).isEqualTo(full.min());
        assertThat(knots.max()).isEqualTo(full.max());
        for (int i = 0; i < knots.knots(); i++) {
            assertThat(knots.cumulative(i)).isEqualTo(full.countUpTo(knots.value(i)));
        }
        for (double x = -4; x < 4; x += 0.01) {
            double error = (double) (full.countUpTo(x) - knots.countUpTo(x)) / full.count();
            assertThat(error).isBetween(0.0, knots.resolution());
        }
        assertThat(full.compressed(200_000)).isSameAs(full);
    }

    @Test
    void aWindowIsCountedAtTheKnotsOfACompressedReference() {
        NumericProfile reference = NumericProfile.of(normal(10_000, 7L)).compressed(100);
        NumericProfile window = NumericProfile.of(-99.0, reference.value(3), reference.value(3) + 1e-9, 99.0);
        NumericProfile counted = window.countedAt(reference);
        assertThat(counted.count()).isEqualTo(4);
        assertThat(counted.value(0)).isEqualTo(-99.0);
        assertThat(counted.value(1)).isEqualTo(reference.value(3));
        assertThat(counted.value(2)).isEqualTo(reference.value(4));
        assertThat(counted.value(3)).isEqualTo(99.0);
    }

    @Test
    void categoriesStandInCodePointOrderWithoutEmptyOnes() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("\uFF5E", 1); // U+FF5E comes before U+1F600, though its UTF-16 unit is larger
        counts.put("\uD83D\uDE00", 2);
        counts.put("", 3);
        counts.put("b", 0);
        counts.put("a", 4);
        CategoryProfile p = CategoryProfile.of(counts, 5);
        assertThat(p.counts().keySet()).containsExactly("", "a", "\uFF5E", "\uD83D\uDE00");
        assertThat(p.count()).isEqualTo(10);
        assertThat(p.rows()).isEqualTo(15);
        CategoryProfile two = p.compressed(2);
        assertThat(two.counts().keySet()).containsExactly("", "a");
        assertThat(two.other()).isEqualTo(3);
        assertThat(p.countedAt(two)).isEqualTo(two);
    }

    @Test
    void theDocumentReadsBackToTheSameProfile() {
        Profile exact = Profile.of(rows(500, 8L));
        assertThat(Profile.of(exact.toDocument())).isEqualTo(exact);
        assertThat(exact.find("note")).containsInstanceOf(PresenceProfile.class);
        Profile large = Profile.of(Dataset.builder()
                        .numbers("x", normal(9_000, 9L))
                        .numbers("y", new double[9_000])
                        .build())
                .compressed();
        assertThat(Profile.of(large.toDocument())).isEqualTo(large);
        Profile infinite =
                Profile.of(Dataset.builder().numbers("x", INF, -INF, 1.0).build());
        assertThat(Profile.of(infinite.toDocument())).isEqualTo(infinite);
    }

    @Test
    void aDocumentThatContradictsItselfIsRefused() {
        Map<String, Object> good = Profile.of(
                        Dataset.builder().numbers("x", 1.0, 2.0, 2.0).build())
                .toDocument();
        refused(good, List.of("format_version"), 2L, "format version 2");
        refused(good, List.of("format_version"), "1", "'format_version' must be a whole number");
        refused(good, List.of("rows"), 4L, "it has 3 rows, the profile 4");
        refused(good, List.of("columns"), List.of(), "'columns' must be an object");
        refused(good, List.of("columns", "x", "kind"), "histogram", "'kind' must be numeric");
        refused(good, List.of("columns", "x", "values"), List.of(2.0, 1.0), "must ascend");
        refused(good, List.of("columns", "x", "values"), List.of(1.0, Double.NaN), "must be a number");
        refused(good, List.of("columns", "x", "values"), List.of(1.0), "1 'values' but 2 'counts'");
        refused(good, List.of("columns", "x", "counts"), List.of(1L, 0L), "at least 1");
        refused(good, List.of("columns", "x", "counts"), List.of(1L, 1L), "add up to 2");
        refused(good, List.of("columns", "x", "counts"), List.of(Long.MAX_VALUE, 5L), "more than 2^63");
        refused(good, List.of("columns", "x", "missing"), -1L, "'missing' must be a whole number");
        refused(good, List.of("columns", "x", "resolution"), 1.5, "'resolution' must lie in [0, 1]");
        refused(good, List.of("columns", "x", "mean"), "Infinity", "'mean' must be finite");
    }

    @SuppressWarnings("unchecked")
    private static void refused(Map<String, Object> good, List<String> path, Object value, String message) {
        Map<String, Object> bad = new LinkedHashMap<>(good);
        Map<String, Object> at = bad;
        for (String key : path.subList(0, path.size() - 1)) {
            Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) at.get(key));
            at.put(key, copy);
            at = copy;
        }
        at.put(path.get(path.size() - 1), value);
        assertThatThrownBy(() -> Profile.of(bad))
                .isInstanceOfSatisfying(
                        DriftInputException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_PROFILE))
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyColumnHasNoSmallestValue() {
        NumericProfile empty = NumericProfile.of(Double.NaN);
        assertThat(empty.mean()).isZero();
        assertThat(empty.standardDeviation()).isZero();
        assertThatThrownBy(empty::min)
                .isInstanceOfSatisfying(
                        DriftInputException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EMPTY_SAMPLE));
    }
}
