package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.metrics;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.point;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link io.github.modelkeel.spi.RunStore} about the points of metrics. */
public abstract class MetricTck extends StorageTck {
    private static final double[] VALUES = {
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        -0.0,
        0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        0.1 + 0.2,
        1.0
    };

    /** Made by JUnit. */
    protected MetricTck() {}

    /** Makes the experiment of the runs. */
    @BeforeEach
    final void makeExperiment() {
        Samples.experiment(storage);
    }

    private void apply(RunCommand... commands) {
        storage.runs().apply(List.of(commands));
    }

    private MetricPoint last(String key) {
        return requireNonNull(storage.runs().find(id(1)).orElseThrow().metrics().get(key), key);
    }

    @Test
    void anExactDuplicateIsStoredOnce() { // behaviours 5, 6 and 7
        MetricPoint point = point("loss", 3, 0.25);
        MetricPoint sameMoment = point("loss", 3, 0.26);
        apply(newRun(1), metrics(1, point, point));
        apply(metrics(1, point, sameMoment));
        assertThat(storage.runs().history(id(1), "loss")).containsExactly(point, sameMoment);
    }

    @Test
    void everyDoubleComesBackBitByBit() { // behaviour 10
        List<MetricPoint> points = new ArrayList<>();
        for (double value : VALUES) {
            points.add(point("m" + value, 0, value));
        }
        apply(newRun(1), new RunCommand.Metrics(id(1), points));
        for (MetricPoint point : points) {
            assertThat(storage.runs().history(id(1), point.key())).containsExactly(point); // records compare by bits
            assertThat(last(point.key())).isEqualTo(point);
        }
    }

    @Test
    void stepsAndTimesMayBeExtreme() { // behaviours 14 and 19
        List<MetricPoint> points = List.of(
                new MetricPoint("m", 1, Long.MAX_VALUE, Instant.EPOCH),
                new MetricPoint("m", 2, Long.MIN_VALUE, Instant.ofEpochMilli(-1)),
                new MetricPoint("m", 3, -5, Instant.parse("9999-12-31T23:59:59.999Z")));
        apply(newRun(1), new RunCommand.Metrics(id(1), points));
        assertThat(storage.runs().history(id(1), "m")).isEqualTo(points);
        assertThat(last("m")).isEqualTo(points.get(0));
    }

    @Test
    void timesAreKeptInMilliseconds() {
        apply(newRun(1), metrics(1, new MetricPoint("m", 1, 0, T0.plusNanos(1_999_999))));
        assertThat(last("m").at()).isEqualTo(T0.plusMillis(1));
    }

    @Test
    void theLastValueIsTheOneOfGreatestStepTimeAndValue() { // behaviour 13
        apply(newRun(1), metrics(1, point("a", 5, 0.5), point("a", 4, 0.4)));
        apply(metrics(1, point("a", 3, 9.9)));
        assertThat(last("a")).isEqualTo(point("a", 5, 0.5));
        apply(metrics(1, new MetricPoint("a", 0.1, 5, T0.plusSeconds(60))));
        assertThat(last("a").value()).isEqualTo(0.1);
        apply(metrics(1, new MetricPoint("a", -1, 5, T0.plusSeconds(60))));
        assertThat(last("a").value()).isEqualTo(0.1);
        apply(metrics(1, new MetricPoint("a", Double.NaN, 5, T0.plusSeconds(60))));
        assertThat(last("a").value()).isNaN();
    }

