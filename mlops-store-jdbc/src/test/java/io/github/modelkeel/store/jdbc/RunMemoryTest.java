package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.Race;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a writer remembers from one transaction to the next is never used after somebody else wrote, or after a rollback: two
 * stores on one database that take turns answer as a store does that remembers nothing.
 */
@Timeout(120)
class RunMemoryTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String[] EXPERIMENTS = {"e".repeat(32), "f".repeat(32)};
    private static final int RUNS = 6;

    @TempDir
    Path folder;

    private static String run(int number) {
        return "r" + String.format(Locale.ROOT, "%031d", number);
    }

    @Test
    void twoStoresOnOneSqliteFileThatTakeTurnsAnswerAsOne() {
        Path file = folder.resolve("mlops.db");
        try (Storage one = JdbcStore.sqlite(file);
                Storage other = JdbcStore.sqlite(file)) {
            takeTurns(one, other, 1_500, 1L);
        }
    }

    @Test
    void twoStoresOnOnePostgresSchemaThatTakeTurnsAnswerAsOne() {
        String address = Engines.address("t" + UUID.randomUUID().toString().replace("-", ""));
        try (Storage one = JdbcStore.of(Engines.source(address));
                Storage other = JdbcStore.of(Engines.source(address))) {
            takeTurns(one, other, 400, 2L);
        }
    }

    @Test
    void twoStoresOnOneH2DatabaseThatTakeTurnsAnswerAsOne() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        source.setUser("sa");
        try (Storage one = JdbcStore.of(source);
                Storage other = JdbcStore.of(source)) {
            takeTurns(one, other, 400, 3L);
        }
    }

    private static void takeTurns(Storage one, Storage other, int turns, long seed) {
        Random random = new Random(seed);
        int refused = 0;
        try (Storage expected = new MemoryStorage()) {
            for (String experiment : EXPERIMENTS) {
                one.runs().experiment("x" + experiment.charAt(0), experiment, T0);
                expected.runs().experiment("x" + experiment.charAt(0), experiment, T0);
            }
            for (int turn = 0; turn < turns; turn++) {
                Storage writer = random.nextInt(3) == 0 ? other : one; // several turns in a row, then a change
                Change change = change(random, turn);
                Class<?> said = outcome(writer, change);
                assertThat(said)
                        .as("turn %d of seed %d: %s", turn, seed, change)
                        .isEqualTo(outcome(expected, change));
                refused += said == null ? 0 : 1;
                if (turn % 5 == 0) {
                    compare(expected, one, seed, turn);
                    compare(expected, other, seed, turn);
                }
            }
            compare(expected, one, seed, turns);
            assertThat(refused).as("refused, of %d", turns).isBetween(turns / 20, turns * 9 / 10);
        }
        assertThat(one.check()).isEmpty(); // counts the points of every series again
    }

    /** Something that is done to the runs of a store. */
    private record Change(String what, Consumer<RunStore> how) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** Returns what a change is refused with, or null when it is not. */
    private static @Nullable Class<?> outcome(Storage storage, Change change) {
        try {
            change.how().accept(storage.runs());
            return null;
        } catch (MlopsException refused) {
            return refused.getClass();
        }
    }

    private static Change change(Random random, int turn) {
        Instant at = T0.plusSeconds(turn);
        if (random.nextInt(40) == 0) {
            String experiment = EXPERIMENTS[1];
            return random.nextInt(4) == 0
                    ? new Change("delete " + experiment, runs -> runs.deleteExperiment(experiment, at))
                    : new Change("restore " + experiment, runs -> runs.restoreExperiment(experiment, at));
        }
        if (random.nextInt(60) == 0) {
            List<String> ids = List.of(run(random.nextInt(RUNS)));
            return new Change("purge " + ids, runs -> runs.purgeRuns(ids, at));
        }
        List<RunCommand> commands = new ArrayList<>();
        for (int n = random.nextInt(3); n >= 0; n--) {
            commands.add(command(random, run(random.nextInt(RUNS)), at));
        }
        return new Change(commands.toString(), runs -> runs.apply(commands, Durability.OS));
    }

    private static RunCommand command(Random random, String run, Instant at) {
        return switch (random.nextInt(18)) {
            case 0, 1 -> new RunCommand.Create(run, EXPERIMENTS[run.charAt(31) % 2], null, "n", "ann", T0);
            case 2 ->
                new RunCommand.Params(run, Map.of("p" + random.nextInt(3), "v" + random.nextInt(8) / 7, "q", "1"));
            case 3 -> new RunCommand.Tags(run, Map.of("t" + random.nextInt(3), "v" + random.nextInt(3), "u", "1"));
            case 4 -> new RunCommand.End(run, RunStatus.FINISHED, null, at);
            case 5, 6 -> new RunCommand.Resume(run, at);
            case 7 -> new RunCommand.Heartbeat(run, at.minusSeconds(random.nextInt(200))); // not later: no change
            case 8 -> new RunCommand.Rename(run, "n" + random.nextInt(3), at);
            case 9 -> random.nextInt(4) == 0 ? new RunCommand.Delete(run, at) : new RunCommand.Restore(run, at);
            case 10 ->
                random.nextInt(4) == 0 ? new RunCommand.Expect(run, random.nextInt(4)) : new RunCommand.Resume(run, at);
            default -> new RunCommand.Metrics(run, points(random));
        };
    }

    /** Points of few series, some of them later than all before, some in between, some there already. */
    private static List<MetricPoint> points(Random random) {
        List<MetricPoint> points = new ArrayList<>();
        int count = random.nextInt(100) == 0 ? 600 : 1 + random.nextInt(12); // 600 go straight into a chunk
        for (int i = 0; i < count; i++) {
            int step = random.nextInt(400);
            String key = random.nextInt(4) == 0 ? "loss" : "score";
            double value = random.nextInt(30) == 0 ? Double.NaN : random.nextInt(3);
            points.add(new MetricPoint(key, value, step, T0.plusMillis(step)));
        }
        return points;
    }

    private static void compare(Storage expected, Storage actual, long seed, int turn) {
        for (int number = 0; number < RUNS; number++) {
            String id = run(number);
            assertThat(actual.runs().find(id))
                    .as("run %s after turn %d of seed %d", id, turn, seed)
                    .isEqualTo(expected.runs().find(id));
            if (expected.runs().find(id).isPresent()) {
                for (String key : List.of("loss", "score")) {
                    assertThat(actual.runs().history(id, key, "", null, 10_000).items())
                            .as("%s of run %s after turn %d of seed %d", key, id, turn, seed)
                            .isEqualTo(expected.runs()
                                    .history(id, key, "", null, 10_000)
                                    .items());
                }
            }
        }
    }

    @Test
    void aChangeWithoutEventTellsTheOthersToo() throws Exception {
        Path file = folder.resolve("quiet.db");
        try (Storage storage = JdbcStore.sqlite(file);
                Connection beside = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Db db = new Db(beside, Dialect.SQLITE);
            storage.runs().experiment("x", EXPERIMENTS[0], T0);
            storage.runs().apply(List.of(new RunCommand.Create(run(0), EXPERIMENTS[0], null, "n", "ann", T0)));
            long before = counter(db);
            storage.runs().apply(List.of(new RunCommand.Heartbeat(run(0), T0.plusSeconds(1))));
            assertThat(counter(db)).isGreaterThan(before);
        }
    }

    private static long counter(Db db) throws SQLException {
        return db.first("SELECT next_id FROM id_block WHERE name = 'seq'", row -> row.getLong(1))
                .orElseThrow();
    }

    @Test
    void groupsWithFailingCallsOfTwoStoresLeaveWhatTheOthersWrote() throws Exception {
        Path file = folder.resolve("race.db");
        int threads = 8;
        int rounds = 60;
        try (Storage one = JdbcStore.sqlite(file);
                Storage other = JdbcStore.sqlite(file)) {
            one.runs().experiment("x", EXPERIMENTS[0], T0);
            for (int run = 0; run < 4; run++) {
                one.runs().apply(List.of(new RunCommand.Create(run(run), EXPERIMENTS[0], null, "n", "ann", T0)));
            }
            Race.of(threads, thread -> () -> {
                RunStore runs = (thread % 2 == 0 ? one : other).runs();
                Random random = new Random(thread);
                for (int round = 0; round < rounds; round++) {
                    RunCommand points = new RunCommand.Metrics(
                            run(random.nextInt(4)),
                            List.of(new MetricPoint("loss", round, thread * rounds + round, T0)));
                    if (random.nextInt(3) == 0) { // after its points were taken in
                        RunCommand refused = new RunCommand.Expect(run(0), 99);
                        assertThat(outcome(runs, List.of(points, refused))).isNotNull();
                    }
                    assertThat(outcome(runs, List.of(points))).isNull();
                }
                return thread;
            });
            long stored = 0;
            for (int run = 0; run < 4; run++) {
                stored += other.runs()
                        .find(run(run))
                        .orElseThrow()
                        .summaries()
                        .get(0)
                        .count();
            }
            assertThat(stored).isEqualTo(threads * rounds);
            assertThat(one.check()).isEmpty();
        }
    }

    private static @Nullable Class<?> outcome(RunStore runs, List<RunCommand> commands) {
        try {
            runs.apply(commands, Durability.OS);
            return null;
        } catch (MlopsException refused) {
            return refused.getClass();
        }
    }
}
