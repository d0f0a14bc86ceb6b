package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is found beside the distributions, and what is left unsaid because it is chance or nature. */
class DataQualityTest {
    private static Dataset rows(int rows, long seed) {
        Random random = new Random(seed);
        double[] amount = new double[rows];
        double[] tip = new double[rows];
        List<@Nullable String> plan = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            amount[i] = random.nextGaussian();
            tip[i] = random.nextDouble() < 0.05 ? Double.NaN : random.nextDouble();
            plan.add(random.nextDouble() < 0.02 ? null : "plan " + random.nextInt(4));
        }
        return Dataset.builder()
                .numbers("amount", amount)
                .numbers("tip", tip)
                .categories("plan", plan)
                .build();
    }

    private static Dataset of(String column, double... values) {
        return Dataset.builder().numbers(column, values).build();
    }

    private static DriftReport check(Dataset reference, Dataset window) {
        return TabularDriftDetector.builder().reference(reference).build().check(window);
    }

    private static Dataset repeated(Dataset rows, int length, int period) {
        return rows.rows(IntStream.range(0, length).map(i -> i % period).toArray());
    }

    @Test
    void copiesOfRowsAreFound() {
        Dataset reference = rows(5_000, 1L);
        DriftReport report = check(reference, repeated(rows(1_000, 2L), 1_000, 900));
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.DUPLICATE_ROWS);
            assertThat(finding.message())
                    .startsWith("rows that are copies of another: 0.0 % in the reference, 10.0 % in the window"
                            + " (100 of 1000, p ");
        });
        assertThat(check(reference, rows(1_000, 2L)).findings()).isEmpty();
        assertThat(check(reference, repeated(rows(1_000, 2L), 1_000, 995)).findings())
                .as("half a percent is left unsaid")
                .isEmpty();
        assertThat(check(reference, repeated(rows(20, 2L), 20, 10)).findings())
                .as("too few rows")
                .isEmpty();
        assertThat(check(repeated(reference, 5_000, 4_000), repeated(rows(1_000, 2L), 1_000, 850))
                        .findings())
                .as("the reference repeats rows too")
                .isEmpty();
    }

    @Test
    void copiesAreCountedOverTheColumnsOfTheProfileAndNeedAllOfThem() {
        Dataset reference = rows(2_000, 1L);
        Dataset copies = repeated(rows(500, 2L), 500, 250);
        Dataset numbered = copies.with(
                of("request", IntStream.range(0, 500).asDoubleStream().toArray())
                        .column("request"));
        assertThat(check(reference, numbered).findings()).hasSize(1);
        assertThat(check(reference, copies.drop(List.of("tip"))).findings()).isEmpty();
        DriftReport one = TabularDriftDetector.builder()
                .reference(reference)
                .columns(List.of("plan")) // watched alone it repeats all the time
                .build()
                .check(rows(500, 3L));
        assertThat(one.findings()).isEmpty();
    }

    @Test
    void rowsThatRepeatByNatureAreNoFindingHoweverLargeTheWindow() {
        Random random = new Random(3L);
        double[] few = random.ints(300, 0, 200).asDoubleStream().toArray();
        double[] many = random.ints(30_000, 0, 200).asDoubleStream().toArray();
        DriftReport report = check(of("dice", few), of("dice", many));
        assertThat(report.findings()).isEmpty(); // 99 % of 30,000 are copies, but of 300 as many as in the reference
        double[] twice =
                IntStream.range(0, 30_000).mapToDouble(i -> many[i / 2]).toArray();
        assertThat(check(of("dice", few), of("dice", twice)).findings()).hasSize(1);
    }

    @Test
    void aProfileWithoutTheCountGivesNoFinding() {
        var document = Profile.of(rows(2_000, 1L)).toDocument();
        document.remove("duplicates");
        assertThat(TabularDriftDetector.builder()
                        .reference(Profile.of(document))
                        .build()
                        .check(repeated(rows(500, 2L), 500, 100))
                        .findings())
                .isEmpty();
    }

    @Test
    void ofAConstantColumnTheValueIsSaidAndOnlyWhereItIsOne() {
        double[] wide = new Random(5L).doubles(50_000).toArray();
        Profile stored = Profile.of(of("x", wide)).compressed();
        double[] sorted = wide.clone();
        Arrays.sort(sorted);
        double[] close = new double[40]; // between two knots of the reference, so all are counted at one
        for (int i = 0; i < close.length; i++) {
            close[i] = sorted[25_001] + (sorted[25_002] - sorted[25_001]) * i / 100.0;
        }
        TabularDriftDetector detector =
                TabularDriftDetector.builder().reference(stored).build();
        assertThat(detector.check(of("x", close)).features().get(0).findings()).isEmpty();
        double[] same = new double[40];
        Arrays.fill(same, 0.123456789);
        assertThat(detector.check(of("x", same)).features().get(0).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Finding.Kind.CONSTANT);
                    assertThat(finding.message()).startsWith("every value of the window is 0.12345678");
                });
    }

    /** Over many windows of the reference's own law hardly one has a finding; each kind is found once it is there. */
    @Test
    void windowsOfOneLawHaveHardlyAFinding() {
        int found = 0;
        for (int i = 0; i < 200; i++) {
            DriftReport report = check(rows(2_000, 5_000L + i), rows(i % 2 == 0 ? 40 : 1_000, 1_000L + i));
            boolean any = !report.findings().isEmpty()
                    || report.features().stream().anyMatch(f -> !f.findings().isEmpty());
            found += any ? 1 : 0;
        }
        assertThat(found).isLessThanOrEqualTo(20); // of 200 at level 0.05: more have a probability of 0.001
        TabularDriftDetector detector =
                TabularDriftDetector.builder().reference(rows(2_000, 1L)).build();
        Dataset odd = rows(1_000, 9L)
                .with(of(
                                "amount",
                                new Random(9L).doubles(1_000).map(u -> 10 + u).toArray())
                        .column("amount"))
                .with(of(
                                "tip",
                                new Random(9L)
                                        .doubles(1_000)
                                        .map(u -> u < 0.3 ? Double.NaN : 0.5)
                                        .toArray())
                        .column("tip"))
                .with(Dataset.builder()
                        .categories(
                                "plan",
                                IntStream.range(0, 1_000)
                                        .mapToObj(i -> i % 2 == 0 ? "plan 0" : "new")
                                        .toList())
                        .build()
                        .column("plan"));
        assertThat(detector.check(odd).features().stream().flatMap(f -> f.findings().stream()))
                .extracting(Finding::kind)
                .containsExactly(
                        Finding.Kind.OUT_OF_RANGE,
                        Finding.Kind.MISSING_SHARE,
                        Finding.Kind.CONSTANT,
                        Finding.Kind.MISSING_SHARE,
                        Finding.Kind.NEW_CATEGORIES,
                        Finding.Kind.VANISHED_CATEGORIES);
    }
}
