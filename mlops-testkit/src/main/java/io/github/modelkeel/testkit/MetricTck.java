package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.metrics;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.point;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.MetricPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
}
