package io.github.modelkeel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.Storage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
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
 * said by {@code -Dmodelkeel.kills=200}, {@value #DEFAULT_KILLS} unless said; a row of a table of what was found is printed.
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

    /**
     * Returns whether calls that asked for {@link io.github.modelkeel.tracking.Durability#OS} only must be there too, as
     * after the end of a process and unlike after that of a server; every fourth thread makes such calls then.
     */
    protected boolean survivesWithoutForce() {
        return true;
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
            boolean unforced = Boolean.parseBoolean(arguments[3]);
            CrashCalls.prepare(storage);
            PrintStream out = new PrintStream(System.out, true, UTF_8);
            for (int n = 0; n < THREADS; n++) {
                int thread = n;
                new Thread(() -> {
                            CrashCalls calls = new CrashCalls(storage, round, thread, unforced);
                            for (int call = 0; ; call++) {
                                calls.make(call);
                                out.println(thread + " " + call + " .");
                            }
                        })
                        .start();
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        int kills = Integer.getInteger("modelkeel.kills", DEFAULT_KILLS);
        Random random = new Random(Long.getLong("modelkeel.kills.seed", 11L));
        String place = place(folder);
        CrashTable table = new CrashTable();
        try {
            for (int round = 0; round < kills; round++) {
                boolean early = round % 8 == 7; // while it opens, rather than while it writes
                Map<Integer, Integer> acknowledged = killed(place, round, early, random.nextInt(MOST_MILLIS));
                afterKill();
                table.killed(acknowledged.isEmpty());
                long before = System.nanoTime();
                try (Storage storage = StoreProcess.open(opener().getName(), place)) {
                    table.opened(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
                    count(storage, round, acknowledged, table);
                    List<String> wrong = storage.check();
                    table.checked(wrong.isEmpty());
                    assertThat(wrong).as("check after kill %d", round).isEmpty();
                }
            }
        } finally {
            table.print(getClass().getSimpleName()); // also when it failed: what a long run found is not to be lost
        }
        assertThat(table.lost()).as("acknowledged calls that are lost").isZero();
        assertThat(table.acknowledged()).as("acknowledged calls").isPositive();
    }

    /** Returns the last call of each thread that was acknowledged before the JVM was killed. */
    private Map<Integer, Integer> killed(String place, int round, boolean early, int millis) throws Exception {
        Map<Integer, Integer> acknowledged = new ConcurrentHashMap<>();
        CountDownLatch begun = new CountDownLatch(early ? 0 : 1);
        try (StoreProcess process = StoreProcess.start(
                Writer.class,
                opener(),
                place,
                folder,
                Integer.toString(round),
                Boolean.toString(survivesWithoutForce()))) {
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

    private void count(Storage storage, int round, Map<Integer, Integer> acknowledged, CrashTable table) {
        for (int thread = 0; thread < THREADS; thread++) {
            int calls = acknowledged.getOrDefault(thread, -1) + 1;
            Set<Integer> present = new CrashCalls(storage, round, thread, survivesWithoutForce()).present(calls + 40);
            long kept = present.stream().filter(call -> call < calls).count();
            long beyond = present.size() - kept;
            assertThat(beyond)
                    .as("calls of thread %d of round %d that nobody was told of", thread, round)
                    .isLessThanOrEqualTo(1);
            table.calls(calls, calls - kept, beyond);
        }
    }
}
