package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.ProfileCollector;
import io.github.modelkeel.drift.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedWindowTest {
    private static Dataset rows(int count, double shift, long seed) {
        Random random = new Random(seed);
        double[] smooth = new double[count];
        double[] rounded = new double[count];
        List<@Nullable String> plan = new ArrayList<>();
        List<@Nullable String> note = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            smooth[i] = random.nextInt(20) == 0 ? Double.NaN : shift + random.nextGaussian();
            rounded[i] = Math.rint(10 * random.nextGaussian());
            plan.add(random.nextInt(30) == 0 ? null : "plan " + random.nextInt(5));
            note.add("note " + random.nextLong());
        }
        return Dataset.builder()
                .numbers("smooth", smooth)
                .numbers("rounded", rounded)
                .categories("plan", plan)
                .texts("note", note)
                .build();
    }

    private static List<Dataset> cut(Dataset whole, int size) {
        return Chunks.bySize(whole, size).stream().map(Chunks.Chunk::rows).toList();
    }

    private static void same(DriftReport chunked, DriftReport whole) {
        assertThat(chunked.windowRows()).isEqualTo(whole.windowRows());
        assertThat(chunked.verdict()).isEqualTo(whole.verdict());
        assertThat(chunked.reason()).isEqualTo(whole.reason());
        assertThat(chunked.streaks()).isEqualTo(whole.streaks());
        for (int i = 0; i < whole.features().size(); i++) {
            FeatureDrift a = chunked.features().get(i);
            FeatureDrift b = whole.features().get(i);
            assertThat(a.result()).as(b.column()).isEqualTo(b.result()); // statistic, p, place: every bit
            assertThat(a.adjustedPValue()).isEqualTo(b.adjustedPValue());
            assertThat(a.verdict()).isEqualTo(b.verdict());
            assertThat(a.findings()).isEqualTo(b.findings());
            if (b.window() instanceof NumericProfile numbers && a.window() instanceof NumericProfile collected) {
                assertThat(collected.knots()).isEqualTo(numbers.knots());
                for (int k = 0; k < numbers.knots(); k++) {
                    assertThat(collected.value(k)).isEqualTo(numbers.value(k));
                    assertThat(collected.cumulative(k)).isEqualTo(numbers.cumulative(k));
                }
                assertThat(collected.missing()).isEqualTo(numbers.missing());
                assertThat(collected.mean()).isCloseTo(numbers.mean(), within(1e-12));
                assertThat(collected.standardDeviation()).isCloseTo(numbers.standardDeviation(), within(1e-12));
            } else {
                assertThat(a.window()).isEqualTo(b.window());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 999, 1_000, 20_000})
    void theReportIsThatOfAllRowsTogether(int size) {
        Profile reference = Profile.of(rows(20_000, 0.0, 1L)); // "smooth" is compressed when stored, "rounded" is not
        Dataset window = rows(size == 1 ? 500 : 5_000, 0.4, 2L);
        for (Profile frozen : List.of(reference, reference.compressed())) {
            TabularDriftDetector detector =
                    TabularDriftDetector.builder().reference(frozen).build();
            DriftReport whole = detector.check(window, Map.of("smooth", 1));
            same(detector.check(cut(window, size).iterator(), Map.of("smooth", 1)), whole);
            assertThat(whole.driftedColumns()).containsExactly("smooth");
        }
    }

    @Test
    void windowsOfSeveralHostsMergeAndAreCheckedByTheirProfiles() {
        Profile reference = Profile.of(rows(20_000, 0.0, 1L)).compressed();
        TabularDriftDetector detector =
                TabularDriftDetector.builder().reference(reference).build();
        Dataset window = rows(3_000, 0.2, 3L);
        Profile merged = cut(window, 1_000).stream()
                .map(part -> {
                    ProfileCollector host = ProfileCollector.like(reference);
                    host.add(part);
                    return host.profile();
                })
                .reduce(Profile::merge)
                .orElseThrow();
        same(detector.check(merged, Map.of()), detector.check(window));
        same(
                detector.check(Profile.of(window), Map.of()),
                detector.check(window)); // an exact one is counted at the knots
    }

    @Test
    void columnsInParallelGiveTheSameReport() {
        Dataset window = rows(3_000, 0.2, 3L);
        Profile reference = Profile.of(rows(20_000, 0.0, 1L)).compressed();
        DriftReport alone = TabularDriftDetector.builder()
                .reference(reference)
                .build()
                .check(cut(window, 500).iterator(), Map.of());
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            DriftReport together = TabularDriftDetector.builder()
                    .reference(reference)
                    .executor(executor)
                    .build()
                    .check(cut(window, 500).iterator(), Map.of());
            same(together, alone);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void valuesThatTheReferenceDoesNotHaveStayBounded() {
        int rows = 200_000;
        Random random = new Random(5L);
        double[] values = new double[rows];
        List<String> texts = new ArrayList<>();
        List<String> levels = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values[i] = 4.0 * random.nextGaussian(); // most between two of the ten values of the reference, or outside
            texts.add(i % 3 == 0 ? "a" : "new " + i % 40_000);
            levels.add(i % 2 == 0 ? "a" : "b");
        }
        Dataset window =
                Dataset.builder().numbers("x", values).texts("t", texts).build();
        double[] ten = new double[1_000];
        for (int i = 0; i < ten.length; i++) {
            ten[i] = i % 10;
        }
        Profile reference = Profile.of(Dataset.builder()
                .numbers("x", ten)
                .texts("t", levels.subList(0, ten.length))
                .build());
        ProfileCollector collector = ProfileCollector.like(reference);
        cut(window, 7_000).forEach(collector::add);
        Profile collected = collector.profile();
        NumericProfile x = (NumericProfile) collected.columns().get("x");
        NumericProfile exact = NumericProfile.of(values);
        assertThat(x.knots()).isLessThan(2 * ProfileCollector.MAX_STRAYS);
        assertThat(x.count()).isEqualTo(rows);
        assertThat(x.max()).isEqualTo(exact.max());
        for (double q : new double[] {0.001, 0.2, 0.5, 0.9, 0.999}) {
            assertThat(x.quantile(q)).isCloseTo(exact.quantile(q), within(Math.abs(exact.quantile(q)) / 128));
        }
        NumericProfile grid = (NumericProfile) reference.columns().get("x");
        assertThat(KolmogorovSmirnov.twoSample().compare(grid, x))
                .isEqualTo(KolmogorovSmirnov.twoSample().compare(grid, exact));
        CategoryProfile t = (CategoryProfile) collected.columns().get("t");
        assertThat(t.counts()).hasSize(ProfileCollector.MAX_STRAYS + 1).containsKey("a");
        assertThat(t.count()).isEqualTo(rows);
        ProfileCollector other = ProfileCollector.like(reference);
        cut(window, 50_000).forEach(other::add);
        assertThat(other.profile().columns()).containsEntry("t", t);
    }

    @Test
    void chunksOfDifferentColumnsAreRefused() {
        Dataset reference = rows(1_000, 0.0, 1L);
        TabularDriftDetector detector =
                TabularDriftDetector.builder().reference(reference).build();
        Dataset narrow = reference.drop(List.of("plan"));
        assertThatThrownBy(() -> detector.check(List.of(reference, narrow).iterator(), Map.of()))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("'plan' is not in chunk 1");
        assertThatThrownBy(() -> detector.check(List.of(narrow, reference).iterator(), Map.of()))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("'plan' is in chunk 1");
        same(detector.check(List.of(narrow, narrow).iterator(), Map.of()), detector.check(twice(narrow)));
        DriftReport none = detector.check(List.<Dataset>of().iterator(), Map.of());
        assertThat(none.windowRows()).isZero();
        assertThat(none.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    }

    private static Dataset twice(Dataset rows) {
        int[] numbers = new int[2 * rows.rowCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % rows.rowCount();
        }
        return rows.rows(numbers);
    }
}
