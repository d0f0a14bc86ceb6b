package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.error.NotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TabularDriftDetectorTest {
    /** Rows with a number, a category, a free text and a time; {@code shift} moves the number, {@code yes} is a share. */
    private static Dataset rows(int rows, double shift, double yes, double missing, long seed) {
        Random random = new Random(seed);
        double[] x = new double[rows];
        double[] y = new double[rows];
        List<@Nullable String> plan = new ArrayList<>();
        List<@Nullable String> note = new ArrayList<>();
        List<@Nullable Instant> when = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            x[i] = random.nextDouble() < missing ? Double.NaN : shift + random.nextGaussian();
            y[i] = Math.floor(10 * random.nextDouble());
            plan.add(random.nextDouble() < yes ? "yes" : "no");
            note.add("note " + random.nextLong());
            when.add(Instant.ofEpochSecond(1_700_000_000L + i));
        }
        return Dataset.builder()
                .numbers("x", x)
                .numbers("y", y)
                .categories("plan", plan)
                .texts("note", note)
                .instants("when", when)
                .build();
    }

    private static final Dataset REFERENCE = rows(5_000, 0.0, 0.3, 0.02, 1L);

    private static TabularDriftDetector detector() {
        return TabularDriftDetector.builder()
                .reference(REFERENCE)
                .confirmations(1)
                .build();
    }

    private static FeatureDrift feature(DriftReport report, String column) {
        return report.find(column).orElseThrow();
    }

    @Test
    void findsNothingWhenTheWindowIsTheReference() {
        DriftReport report = detector().check(REFERENCE);
        assertThat(report.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(report.columns(Verdict.STABLE)).containsExactly("x", "y", "plan");
        assertThat(report.columns(Verdict.NOT_TESTED)).containsExactly("note", "when");
        assertThat(report.features()).allSatisfy(f -> assertThat(f.findings()).isEmpty());
        assertThat(report.features())
                .allSatisfy(f -> assertThat(f.adjustedPValue()).isEqualTo(1.0));
    }

    @Test
    void findsTheColumnsThatMovedAndOnlyThose() {
        assertThat(detector().check(rows(2_000, 0.5, 0.3, 0.02, 2L)).driftedColumns())
                .containsExactly("x");
        assertThat(detector().check(rows(2_000, 0.0, 0.6, 0.02, 3L)).driftedColumns())
                .containsExactly("plan");
        DriftReport both = detector().check(rows(2_000, 0.5, 0.6, 0.02, 4L));
        assertThat(both.driftedColumns()).containsExactly("x", "plan");
        assertThat(both.reason()).isEqualTo("5 columns: 2 drifted (x, plan), 1 stable, 2 not tested");
    }

    @Test
    void aSureButSmallChangeIsStableAndSaysSo() {
        DriftReport report = detector().check(rows(50_000, 0.1, 0.3, 0.02, 5L));
        FeatureDrift x = feature(report, "x");
        assertThat(x.adjustedPValue()).isLessThan(1e-3);
        assertThat(x.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(x.reason()).startsWith("significant but small: D 0.0");
    }

    @Test
    void aSmallWindowNeverGetsTheVerdictStable() {
        for (int rows : new int[] {0, 1, 2, 10, 29}) {
            DriftReport report = detector().check(rows(rows, 0.0, 0.3, 0.0, 6L));
            assertThat(report.verdict()).as("%d rows", rows).isEqualTo(Verdict.INSUFFICIENT_DATA);
            assertThat(report.columns(Verdict.STABLE)).isEmpty();
            assertThat(report.columns(Verdict.DRIFT)).isEmpty();
        }
        DriftReport enough = detector().check(rows(30, 0.0, 0.3, 0.0, 6L));
        assertThat(enough.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(feature(enough, "y").minimumDetectableEffect()).isBetween(0.25, 0.5);
    }

    @Test
    void aSmallWindowLeavesTheStreakAsItWas() {
        TabularDriftDetector detector =
                TabularDriftDetector.builder().reference(REFERENCE).build();
        Dataset moved = rows(1_000, 0.5, 0.3, 0.02, 7L);
        List<DriftReport> reports = detector.checkAll(List.of(moved, rows(10, 0.5, 0.3, 0.0, 8L), moved));
        assertThat(reports)
                .extracting(DriftReport::verdict)
                .containsExactly(Verdict.WATCH, Verdict.INSUFFICIENT_DATA, Verdict.DRIFT);
        List<DriftReport> interrupted = detector.checkAll(List.of(moved, rows(1_000, 0.0, 0.3, 0.02, 9L), moved));
        assertThat(interrupted)
                .extracting(DriftReport::verdict)
                .containsExactly(Verdict.WATCH, Verdict.STABLE, Verdict.WATCH);
    }

    @Test
    void changesOfQualityAreFindingsBesideTheVerdict() {
        DriftReport report = detector().check(rows(2_000, 0.0, 0.3, 0.4, 10L));
        FeatureDrift x = feature(report, "x");
        assertThat(x.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(x.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.MISSING_SHARE);

        Dataset odd = rows(100, 0.0, 0.0, 0.0, 11L)
                .with(Dataset.builder()
                        .numbers("y", constant(100, 77.0))
                        .build()
                        .column("y"));
        DriftReport second = detector().check(odd);
        assertThat(feature(second, "y").findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.OUT_OF_RANGE, Finding.Kind.CONSTANT);
        assertThat(feature(second, "plan").findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.VANISHED_CATEGORIES, Finding.Kind.CONSTANT);

        List<String> plans = new ArrayList<>(Collections.nCopies(60, "no"));
        plans.addAll(Collections.nCopies(40, "maybe"));
        DriftReport third = detector()
                .check(rows(100, 0.0, 0.0, 0.0, 12L)
                        .with(Dataset.builder()
                                .categories("plan", plans)
                                .build()
                                .column("plan")));
        assertThat(feature(third, "plan").findings())
                .filteredOn(f -> f.kind() == Finding.Kind.NEW_CATEGORIES)
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.values()).containsExactly("maybe");
                    assertThat(f.message()).isEqualTo("1 new category in 40.0 % of the values: 'maybe'");
                });
        assertThat(third.driftedColumns()).contains("plan");
    }

    private static double[] constant(int rows, double value) {
        double[] values = new double[rows];
        java.util.Arrays.fill(values, value);
        return values;
    }

    @Test
    void aColumnTheWindowLacksIsReportedAndOneOfAnotherTypeRefused() {
        DriftReport report = detector().check(REFERENCE.drop(List.of("x")));
        assertThat(feature(report, "x").verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
        assertThat(feature(report, "x").findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.MISSING_COLUMN);

        Dataset texts = REFERENCE.with(Dataset.builder()
                .texts("x", Collections.nCopies(5_000, "1.0"))
                .build()
                .column("x"));
        assertThatThrownBy(() -> detector().check(texts))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("column 'x' is of type TEXT");
    }

    @Test
    void aColumnWithoutAValueIsInsufficientData() {
        Dataset empty = REFERENCE.with(Dataset.builder()
                .numbers("x", constant(5_000, Double.NaN))
                .build()
                .column("x"));
        FeatureDrift x = feature(detector().check(empty), "x");
        assertThat(x.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
        assertThat(x.reason()).isEqualTo("every cell of the window is missing");
        assertThat(x.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.MISSING_SHARE);
    }

    @Test
    void columnsInParallelGiveTheSameReport() {
        Dataset window = rows(2_000, 0.5, 0.6, 0.3, 13L);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            DriftReport parallel = TabularDriftDetector.builder()
                    .reference(REFERENCE)
                    .confirmations(1)
                    .executor(pool)
                    .build()
                    .check(window);
            assertThat(parallel).isEqualTo(detector().check(window));
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void ofFiftyUndriftedColumnsTheSimpleRuleAlarmsAndTheVerdictDoesNot() {
        int checks = 40;
        int simple = 0;
        int verdicts = 0;
        Random random = new Random(99L);
        for (int check = 0; check < checks; check++) {
            Dataset.Builder reference = Dataset.builder();
            Dataset.Builder window = Dataset.builder();
            for (int c = 0; c < 50; c++) {
                reference.numbers("c" + c, random.doubles(300).toArray());
                window.numbers("c" + c, random.doubles(300).toArray());
            }
            TabularDriftDetector detector = TabularDriftDetector.builder()
                    .reference(reference.build())
                    .confirmations(1)
                    .build();
            Dataset rows = window.build();
            verdicts += detector.check(rows).driftedColumns().isEmpty() ? 0 : 1;
            simple +=
                    detector.perFeature(rows, 0.05).values().stream().anyMatch(PerFeatureDrift::driftDetected) ? 1 : 0;
        }
        assertThat(simple / (double) checks).isGreaterThan(0.8);
        assertThat(verdicts).isLessThanOrEqualTo(5);
    }

    @Test
    void theDetectableEffectIsThatOfTheLevelWhichTheCorrectionLeavesToOneColumn() {
        Dataset window = rows(200, 0.0, 0.3, 0.0, 14L);
        java.util.function.ToDoubleFunction<Correction> detectable = correction -> feature(
                        TabularDriftDetector.builder()
                                .reference(REFERENCE)
                                .minimumEffect(0.0)
                                .correction(correction)
                                .build()
                                .check(window),
                        "x")
                .minimumDetectableEffect();
        var x = REFERENCE.select(List.of("x"));
        java.util.function.DoubleUnaryOperator of = level -> KolmogorovSmirnov.twoSample()
                .detectableEffect(
                        io.github.modelkeel.drift.Profile.of(x.column("x")),
                        io.github.modelkeel.drift.Profile.of(window.column("x")),
                        level,
                        0.9);
        assertThat(detectable.applyAsDouble(Correction.NONE)).isEqualTo(of.applyAsDouble(0.05));
        for (Correction each : List.of(Correction.BENJAMINI_HOCHBERG, Correction.HOLM, Correction.BONFERRONI)) {
            assertThat(detectable.applyAsDouble(each)).isEqualTo(of.applyAsDouble(0.05 / 3)); // of three columns
        }
        assertThat(detectable.applyAsDouble(Correction.BENJAMINI_YEKUTIELI))
                .isCloseTo(
                        of.applyAsDouble(0.05 / 3 / (1 + 0.5 + 1.0 / 3)),
                        org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void overridesHoldForTheirColumn() {
        Dataset window = rows(2_000, 0.5, 0.6, 0.02, 14L);
        DriftReport report = TabularDriftDetector.builder()
                .reference(REFERENCE)
                .confirmations(1)
                .columns(List.of("x", "plan", "y"))
                .ignore("y")
                .minimumEffect("x", 0.5)
                .test("plan", ChiSquared.gTest())
                .build()
                .check(window);
        assertThat(report.features()).extracting(FeatureDrift::column).containsExactly("x", "plan");
        assertThat(report.driftedColumns()).containsExactly("plan");
        assertThat(feature(report, "plan").result())
                .isNotNull()
                .satisfies(r -> assertThat(r.test()).isEqualTo("g-test"));
    }

    @Test
    void aShareOfDriftedColumnsCanBeAskedFor() {
        Dataset window = rows(2_000, 0.5, 0.3, 0.02, 15L); // 1 of 3 judged columns
        assertThat(TabularDriftDetector.builder()
                        .reference(REFERENCE)
                        .confirmations(1)
                        .driftShare(0.5)
                        .build()
                        .check(window)
                        .verdict())
                .isEqualTo(Verdict.WATCH);
    }

    @Test
    void criticalAndWeightyColumnsDecide() {
        Dataset window = rows(2_000, 0.5, 0.3, 0.02, 15L); // x drifts, y and plan do not
        var half = TabularDriftDetector.builder()
                .reference(REFERENCE)
                .confirmations(1)
                .driftShare(0.5);
        DriftReport weighted = half.weight("x", 3.0).build().check(window);
        assertThat(weighted.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(weighted.reason()).endsWith("by weight");
        assertThat(half.weight("x", 0.5).build().check(window).verdict()).isEqualTo(Verdict.WATCH);
        DriftReport critical = half.critical("x").build().check(window);
        assertThat(critical.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(critical.reason()).endsWith("; critical: x");
        assertThatThrownBy(() -> half.weight("x", -1.0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> half.critical("z").build()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aColumnThatItsTestCannotAnswerForLeavesTheOthersJudged() {
        double[] same = new double[5_000];
        Dataset reference = Dataset.builder()
                .numbers("constant", same)
                .numbers("x", REFERENCE.column("x").toDoubles())
                .build();
        Dataset window = rows(2_000, 0.5, 0.3, 0.0, 21L);
        DriftReport report = TabularDriftDetector.builder()
                .reference(reference)
                .test("constant", AndersonDarling.twoSample())
                .confirmations(1)
                .build()
                .check(Dataset.builder()
                        .numbers("constant", new double[2_000])
                        .numbers("x", window.column("x").toDoubles())
                        .build());
        assertThat(report.driftedColumns()).containsExactly("x");
        assertThat(feature(report, "constant").verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
        assertThat(feature(report, "constant").reason()).contains("two distinct values");
        assertThat(feature(report, "constant").result()).isNull();
    }

    @Test
    void aWindowTooSmallForItsTestIsInsufficient() {
        FeatureDrift x = feature(
                TabularDriftDetector.builder()
                        .reference(REFERENCE)
                        .numeric(WelchT.twoSample())
                        .build()
                        .check(rows(1, 0.0, 0.3, 0.0, 22L)),
                "x");
        assertThat(x.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
        assertThat(x.reason()).contains("two finite values");
    }

    @Test
    void aWrongSettingFailsWhereItIsMade() {
        var builder = TabularDriftDetector.builder();
        assertThatThrownBy(() -> builder.significance(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.minimumEffect(-0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.confirmations(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.minimumRows(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.driftShare(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no reference: call reference(dataset) before build()");
        builder.reference(REFERENCE).test("agee", ChiSquared.gTest());
        assertThatThrownBy(builder::build).isInstanceOf(NotFoundException.class).hasMessageContaining("'agee'");
        assertThatThrownBy(() -> TabularDriftDetector.builder()
                        .reference(REFERENCE)
                        .test("x", ChiSquared.gTest())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not apply to column 'x'");
    }

    @Test
    void theSimpleRuleKeepsTheUsualNames() {
        Map<String, PerFeatureDrift> rows = detector().perFeature(rows(1_000, 0.5, 0.3, 0.0, 16L), 0.05);
        assertThat(rows.keySet()).containsExactly("x", "y");
        assertThat(rows.get("x").toMap().keySet())
                .containsExactly("ks_statistic", "p_value", "drift_detected", "ref_mean", "prod_mean");
        assertThat(rows.get("x").driftDetected()).isTrue();
        assertThat(rows.get("y").driftDetected()).isFalse();
    }
}
