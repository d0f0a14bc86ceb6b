package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points in chunks are read and found again as points in rows are (behaviours 5, 6, 15 and 18). */
class MetricChunkTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RUN = "a".repeat(32);
    private static final String EXPERIMENT = "e".repeat(32);

    @TempDir
    Path folder;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = JdbcStore.sqlite(folder.resolve("mlops.db"));
        storage.runs().experiment("e", EXPERIMENT, T0);
        storage.runs().apply(List.of(new RunCommand.Create(RUN, EXPERIMENT, null, "r", "ann", T0)));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static MetricPoint point(String key, long step, double value) {
        return new MetricPoint(key, value, step, T0.plusMillis(step));
    }

    private void log(List<MetricPoint> points) {
        storage.runs().apply(List.of(new RunCommand.Metrics(RUN, points)), Durability.OS);
    }

    private void end() {
        storage.runs().apply(List.of(new RunCommand.End(RUN, RunStatus.FINISHED, null, T0)));
    }

    private void resume() {
        storage.runs().apply(List.of(new RunCommand.Resume(RUN, T0)));
    }

    private long count(String from) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mlops.db"))) {
            return new Db(connection, Dialect.SQLITE)
                    .first("SELECT COUNT(*) FROM " + from, row -> row.getLong(1))
                    .orElseThrow();
        }
    }

    @Test
    void endingARunPacksItsSeriesButNotTheShortest() throws Exception {
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            points.add(point("loss", i, i / 7.0));
        }
        points.add(point("final", 0, 1));
        log(points);
        assertThat(count("metric_chunk")).isZero();
        end();
        assertThat(count("metric_chunk")).isEqualTo(1);
        assertThat(count("metric_point")).isEqualTo(1);
        assertThat(storage.runs().history(RUN, "loss")).isEqualTo(points.subList(0, 20));
        assertThat(storage.runs().history(RUN, "final")).isEqualTo(points.subList(20, 21));
    }

    @Test
    void aLongSeriesIsPackedWhileItGrows() throws Exception {
        List<MetricPoint> all = new ArrayList<>();
        for (int from = 0; from < 4_600; from += 100) {
            List<MetricPoint> some = new ArrayList<>();
            for (int i = from; i < from + 100; i++) {
                some.add(point("loss", i, -i));
            }
            log(some);
            all.addAll(some);
        }
        assertThat(count("metric_chunk")).isPositive();
        assertThat(count("metric_point")).isLessThan(4_600);
        assertThat(storage.runs().history(RUN, "loss")).isEqualTo(all);
    }

    @Test
    void aPointThatIsInAChunkIsNotStoredAgain() {
        Random random = new Random(21L);
        Set<MetricPoint> expected = new LinkedHashSet<>();
        for (int round = 0; round < 60; round++) {
            List<MetricPoint> some = new ArrayList<>();
            for (int i = random.nextInt(round % 7 == 0 ? 900 : 40); i >= 0; i--) {
                MetricPoint point = new MetricPoint(
                        random.nextBoolean() ? "a" : "b",
                        random.nextInt(3) == 0 ? "train" : "",
                        random.nextInt(5),
                        random.nextInt(60),
                        T0.plusMillis(random.nextInt(3)));
                some.add(point);
            }
            log(some);
            expected.addAll(some);
            if (round % 5 == 4) {
                end();
                resume();
            }
        }
        for (String key : List.of("a", "b")) {
            for (String context : List.of("", "train")) {
                List<MetricPoint> series = expected.stream()
                        .filter(each -> each.key().equals(key) && each.context().equals(context))
                        .toList();
                List<MetricPoint> read = new ArrayList<>();
                String token = null;
                do {
                    Page<MetricPoint> page = storage.runs().history(RUN, key, context, token, 97);
                    read.addAll(page.items());
                    token = page.nextToken();
                } while (token != null);
                assertThat(read).isEqualTo(series);
                assertThat(storage.runs()
                                .find(RUN)
                                .orElseThrow()
                                .summary(key, context)
                                .orElseThrow()
                                .count())
                        .isEqualTo(series.size());
            }
        }
    }

    @Test
    void aPageGoesOnWhereItEndedAfterRowsWerePacked() {
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            points.add(point("loss", (i * 7) % 300, i));
        }
        log(points);
        Page<MetricPoint> first = storage.runs().history(RUN, "loss", "", null, 110);
        end();
        Page<MetricPoint> second = storage.runs().history(RUN, "loss", "", first.nextToken(), 190);
        assertThat(first.items()).isEqualTo(points.subList(0, 110));
        assertThat(second.items()).isEqualTo(points.subList(110, 300));
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void manyPointsAtOnceGoStraightIntoChunks() throws Exception {
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            points.add(point("loss", i, Math.sin(i)));
        }
        log(points);
        assertThat(count("metric_point")).isZero();
        assertThat(count("metric_chunk")).isEqualTo(3);
        assertThat(storage.runs().history(RUN, "loss")).isEqualTo(points);
        assertThat(storage.runs().history(RUN, "loss", "", null, 1).items()).containsExactly(points.get(0));
    }

    @Test
    void aChunkThatWasTamperedWithIsNotHandedOut() throws Exception {
        manyPointsAtOnceGoStraightIntoChunks();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mlops.db"))) {
            Db.execute(connection, "UPDATE metric_chunk SET data = zeroblob(length(data)) WHERE first_no = 4096");
        }
        assertThat(storage.runs().history(RUN, "loss", "", null, 4_096).items()).hasSize(4_096);
        assertThatThrownBy(() -> storage.runs().history(RUN, "loss")).isInstanceOf(IntegrityException.class);
    }

    @Test
    void purgingARunTakesItsChunks() throws Exception {
        manyPointsAtOnceGoStraightIntoChunks();
        storage.runs().apply(List.of(new RunCommand.Delete(RUN, T0)));
        storage.runs().purgeRuns(List.of(RUN), T0);
        for (String table : List.of("metric_point", "metric_chunk", "metric_last", "run")) {
            assertThat(count(table)).as(table).isZero();
        }
    }
}
