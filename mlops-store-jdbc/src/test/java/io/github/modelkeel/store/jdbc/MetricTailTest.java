package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
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
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Points that wait in the tail are read, found again, packed and removed as those that were moved. */
@Timeout(60)
class MetricTailTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EXPERIMENT = "e".repeat(32);
    private static final int RUNS = 5;

    @TempDir
    Path folder;

    private Path file;
    private Storage storage;

    @BeforeEach
    void open() {
        file = folder.resolve("mlops.db");
        storage = JdbcStore.sqlite(file);
        storage.runs().experiment("e", EXPERIMENT, T0);
        for (int run = 0; run < RUNS; run++) {
            storage.runs().apply(List.of(new RunCommand.Create(run(run), EXPERIMENT, null, "r", "ann", T0)));
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static String run(int number) {
        return String.format(Locale.ROOT, "%032d", number);
    }

    private static MetricPoint point(long step, double value) {
        return new MetricPoint("loss", value, step, T0.plusMillis(step));
    }

    private static void log(Storage storage, int run, List<MetricPoint> points) {
        storage.runs().apply(List.of(new RunCommand.Metrics(run(run), points)), Durability.OS);
    }

    private long count(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return new Db(connection, Dialect.SQLITE)
                    .first("SELECT COUNT(*) FROM " + table, row -> row.getLong(1))
                    .orElseThrow();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Db.execute(connection, sql);
        }
    }

    /** Reads a history page by page, so that pages begin before, at and after the tail. */
    private static List<MetricPoint> history(RunStore runs, int run, int page) {
        List<MetricPoint> read = new ArrayList<>();
        String token = null;
        do {
            Page<MetricPoint> part = runs.history(run(run), "loss", "", token, page);
            read.addAll(part.items());
            token = part.nextToken();
        } while (token != null);
        return read;
    }

    @Test
    void pointsAreInTheOrderOfTheirArrivalBeforeAndAfterTheyAreMoved() throws Exception {
        Random random = new Random(5L);
        List<List<MetricPoint>> expected = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            expected.add(new ArrayList<>());
        }
        boolean wasThere = false;
        boolean wasMoved = false;
        long before = 0;
        for (int n = 0; n < 2 * MetricTail.MOST + 100; n++) {
            int run = n % RUNS;
            MetricPoint point = point((n * 7_919L) % 2_003, random.nextInt(9)); // every step once, in no order
            log(storage, run, List.of(point));
            expected.get(run).add(point);
            long waiting = count("metric_tail");
            assertThat(waiting).isLessThan(MetricTail.MOST);
            assertThat(waiting + count("metric_point")).isEqualTo(n + 1);
            boolean moved = waiting < before;
            if (moved || n % 97 == 0) {
                assertThat(history(storage.runs(), run, 13)).isEqualTo(expected.get(run));
            }
            wasThere |= waiting > MetricTail.MOST / 2;
            wasMoved |= moved;
            before = waiting;
        }
        assertThat(wasThere).isTrue();
        assertThat(wasMoved).isTrue();
        for (int run = 0; run < RUNS; run++) {
            assertThat(history(storage.runs(), run, 1_000)).isEqualTo(expected.get(run));
        }
        assertThat(storage.check()).isEmpty();
        storage.close();
        storage = JdbcStore.sqlite(file);
        assertThat(history(storage.runs(), 0, 1_000)).isEqualTo(expected.get(0));
    }

    @Test
    void manyPointsOfOneCallPassTheTailAndStandBetweenItsPoints() throws Exception {
        List<MetricPoint> expected = new ArrayList<>();
        int step = 0;
        for (int size : new int[] {3, MetricTail.MOST_AT_ONCE + 1, 2, 200, 1, MetricTail.MOST_AT_ONCE}) {
            List<MetricPoint> some = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                some.add(point(step++, 1.0 / step));
            }
            log(storage, 0, some);
            expected.addAll(some);
        }
        assertThat(count("metric_point")).isEqualTo(MetricTail.MOST_AT_ONCE + 1 + 200);
        assertThat(count("metric_tail")).isEqualTo(3 + 2 + 1 + MetricTail.MOST_AT_ONCE);
        assertThat(history(storage.runs(), 0, 31)).isEqualTo(expected);
        assertThat(storage.check()).isEmpty();
    }

    @Test
    void aPointThatWaitsInTheTailIsNotStoredAgain() throws Exception {
        Random random = new Random(6L);
        Set<MetricPoint> expected = new LinkedHashSet<>();
        for (int round = 0; round < 400; round++) {
            List<MetricPoint> some = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) { // with more than 8 all rows are looked at
                some.add(point(random.nextInt(700), 1));
            }
            log(storage, 0, some);
            expected.addAll(some);
        }
        assertThat(expected.size()).isGreaterThan(MetricTail.MOST);
        assertThat(history(storage.runs(), 0, 1_000)).isEqualTo(List.copyOf(expected));
        assertThat(count("metric_row")).isEqualTo(expected.size());
        assertThat(storage.check()).isEmpty();
    }

    @Test
    void whatOneStoreWritesAnotherReadsAndMoves() throws Exception {
        try (Storage other = JdbcStore.sqlite(file)) {
            List<MetricPoint> expected = new ArrayList<>();
            int turns = MetricTail.MOST + 40;
            boolean otherMoved = false;
            for (int n = 0; n < turns; n++) {
                boolean last = n >= MetricTail.MOST - 3; // the other one fills it up
                MetricPoint point = point(turns - n, n);
                long before = count("metric_tail");
                log(last || n % 3 == 0 ? other : storage, 0, List.of(point));
                expected.add(point);
                otherMoved |= last && count("metric_tail") < before;
            }
            assertThat(otherMoved).isTrue();
            assertThat(history(storage.runs(), 0, 100)).isEqualTo(expected);
            assertThat(history(other.runs(), 0, 100)).isEqualTo(expected);
            log(storage, 0, List.of(expected.get(0), expected.get(turns - 1), point(9_999, 0)));
            expected.add(point(9_999, 0));
            assertThat(history(other.runs(), 0, 100)).isEqualTo(expected);
            assertThat(storage.check()).isEmpty();
        }
    }

    @Test
    void aRunThatEndsOrIsPurgedTakesItsPointsAlongAndLeavesThoseOfOthers() throws Exception {
        for (int n = 0; n < 20; n++) {
            log(storage, n % 2, List.of(point(n, n)));
        }
        storage.runs().apply(List.of(new RunCommand.End(run(0), RunStatus.FINISHED, null, T0)));
        assertThat(count("metric_chunk")).isEqualTo(1);
        assertThat(count("metric_row")).isEqualTo(10);
        log(storage, 2, List.of(point(1, 1)));
        log(storage, 1, List.of(point(100, 1)));
        assertThat(count("metric_tail")).isEqualTo(2);
        storage.runs().apply(List.of(new RunCommand.Delete(run(2), T0)));
        storage.runs().purgeRuns(List.of(run(2)), T0);
        assertThat(count("metric_row")).isEqualTo(11);
        assertThat(history(storage.runs(), 0, 100)).hasSize(10);
        assertThat(history(storage.runs(), 1, 100)).hasSize(11);
        assertThat(storage.check()).isEmpty();
    }

    @Test
    void aMoveThatFailsLeavesThePointsWhereTheyAre() throws Exception {
        List<MetricPoint> expected = new ArrayList<>();
        for (int n = 0; n < MetricTail.MOST - 1; n++) {
            MetricPoint point = point(n, n);
            log(storage, 0, List.of(point));
            expected.add(point);
        }
        execute("CREATE TRIGGER broken BEFORE INSERT ON metric_point BEGIN SELECT RAISE(ABORT, 'no room'); END");
        MetricPoint refused = point(10_000, 1);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> log(storage, 1, List.of(refused)))
                    .isInstanceOf(MlopsException.class)
                    .hasMessageContaining("no room");
        }
        assertThat(count("metric_tail")).isEqualTo(MetricTail.MOST - 1);
        assertThat(history(storage.runs(), 0, 100)).isEqualTo(expected);
        assertThat(history(storage.runs(), 1, 100)).isEmpty();
        execute("DROP TRIGGER broken");
        log(storage, 1, List.of(refused));
        assertThat(count("metric_tail")).isZero();
        assertThat(history(storage.runs(), 0, 100)).isEqualTo(expected);
        assertThat(history(storage.runs(), 1, 100)).containsExactly(refused);
        assertThat(storage.check()).isEmpty();
    }
}
