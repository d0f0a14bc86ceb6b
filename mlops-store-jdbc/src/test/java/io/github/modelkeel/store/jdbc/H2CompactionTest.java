package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An H2 file that is open is compacted when most of it is of no use, and nobody notices but by waiting. */
@Timeout(120)
class H2CompactionTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EXPERIMENT = "e".repeat(32);
    private static final long LEAST = 300_000;

    @TempDir
    Path folder;

    private Storage open(long least) {
        return new JdbcStore("h2", Open.h2(folder.resolve("db"), "", least, 4), Storage.Capability.DURABLE_SYNC);
    }

    private long size() throws IOException {
        return Files.size(folder.resolve("db.mv.db"));
    }

    private static String run(int thread, int call) {
        return String.format(Locale.ROOT, "t%05dc%025d", thread, call);
    }

    private static void write(Storage storage, int thread, int call) {
        String run = run(thread, call);
        storage.runs()
                .apply(
                        List.of(
                                new RunCommand.Create(run, EXPERIMENT, null, "r", "ann", T0),
                                new RunCommand.Params(run, Map.of("p", run))),
                        Durability.SYNC);
    }

    /** Writes one run after the other and returns the largest size of the file. */
    private long write(Storage storage, int thread, int from, int to) throws IOException {
        long largest = 0;
        for (int call = from; call < to; call++) {
            write(storage, thread, call);
            largest = Math.max(largest, size());
        }
        return largest;
    }

    private static void assertRuns(Storage storage, int thread, int calls) {
        for (int call = 0; call < calls; call++) {
            String run = run(thread, call);
            assertThat(storage.runs().find(run))
                    .hasValueSatisfying(found -> assertThat(found.params()).isEqualTo(Map.of("p", run)));
        }
    }

    @Test
    void aFileThatIsWrittenForLongStaysSmall() throws Exception {
        try (Storage storage = open(Long.MAX_VALUE)) {
            storage.runs().experiment("e", EXPERIMENT, T0);
            assertThat(write(storage, 0, 0, 40)).isGreaterThan(2 * LEAST); // what is to be prevented
        }
        try (Storage storage = open(LEAST)) {
            assertThat(write(storage, 0, 40, 200)).isLessThan(2 * LEAST);
            assertRuns(storage, 0, 200);
            assertThat(storage.check()).isEmpty();
        }
    }

    @Test
    void whoReadsAndWritesMeanwhileOnlyWaits() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Storage storage = open(LEAST)) {
            storage.runs().experiment("e", EXPERIMENT, T0);
            write(storage, 0, 0);
            List<Future<Long>> readers = new ArrayList<>();
            for (int reader = 0; reader < 6; reader++) { // more than there are connections
                readers.add(threads.submit((Callable<Long>) () -> {
                    long reads = 0;
                    for (; !done.get(); reads++) {
                        assertThat(storage.runs().find(run(0, 0))).isPresent();
                    }
                    return reads;
                }));
            }
            List<Future<Long>> writers = new ArrayList<>();
            for (int writer = 1; writer <= 4; writer++) {
                int thread = writer;
                writers.add(threads.submit(() -> write(storage, thread, 0, 60)));
            }
            for (Future<Long> writer : writers) {
                assertThat(writer.get()).isLessThan(3 * LEAST);
            }
            done.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            for (int thread = 1; thread <= 4; thread++) {
                assertRuns(storage, thread, 60);
            }
            assertThat(storage.check()).isEmpty();
        } finally {
            done.set(true);
            threads.shutdown();
        }
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aFileThatAnotherStoreOfTheProcessHasOpenIsLeftAlone() throws Exception {
        try (Storage storage = open(LEAST)) {
            storage.runs().experiment("e", EXPERIMENT, T0);
            try (Storage other = open(Long.MAX_VALUE)) {
                write(storage, 0, 0, 30);
                write(other, 1, 0, 30);
                assertThat(size()).isGreaterThan(2 * LEAST);
                assertRuns(other, 0, 30);
                assertRuns(storage, 1, 30);
            }
            assertThat(write(storage, 0, 30, 80)).isPositive();
            assertThat(size()).isLessThan(2 * LEAST); // the other is gone
            assertRuns(storage, 1, 30);
        }
    }

    @Test
    void aReadThatTakesLongPutsItOff() throws Exception {
        Database database = new Database("h2", Open.h2(folder.resolve("db"), "", LEAST, 4));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try {
            database.change(tx -> tx.update("CREATE TABLE t (a BIGINT PRIMARY KEY)"));
            Future<Integer> read = threads.submit(() -> database.read(db -> {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return db.list("SELECT a FROM t", row -> row.getLong(1)).size();
            }));
            begun.await();
            long a = 0;
            while (size() < 2 * LEAST) {
                long next = a++;
                database.change(tx -> tx.update("INSERT INTO t VALUES (?)", next));
            }
            end.countDown();
            assertThat(read.get()).isPositive();
            while (size() > LEAST) { // goes on until it is compacted, or the test takes too long
                long next = a++;
                database.change(tx -> tx.update("INSERT INTO t VALUES (?)", next));
            }
            List<Long> rows = database.read(db -> db.list("SELECT a FROM t", row -> row.getLong(1)));
            assertThat(rows).hasSize(Math.toIntExact(a));
        } finally {
            end.countDown();
            threads.shutdown();
            database.close();
        }
    }

    @Test
    void aStoreCanBeClosedMeanwhile() throws Exception {
        for (int round = 0; round < 10; round++) {
            Storage storage = open(1);
            storage.runs().experiment("e", EXPERIMENT, T0);
            int thread = round;
            Thread writer = new Thread(() -> write(storage, thread, 0));
            writer.start();
            writer.join();
            storage.close(); // while the writer compacts after its group
        }
        try (Storage storage = open(LEAST)) {
            for (int round = 0; round < 10; round++) {
                assertThat(storage.runs().find(run(round, 0))).isPresent();
            }
            assertThat(storage.check()).isEmpty();
        }
    }
}
