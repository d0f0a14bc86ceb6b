package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The customers of the reference data: month 1 as before, in month 2 they are older, in month 3 only the relation changed. */
class CustomersTest {
    private static Dataset month(String name) {
        Dataset raw = Shared.table("data/customers/" + name + ".csv");
        double[] orders = raw.column("orders").toDoubles();
        double[] spend = raw.column("avg_order_value").toDoubles();
        for (int i = 0; i < spend.length; i++) {
            spend[i] *= orders[i];
        }
        return Dataset.builder()
                .column(raw.column("age"))
                .column(raw.column("orders"))
                .column(raw.column("avg_order_value"))
                .column(raw.column("visits"))
                .column(raw.column("days_since_last"))
                .numbers("total_spend", spend)
                .build();
    }

    private static TabularDriftDetector detector() {
        return TabularDriftDetector.builder()
                .reference(month("customers"))
                .confirmations(1)
                .build();
    }

    @Test
    void monthTwoDriftsInAgeAloneAndTheOthersDoNot() {
        TabularDriftDetector detector = detector();
        assertThat(detector.check(month("production_month1")).driftedColumns()).isEmpty();
        assertThat(detector.check(month("production_month1")).verdict()).isEqualTo(Verdict.STABLE);
        assertThat(detector.check(month("production_month2")).driftedColumns()).containsExactly("age");
        assertThat(detector.check(month("production_month3")).driftedColumns()).isEmpty();
    }

    @Test
    void theStoredProfileGivesTheSameVerdicts() {
        Profile stored = Profile.of(Profile.of(month("customers")).compressed().toDocument());
        TabularDriftDetector detector = TabularDriftDetector.builder()
                .reference(stored)
                .confirmations(1)
                .build();
        assertThat(detector.check(month("production_month1")).driftedColumns()).isEmpty();
        assertThat(detector.check(month("production_month2")).driftedColumns()).containsExactly("age");
        assertThat(detector.check(month("production_month3")).driftedColumns()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"production_month1", "production_month2", "production_month3"})
    void figuresEqualThoseOfScipy(String month) {
        JsonNode batch = Shared.json("data/customers/drift_reference.json")
                .get("batches")
                .get(month + ".csv");
        DriftReport report = detector().check(month(month));
        Map<String, PerFeatureDrift> simple = detector().perFeature(month(month), 0.05);
        for (String column : List.of("age", "orders", "avg_order_value", "visits", "days_since_last")) {
            JsonNode expected = batch.get(column);
            TestResult result =
                    Objects.requireNonNull(report.find(column).orElseThrow().result());
            assertThat(result.statistic())
                    .as(column)
                    .isCloseTo(expected.get("ks_d").doubleValue(), within(1e-9));
            assertThat(result.method()).isEqualTo("exact");
            assertThat(result.pValue())
                    .as(column)
                    .isCloseTo(expected.get("ks_p_exact").doubleValue(), within(1e-9));
            PerFeatureDrift row = simple.get(column);
            assertThat(row.driftDetected()).isEqualTo(month.endsWith("2") && column.equals("age"));
            assertThat(row.referenceMean())
                    .isCloseTo(expected.get("mean_reference").doubleValue(), within(1e-9));
            assertThat(row.windowMean()).isCloseTo(expected.get("mean_batch").doubleValue(), within(1e-9));
        }
    }

    @Test
    void olderCustomersAreOnWatchFirstAndADriftWhenTheyStay() {
        TabularDriftDetector detector =
                TabularDriftDetector.builder().reference(month("customers")).build();
        Dataset older = month("production_month2");
        List<DriftReport> reports = detector.checkAll(List.of(month("production_month1"), older, older));
        assertThat(reports)
                .extracting(DriftReport::verdict)
                .containsExactly(Verdict.STABLE, Verdict.WATCH, Verdict.DRIFT);
        FeatureDrift age = reports.get(2).find("age").orElseThrow();
        assertThat(age.streak()).isEqualTo(2);
        assertThat(age.reason()).startsWith("significant and large in 2 windows in a row: D 0.796");
    }
}