    @Test
    void theLastValueDoesNotDependOnTheOrderOfArrival() {
        Random random = new Random(7L);
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            points.add(new MetricPoint(
                    "m", VALUES[random.nextInt(VALUES.length)], random.nextInt(3), T0.plusMillis(random.nextInt(2))));
        }
        apply(newRun(1), newRun(2));
        for (MetricPoint point : points) {
            apply(metrics(1, point));
        }
        Collections.shuffle(points, random);
        apply(new RunCommand.Metrics(id(2), points));
        assertThat(storage.runs().find(id(2)).orElseThrow().metrics().get("m")).isEqualTo(last("m"));
    }

    @Test
    void historyComesBackInTheOrderOfArrival() { // behaviour 15
        List<MetricPoint> points = LongStream.range(0, 26_000)
                .mapToObj(i -> point("loss", (i * 7_919) % 26_000, i * 0.5))
                .toList();
        apply(newRun(1));
        for (int from = 0; from < points.size(); from += 2_600) {
            apply(new RunCommand.Metrics(id(1), points.subList(from, from + 2_600)));
        }
        assertThat(storage.runs().history(id(1), "loss")).isEqualTo(points);
        assertThat(last("loss").step()).isEqualTo(25_999);
    }

    @Test
    void anUnknownMetricHasNoHistory() { // behaviour 20
        apply(newRun(1), newRun(2), metrics(2, point("other", 0, 1)));
        assertThat(storage.runs().history(id(1), "none")).isEmpty();
        assertThat(storage.runs().history(id(1), "other")).isEmpty();
    }

    @Test
    void eightThreadsLogToOneRun() throws Exception { // behaviour 56
        apply(newRun(1));
        Race.of(THREADS, n -> () -> {
            for (int i = 0; i < 100; i++) {
                List<MetricPoint> points = new ArrayList<>();
                for (int j = 0; j < 10; j++) {
                    points.add(point("m" + n % 2, (long) n * 1_000 + i * 10L + j, j));
                }
                apply(new RunCommand.Metrics(id(1), points));
            }
            return n;
        });
        assertThat(storage.runs().history(id(1), "m0")).hasSize(THREADS / 2 * 1_000);
        assertThat(storage.runs().history(id(1), "m1")).hasSize(THREADS / 2 * 1_000);
        assertThat(last("m1").step()).isEqualTo(7_999);
    }

    private List<MetricPoint> pages(String metric, String context, int limit) {
        List<MetricPoint> points = new ArrayList<>();
        String token = null;
        do {
            Page<MetricPoint> page = storage.runs().history(id(1), metric, context, token, limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            points.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return points;
    }

    @Test
    void aHistoryComesInPages() { // behaviours 15 and 49
        List<MetricPoint> points = LongStream.range(0, 1_000)
                .mapToObj(i -> point("loss", (i * 7_919) % 1_000, i * 0.5))
                .toList();
        apply(newRun(1), new RunCommand.Metrics(id(1), points), metrics(1, point("other", 0, 1)));
        for (int limit : new int[] {1, 7, 500, 999, 1_000, 1_001, 50_000}) {
            assertThat(pages("loss", "", limit)).as("pages of %s", limit).isEqualTo(points);
        }
        Page<MetricPoint> first = storage.runs().history(id(1), "loss", "", null, 10);
        apply(metrics(1, point("loss", 2_000, 0)));
        Page<MetricPoint> rest = storage.runs().history(id(1), "loss", "", first.nextToken(), 5_000);
        assertThat(rest.items())
                .startsWith(points.get(10))
                .endsWith(point("loss", 2_000, 0))
                .hasSize(991);
        assertThatThrownBy(() -> storage.runs().history(id(1), "other", "", first.nextToken(), 10))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> storage.runs().history(id(1), "loss", "train", first.nextToken(), 10))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> storage.runs().history(id(1), "loss", "", "nonsense", 10))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void contextsOfAMetricAreSeriesOfTheirOwn() { // behaviour 16
        MetricPoint train = new MetricPoint("loss", "train", 0.5, 0, T0);
        MetricPoint plain = new MetricPoint("loss", "", 0.5, 0, T0);
        MetricPoint odd = new MetricPoint("loss", "Train '\uD83D\uDE80", 0.5, 0, T0);
        apply(newRun(1), metrics(1, train, plain, odd, train));
        assertThat(storage.runs().history(id(1), "loss")).containsExactly(plain);
        assertThat(pages("loss", "train", 10)).containsExactly(train);
        assertThat(pages("loss", "Train '\uD83D\uDE80", 10)).containsExactly(odd);
        assertThat(pages("loss", "none", 10)).isEmpty();
        RunRecord run = storage.runs().find(id(1)).orElseThrow();
        assertThat(run.summaries()).extracting(MetricSummary::last).containsExactly(plain, odd, train);
        assertThat(run.metrics()).containsOnlyKeys("loss");
        assertThat(run.summary("loss", "train").orElseThrow().count()).isEqualTo(1);
    }

    @Test
    void aSummaryIsWhatARecountGives() { // behaviour 17
        Random random = new Random(17L);
        apply(newRun(1));
        Map<String, List<MetricPoint>> reference = new TreeMap<>();
        for (int batch = 0; batch < 12; batch++) {
            List<MetricPoint> points = new ArrayList<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                MetricPoint point = new MetricPoint(
                        "m" + random.nextInt(3),
                        random.nextBoolean() ? "" : "val",
                        random.nextInt(3) == 0 ? VALUES[random.nextInt(VALUES.length)] : random.nextGaussian(),
                        random.nextInt(4),
                        T0.plusMillis(random.nextInt(2)));
                points.add(point);
                List<MetricPoint> series =
                        reference.computeIfAbsent(point.key() + "|" + point.context(), key -> new ArrayList<>());
                if (!series.contains(point)) {
                    series.add(point);
                }
            }
            apply(new RunCommand.Metrics(id(1), points));
        }
        apply(metrics(1, new MetricPoint("nan", Double.NaN, 0, T0), new MetricPoint("nan", Double.NaN, 1, T0)));
        reference.put("nan|", storage.runs().history(id(1), "nan"));
        expectSummaries(reference);
        reopenUnlessTransient();
        expectSummaries(reference);
        apply(new RunCommand.End(id(1), RunStatus.FINISHED, null, T0));
        expectSummaries(reference);
        assertThat(storage.check()).isEmpty();
    }

    private void expectSummaries(Map<String, List<MetricPoint>> reference) {
        RunRecord run = storage.runs().find(id(1)).orElseThrow();
        assertThat(run.summaries()).hasSameSizeAs(reference.entrySet());
        for (MetricSummary summary : run.summaries()) {
            List<MetricPoint> points = requireNonNull(reference.get(summary.key() + "|" + summary.context()));
            double[] numbers = points.stream()
                    .mapToDouble(MetricPoint::value)
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            double sum = 0;
            double min = numbers.length == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
            double max = numbers.length == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
            for (double value : numbers) {
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            MetricPoint last = points.stream()
                    .max(Comparator.comparingLong(MetricPoint::step)
                            .thenComparing(MetricPoint::at)
                            .thenComparing(MetricPoint::value))
                    .orElseThrow();
            assertThat(summary)
                    .isEqualTo(new MetricSummary(
                            last, min, max, numbers.length == 0 ? Double.NaN : sum / numbers.length, points.size()));
        }
    }

    @Test
    void aLongSeriesReadsTheSameAfterItsEnd() { // behaviour 18
        Random random = new Random(18L);
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < 9_000; i++) { // some are sealed while the run is open, the rest at its end
            double value = i % 50 == 0 ? VALUES[i / 50 % VALUES.length] : random.nextGaussian();
            points.add(new MetricPoint("m", "val", value, i % 7 == 0 ? -i : i, T0.plusMillis(random.nextInt(5_000))));
        }
        apply(newRun(1));
        for (int from = 0; from < points.size(); from += 1_500) {
            apply(new RunCommand.Metrics(id(1), points.subList(from, from + 1_500)));
        }
        RunRecord open = storage.runs().find(id(1)).orElseThrow();
        assertThat(pages("m", "val", 50_000)).isEqualTo(points);
        apply(new RunCommand.End(id(1), RunStatus.FINISHED, null, T0));
        assertThat(pages("m", "val", 50_000)).isEqualTo(points);
        assertThat(pages("m", "val", 1_234)).isEqualTo(points);
        assertThat(storage.runs().find(id(1)).orElseThrow().summaries()).isEqualTo(open.summaries());
        apply(new RunCommand.Resume(id(1), T0));
        MetricPoint added = new MetricPoint("m", "val", 0.25, 10_000, T0);
        apply(metrics(1, points.get(3), points.get(4_500), added, points.get(8_999), added)); // only one is new
        points.add(added);
        assertThat(pages("m", "val", 4_000)).isEqualTo(points);
        assertThat(storage.runs()
                        .find(id(1))
                        .orElseThrow()
                        .summary("m", "val")
                        .orElseThrow()
                        .count())
                .isEqualTo(9_001);
        reopen();
        assertThat(pages("m", "val", 50_000)).isEqualTo(points);
        assertThat(storage.check()).isEmpty();
    }

    @Test
    void anUnknownRunHasNoHistory() { // behaviour 20
        assertThatThrownBy(() -> storage.runs().history(id(1), "m"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(id(1));
    }

    private void reopenUnlessTransient() {
        if (!storage.isTransient()) {
            reopen();
        }
    }
}
