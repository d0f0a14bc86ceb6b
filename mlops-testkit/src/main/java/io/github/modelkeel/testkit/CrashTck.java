package io.github.modelkeel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.Storage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills JVMs while eight threads write, again and again into the same storage (behaviours 64 and 67): it opens unaided,
 * finds nothing wrong with itself, has every call that was acknowledged and at most one more of each thread. How often is
 * said by {@code -Dmodelkeel.kills=200}, {@value #DEFAULT_KILLS} unless said; a table of what was found is printed.
 */
public abstract class CrashTck {
    /** Kills when nothing else is said. */
    public static final int DEFAULT_KILLS = 3;

    private static final int THREADS = 8;
    private static final int MOST_MILLIS = 400;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway.Init") // JUnit fills the folder before each test
    protected CrashTck() {}

    /** Returns what opens the storage, here and in the JVM that is killed. */
    protected abstract Class<? extends StorageOpener> opener();

    /**
     * Returns where the storage is; empty when the test begins.
     *
     * @param folder empty, gone after the test
     */
    protected String place(Path folder) {
        return folder.resolve("killed").toString();
    }

    /** Runs after each kill, before the storage is opened; does nothing here. A server may be killed too. */
    protected void afterKill() throws Exception {}

    /** The JVM that is killed. */
    static final class Writer {
        private Writer() {}

        @SuppressWarnings("SystemOut") // how it talks to the test
        public static void main(String[] arguments) {
            Storage storage = StoreProcess.open(arguments[0], arguments[1]);
            int round = Integer.parseInt(arguments[2]);
            CrashCalls.prepare(storage);
            PrintStream out = new PrintStream(System.out, true, UTF_8);
            for (int n = 0; n < THREADS; n++) {
                int thread = n;
                new Thread(() -> {
                            CrashCalls calls = new CrashCalls(storage, round, thread);
                            for (int call = 0; ; call++) {
                                calls.make(call);
                                out.println(thread + " " + call + " .");
                            }
                        })
                        .start();
            }
        }
    }

    /** What was found after the kills so far. */
    private static final class Table {
        private int kills;
        private int withoutACall;
        private long acknowledged;
        private long lost;
        private long beyond;
        private long slowestOpenMillis;

        void print(String backend) {
            String text = String.format(
                    Locale.ROOT,
                    "%-24s %6d kills, %d of them before the first call; %,d calls acknowledged, %d lost,"
                            + " %d there without an answer; slowest open %d ms%n",
                    backend,
                    kills,
                    withoutACall,
                    acknowledged,
                    lost,
                    beyond,
                    slowestOpenMillis);
            PrintStream out = new PrintStream(System.out, true, UTF_8); // the table is what a long run is for
            out.print(text);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        int kills = Integer.getInteger("modelkeel.kills", DEFAULT_KILLS);
        Random random = new Random(Long.getLong("modelkeel.kills.seed", 11L));
        String place = place(folder);
        Table table = new Table();
        for (int round = 0; round < kills; round++) {
            boolean early = round % 8 == 7; // while it opens, rather than while it writes
            Map<Integer, Integer> acknowledged = killed(place, round, early, random.nextInt(MOST_MILLIS));
            afterKill();
            long before = System.nanoTime();
            try (Storage storage = StoreProcess.open(opener().getName(), place)) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
                table.slowestOpenMillis = Math.max(table.slowestOpenMillis, millis);
                table.kills++;
                table.withoutACall += acknowledged.isEmpty() ? 1 : 0;
                count(storage, round, acknowledged, table);
                assertThat(storage.check()).as("check after kill %d", round).isEmpty();
            }
        }
        table.print(getClass().getSimpleName());
        assertThat(table.lost).as("acknowledged calls that are lost").isZero();
        assertThat(table.acknowledged).as("acknowledged calls").isPositive();
    }

    /** Returns the last call of each thread that was acknowledged before the JVM was killed. */
    private Map<Integer, Integer> killed(String place, int round, boolean early, int millis) throws Exception {
        Map<Integer, Integer> acknowledged = new ConcurrentHashMap<>();
        CountDownLatch begun = new CountDownLatch(early ? 0 : 1);
        try (StoreProcess process =
                StoreProcess.start(Writer.class, opener(), place, folder, Integer.toString(round))) {
            Thread killer = new Thread(() -> {
                try {
                    if (begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                        Thread.sleep(early ? 3L * millis : millis);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    process.kill();
                }
            });
            killer.start();
            process.read(line -> {
                String[] parts = line.split(" ", -1);
                if (parts.length == 3) { // the last line may be cut short
                    acknowledged.put(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                    begun.countDown();
                }
            });
            killer.join();
            assertThat(process.errors()).as("errors of the JVM that was killed").doesNotContain("Exception in thread");
            assertThat(early || !acknowledged.isEmpty())
                    .as("the JVM wrote nothing within %d s: %s", PATIENCE_SECONDS, process.errors())
                    .isTrue();
        }
        return acknowledged;
    }

    private static void count(Storage storage, int round, Map<Integer, Integer> acknowledged, Table table) {
        for (int thread = 0; thread < THREADS; thread++) {
            int calls = acknowledged.getOrDefault(thread, -1) + 1;
            Set<Integer> present = new CrashCalls(storage, round, thread).present(calls + 40);
            long kept = present.stream().filter(call -> call < calls).count();
            long beyond = present.size() - kept;
            assertThat(beyond)
                    .as("calls of thread %d of round %d that nobody was told of", thread, round)
                    .isLessThanOrEqualTo(1);
            table.acknowledged += calls;
            table.lost += calls - kept;
            table.beyond += beyond;
        }
    }
}
