package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** The promises of the stores about time: no zone, no clock of their own. */
public abstract class TimeTck extends StorageTck {
    private static final List<String> ZONES =
            List.of("UTC", "America/St_Johns", "Pacific/Apia", "Europe/Berlin", "Asia/Kathmandu");

    /** Around changes of the clocks of some zone, among them the day that Apia skipped, and far from any. */
    private static final List<Instant> MOMENTS = List.of(
            Instant.parse("2026-03-29T01:30:00.123Z"),
            Instant.parse("2026-10-25T00:30:00.000Z"),
            Instant.parse("2026-10-25T01:30:00.000Z"),
            Instant.parse("2026-03-08T05:31:00.999Z"),
            Instant.parse("2026-11-01T04:01:00.001Z"),
            Instant.parse("2011-12-30T09:59:59.999Z"),
            Instant.parse("2011-12-30T10:00:00.000Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("1900-01-01T00:00:00.000Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"));

    /** Made by JUnit. */
    protected TimeTck() {}

    @Test
    void resultsAreTheSameInEveryZone() { // behaviour 76
        TimeZone before = TimeZone.getDefault();
        try {
            for (int i = 0; i < ZONES.size(); i++) {
                TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(i)));
                try (Storage own = open(place.resolve(place.getFileName() + "z" + i))) {
                    exercise(own, ZONES.get(i));
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** Stores moments and compares everything that is read with what was stored, which knows no zone. */
    private static void exercise(Storage own, String zone) {
        ExperimentRecord experiment = own.runs().experiment("samples", EXPERIMENT, MOMENTS.get(0));
        assertThat(experiment.createdAt()).as(zone).isEqualTo(MOMENTS.get(0));
        List<String> byStart = new ArrayList<>();
        for (int n = 0; n < MOMENTS.size(); n++) {
            Instant at = MOMENTS.get(n);
            own.runs()
                    .apply(List.of(
                            new RunCommand.Create(id(n), EXPERIMENT, null, "n", "ann", at),
                            new RunCommand.Metrics(id(n), List.of(new MetricPoint("m", n, n, at))),
                            new RunCommand.End(id(n), RunStatus.FINISHED, null, at.plusMillis(1_500))));
            RunRecord run = own.runs().find(id(n)).orElseThrow();
            assertThat(run.startedAt()).as(zone).isEqualTo(at);
            assertThat(run.heartbeatAt()).as(zone).isEqualTo(at);
            assertThat(run.endedAt()).as(zone).isEqualTo(at.plusMillis(1_500));
            assertThat(run.metrics().get("m")).as(zone).isEqualTo(new MetricPoint("m", n, n, at));
            assertThat(own.runs().history(id(n), "m")).as(zone).containsExactly(new MetricPoint("m", n, n, at));
            RunQuery same = RunQuery.parse("start_time = " + at.toEpochMilli() + " and duration = 1500");
            assertThat(own.runs().search(same).items())
                    .as(zone)
                    .extracting(RunRecord::id)
                    .containsExactly(id(n));
            byStart.add(id(n));
        }
        byStart.sort((a, b) -> MOMENTS.get(number(b)).compareTo(MOMENTS.get(number(a))));
        assertThat(own.runs().search(RunQuery.all()).items())
                .as(zone)
                .extracting(RunRecord::id)
                .isEqualTo(byStart);
        for (Instant at : MOMENTS) {
            own.registry().create(version("churn"));
            own.registry().describe("churn", null, at.toString(), new Change("ann", "", at));
        }
        assertThat(own.registry().history("churn"))
                .as(zone)
                .filteredOn(event -> event.kind() == RegistryEvent.Kind.DESCRIBED)
                .extracting(event -> event.change().at())
                .isEqualTo(MOMENTS);
        assertThat(own.events().after(0, 1_000))
                .as(zone)
                .filteredOn(event -> event.kind().equals(StoreEvent.Kind.RUN_CREATED.name()))
                .extracting(StoreEvent::at)
                .isEqualTo(MOMENTS);
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(1));
    }

    @Test
    void aClockThatGoesBackKeepsTheOrderOfArrival() { // behaviour 76
        Samples.experiment(storage);
        Instant start = MOMENTS.get(0);
        List<MetricPoint> points = new ArrayList<>();
        storage.runs().apply(List.of(new RunCommand.Create(id(1), EXPERIMENT, null, "n", "ann", start)));
        for (int i = 0; i < 20; i++) {
            MetricPoint point = new MetricPoint("m", i, i, start.minusSeconds(i));
            points.add(point);
            storage.runs().apply(List.of(new RunCommand.Metrics(id(1), List.of(point))));
            storage.registry()
                    .create(new NewVersion(
                            "churn",
                            "file",
                            "00",
                            Map.of(),
                            new Lineage(null, Map.of(), null),
                            "",
                            new Change("ann", "", start.minusSeconds(i))));
        }
        assertThat(storage.runs().history(id(1), "m")).isEqualTo(points);
        assertThat(storage.registry().versions("churn"))
                .extracting(each -> each.createdAt().until(start, ChronoUnit.SECONDS))
                .isSorted();
        assertThat(storage.registry().history("churn"))
                .extracting(RegistryEvent::version)
                .isSorted();
        storage.runs().apply(List.of(new RunCommand.End(id(1), RunStatus.KILLED, null, start.minusSeconds(60))));
        assertThat(storage.runs().search(RunQuery.parse("duration = -60000")).items())
                .hasSize(1);
    }
}
