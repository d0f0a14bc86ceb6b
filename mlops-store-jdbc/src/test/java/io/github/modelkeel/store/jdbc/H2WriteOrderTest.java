package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * States in which a kill may leave an H2 file, found by recording what H2 writes, in order: after each beginning of it, also
 * one that ends inside a write, the file opens, has every call that was answered by then, and finds nothing wrong with itself
 * (behaviours 64 and 67). Each session goes on from such a state of the one before. The files are compacted while
 * they are open, from {@code -Dmodelkeel.h2.least=300000} bytes on. {@code -Dmodelkeel.h2.every=1} looks at every state,
 * {@code -Dmodelkeel.h2.sessions=20} and {@code -Dmodelkeel.h2.calls=100} make more of them, and
 * {@code -Dmodelkeel.h2.pause=1000} is a disk that takes up to a second for a write.
 */
class H2WriteOrderTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EXPERIMENT = "e".repeat(32);

    /** A kill ends a write between two pages of the system. */
    private static final int PAGE = 4096;

    private static final int THREADS = 4;
    private static final int CALLS = Integer.getInteger("modelkeel.h2.calls", 20);
    private static final int SESSIONS = Integer.getInteger("modelkeel.h2.sessions", 4);
    private static final int EVERY = Integer.getInteger("modelkeel.h2.every", 4);
    private static final long LEAST = Long.getLong("modelkeel.h2.least", 300_000);
    private static final int TIMES = Integer.getInteger("modelkeel.h2.times", 2);
    private static final int PAUSE = Integer.getInteger("modelkeel.h2.pause", 2);

    @TempDir
    Path folder;

    private final Random random = new Random(Long.getLong("modelkeel.h2.seed", 7L));
    private final List<String> wrong = new ArrayList<>();
    private int looked;
    private long compactions;

    /** A call that was answered, and how many steps had been done by then. */
    private record Answer(String run, int steps) {}

    /** What must hold of a storage. */
    private interface Promise {
        void check(Storage storage) throws Exception;
    }

    @Test
    void whatIsWrittenIsAtEachMomentAStoreWithAllThatWasAnswered() throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        List<String> kept = List.of();
        for (int session = 0; session < SESSIONS; session++) {
            Path place = folder.resolve("session-" + session);
            WriteLog.write(files, place);
            WriteLog log = record(place, session);
            List<Answer> answers;
            try (Storage storage = recorded(place)) {
                freeSpaceSoon(place);
                answers = write(storage, log, session);
                compactions += log.steps().stream()
                        .filter(WriteLog.Move.class::isInstance)
                        .count();
            }
            int next = random.nextInt(log.size());
            Map<String, byte[]> state = files;
            List<String> before = kept;
            List<WriteLog.Step> steps = log.steps();
            for (int n = 0; n < steps.size(); n++) {
                List<String> expected = new ArrayList<>(before);
                int done = n;
                answers.stream().filter(answer -> answer.steps() <= done).forEach(answer -> expected.add(answer.run()));
                look("session " + session, state, steps, n, storage -> assertRuns(storage, expected));
                if (n == next) {
                    files = copy(state);
                    kept = expected;
                }
                state = after(state, steps.get(n), steps.get(n).length());
            }
            assertThat(state.get("db.mv.db"))
                    .isEqualTo(WriteLog.read(place).get("db.mv.db")); // nothing went past the log
        }
        assertThat(wrong).as("of %d states", looked).isEmpty();
        assertThat(looked).isPositive();
        assertThat(compactions).as("compactions of an open file").isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anUpgradeIsAtEachMomentAStoreWithAllThatWasThere(int version) throws Exception {
        Path place = folder.resolve("upgrade");
        WriteLog.write(Map.of(), place);
        StoredVersionsTest.Kind.H2.version(version, place);
        Map<String, byte[]> state = WriteLog.read(place);
        WriteLog log = record(place, version);
        new JdbcStore("recorded", Open.h2(place.resolve("mlops"), RecordedPath.PREFIX, 1, 2)).close();
        List<WriteLog.Step> steps = log.steps();
        for (int n = 0; n < steps.size(); n++) {
            look("upgrade", state, steps, n, StoredVersionsTest::assertContent);
            state = after(state, steps.get(n), steps.get(n).length());
        }
        assertThat(state.get("mlops.mv.db")).isEqualTo(WriteLog.read(place).get("mlops.mv.db"));
        assertThat(wrong).as("of %d states", looked).isEmpty();
        assertThat(looked).isPositive();
    }

    private static WriteLog record(Path place, int seed) {
        Random pauses = new Random(seed);
        return RecordedPath.record(place, () -> pause(pauses.nextInt(PAUSE)));
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Storage recorded(Path place) {
        return new JdbcStore("recorded", Open.h2(place.resolve("db"), RecordedPath.PREFIX, LEAST, TIMES));
    }

    /** Lets H2 give the space of an old state to a new one after a moment instead of 45 s, as in a store that is long open. */
    private static void freeSpaceSoon(Path place) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:h2:retry:" + RecordedPath.PREFIX + place.resolve("db"), "sa", "")) {
            Db.execute(connection, "SET RETENTION_TIME 20");
        }
    }

    private static List<Answer> write(Storage storage, WriteLog log, int session) throws InterruptedException {
        storage.runs().experiment("e", EXPERIMENT, T0);
        ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            int thread = number;
            Thread writer = new Thread(() -> {
                for (int call = 0; call < CALLS; call++) {
                    String run = String.format(Locale.ROOT, "s%05dt%05dc%019d", session, thread, call);
                    storage.runs().apply(commands(run), thread == 0 ? Durability.OS : Durability.SYNC);
                    answers.add(new Answer(run, log.size()));
                }
            });
            writer.start();
            threads.add(writer);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(THREADS * CALLS);
        return List.copyOf(answers);
    }

    private static List<RunCommand> commands(String run) {
        return List.of(
                new RunCommand.Create(run, EXPERIMENT, null, "r", "ann", T0),
                new RunCommand.Params(run, Map.of("p", run)),
                new RunCommand.Metrics(run, List.of(new MetricPoint("m", 0.5, 1, T0))));
    }

    private static void assertRuns(Storage storage, List<String> expected) {
        assertThat(storage.check()).isEmpty();
        for (String run : expected) {
            assertThat(storage.runs().find(run))
                    .as("run %s", run)
                    .hasValueSatisfying(found -> assertThat(found.params()).isEqualTo(Map.of("p", run)));
            assertThat(storage.runs().history(run, "m")).hasSize(1);
        }
    }

    /** Looks, now and then, at what is there before a step and in the midst of it. */
    private void look(String what, Map<String, byte[]> state, List<WriteLog.Step> steps, int n, Promise promise)
            throws Exception {
        WriteLog.Step step = steps.get(n);
        String when = what + ", step " + n + " of " + steps.size() + ", " + step;
        if (random.nextInt(EVERY) == 0) {
            open(state, promise, when);
        }
        if (step.length() > PAGE && random.nextInt(EVERY) == 0) {
            int bytes = PAGE * (1 + random.nextInt((step.length() - 1) / PAGE));
            open(after(state, step, bytes), promise, when + " after " + bytes + " bytes");
        }
    }

    private void open(Map<String, byte[]> files, Promise promise, String when) throws Exception {
        Path place = folder.resolve("look-" + looked++);
        WriteLog.write(files, place);
        String name = files.containsKey("mlops.mv.db") ? "mlops" : "db";
        try (Storage storage = JdbcStore.h2(place.resolve(name))) {
            promise.check(storage);
        } catch (RuntimeException | AssertionError e) { // all of them are listed: which states are bad says why
            wrong.add(when + ": " + e);
        }
        WriteLog.delete(place);
    }

    private static Map<String, byte[]> copy(Map<String, byte[]> files) {
        return new HashMap<>(files); // no step changes the bytes of a file that is there
    }

    private static Map<String, byte[]> after(Map<String, byte[]> files, WriteLog.Step step, int bytes) {
        Map<String, byte[]> after = new HashMap<>(files);
        step.apply(after, bytes);
        return after;
    }
}
