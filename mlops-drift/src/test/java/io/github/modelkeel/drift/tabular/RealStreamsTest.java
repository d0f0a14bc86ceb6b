package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Electricity prices over two years and taxi trips before and in the pandemic, from the reference data. */
class RealStreamsTest {
    private static TabularDriftDetector detector(Dataset reference) {
        return TabularDriftDetector.builder().reference(reference).build();
    }

    private static int figures(DriftReport report, JsonNode batch) {
        int compared = 0;
        for (FeatureDrift feature : report.features()) {
            JsonNode expected = batch.get(feature.column());
            TestResult result = feature.result();
            if (expected == null || result == null || !result.test().equals(KolmogorovSmirnov.NAME)) {
                continue;
            }
            compared++;
            assertThat(result.statistic())
                    .as(feature.column())
                    .isCloseTo(expected.get("ks_d").doubleValue(), within(1e-9));
            if (!expected.get("ks_p_exact").isNull()) {
                assertThat(result.pValue())
                        .as(feature.column())
                        .isCloseTo(expected.get("ks_p_exact").doubleValue(), within(1e-9));
            }
        }
        return compared;
    }

    @Test
    void everyTenthOfTheElectricityStreamHasTheFiguresOfScipy() {
        Dataset all = Shared.table("data/electricity/electricity.csv.gz");
        JsonNode batches = Shared.json("data/electricity/drift_reference.json").get("batches");
        TabularDriftDetector detector = detector(all.filter(row -> row < all.rowCount() / 10));
        List<String> names = new ArrayList<>();
        batches.fieldNames().forEachRemaining(names::add);
        assertThat(names).hasSize(9);
        for (String name : names) {
            String[] words = name.split(" ");
            int from = Integer.parseInt(words[1]);
            int to = Integer.parseInt(words[3]);
            DriftReport report = detector.check(all.filter(row -> row >= from && row <= to));
            assertThat(figures(report, batches.get(name))).isGreaterThanOrEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2019-06", "2020-02", "2020-03", "2020-04", "2020-05"})
    void everyMonthOfTaxiTripsHasTheFiguresOfScipy(String month) {
        String file = "taxi_" + month + ".csv.gz";
        JsonNode batch = Shared.json("data/nyc_taxi_months/drift_reference.json")
                .get("batches")
                .get(file);
        DriftReport report = detector(Shared.table("data/nyc_taxi_months/taxi_2019-01.csv.gz"))
                .check(Shared.table("data/nyc_taxi_months/" + file));
        assertThat(figures(report, batch)).isGreaterThanOrEqualTo(10);
    }

    @Test
    void thePandemicShowsInTheColumnsItChanged() throws IOException {
        TabularDriftDetector detector = detector(Shared.table("data/nyc_taxi_months/taxi_2019-01.csv.gz"));
        HtmlReport page = HtmlReport.titled("Taxi trips against January 2019");
        List<DriftReport> reports = new ArrayList<>();
        DriftReport last = null;
        for (String month : List.of("2019-06", "2020-02", "2020-03", "2020-04", "2020-05")) {
            Dataset rows = Shared.table("data/nyc_taxi_months/taxi_" + month + ".csv.gz");
            last = last == null ? detector.check(rows) : detector.check(rows, last);
            reports.add(last);
            page.window(month, last);
        }
        Files.writeString(Path.of("target", "drift-taxi.html"), page.render());
        DriftReport may = reports.get(4);
        assertThat(may.driftedColumns())
                .contains("pickup_location_id", "dropoff_location_id", "payment_type", "congestion_surcharge")
                .doesNotContain("mta_tax", "improvement_surcharge");
        assertThat(reports.get(1).driftedColumns()) // the tariff changed a year before the trips did
                .containsExactly("extra", "tip_amount", "total_amount", "congestion_surcharge");
        assertThat(may.find("passenger_count").orElseThrow().findings())
                .extracting(Finding::kind)
                .contains(Finding.Kind.MISSING_SHARE); // 17 % of the records have none
        assertThat(reports.get(0).driftedColumns()).isEmpty(); // one window is watched, two are a drift
    }
}
