package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.point;
import static io.github.modelkeel.testkit.Samples.tags;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promises of the stores about several callers at once. */
public abstract class ConcurrencyTck extends StorageTck {
    private static final int POINTS = Integer.getInteger("modelkeel.tck.points", 1_000);

    /** Made by JUnit. */
    protected ConcurrencyTck() {}

    /** Makes the experiment of the runs. */
    @BeforeEach
    final void makeExperiment() {
        Samples.experiment(storage);
    }

    private static void log(Storage storage, int thread, int points) {
        storage.runs().apply(List.of(newRun(1 + thread)));
        for (int i = 0; i < points; i += 50) {
            List<MetricPoint> some = new ArrayList<>();
            for (int j = i; j < Math.min(points, i + 50); j++) {
                some.add(point("m" + j % 2, j, j * 0.5));
            }
            Durability how = i % 100 == 0 ? Durability.SYNC : Durability.OS;
            storage.runs().apply(List.of(new RunCommand.Metrics(id(1 + thread), some)), how);
        }
    }

    private void expectPoints(int threads) {
        for (int n = 0; n < threads; n++) {
            for (int series = 0; series < 2; series++) {
                List<MetricPoint> points = storage.runs().history(id(1 + n), "m" + series);
                assertThat(points).hasSize((POINTS + 1 - series) / 2);
                for (int i = 0; i < points.size(); i++) {
                    assertThat(points.get(i).step()).isEqualTo(2L * i + series); // the order of one caller is kept
                }
            }
        }
        assertThat(storage.check()).isEmpty();
    }

    @Test
    void manyThreadsLogWithoutLossOrError() throws Exception { // behaviour 56
        Race.of(THREADS, n -> () -> {
            log(storage, n, POINTS);
            return n;
        });
        expectPoints(THREADS);
    }

    @Test
    void twoOpeningsLogWithoutLossOrError() throws Exception { // behaviour 57
        try (Storage other = second()) {
            Race.of(THREADS, n -> () -> {
                log(n % 2 == 0 ? storage : other, n, POINTS);
                return n;
            });
        }
        expectPoints(THREADS);
    }

    @Test
    void whatWasAcknowledgedIsReadByTheNextCall() throws Exception { // behaviour 58
        storage.runs().apply(List.of(newRun(1)));
        Race.of(THREADS, n -> () -> {
            for (int i = 0; i < 25; i++) {
                Durability how = i % 2 == 0 ? Durability.SYNC : Durability.OS;
                storage.runs().apply(List.of(tags(1, "t" + n, Integer.toString(i))), how);
                assertThat(storage.runs().find(id(1)).orElseThrow().tags()).containsEntry("t" + n, Integer.toString(i));
            }
            return n;
        });
    }

    @Test
    void readersReadWhileAWriterWrites() throws Exception { // behaviour 59
        storage.runs().apply(List.of(newRun(1)));
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Integer> reads = Race.of(3, n -> () -> {
            if (n == 0) {
                try {
                    log(storage, 10, 5_000);
                } finally {
                    writing.set(false);
                }
                return 0;
            }
            int count = 0;
            do {
                assertThat(storage.runs().find(id(1))).isPresent();
                assertThat(storage.runs().search(RunQuery.all()).items()).isNotEmpty();
                count++;
            } while (writing.get());
            return count;
        });
        assertThat(reads.get(1) + reads.get(2)).isGreaterThan(2); // more than those that came before the writer began
    }

    /** A file of which nobody knows when its next byte comes. */
    private static final class Slow extends InputStream {
        private final Callable<?> meanwhile;
        private int left = 3;

        Slow(Callable<?> meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            try {
                Race.of(1, n -> meanwhile); // in another thread, which must end before the next byte comes
            } catch (Exception e) {
                throw new IOException(e);
            }
            return left;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int next = read();
            if (next < 0) {
                return -1;
            }
            target[offset] = (byte) next;
            return 1;
        }
    }

    @Test
    @Timeout(60)
    void aFileThatComesSlowlyKeepsNobodyFromReadingOrWriting() throws Exception { // behaviour 59
        storage.runs().apply(List.of(newRun(1)));
        AtomicInteger calls = new AtomicInteger();
        InputStream slow = new Slow(() -> {
            int call = calls.incrementAndGet();
            storage.runs().apply(List.of(tags(1, "call", Integer.toString(call))));
            storage.artifacts().put(id(1), "other" + call, new ByteArrayInputStream(new byte[call]), Samples.T0);
            assertThat(storage.artifacts().list(id(1), "")).hasSize(call);
            return storage.runs()
                    .search(RunQuery.parse("tags.call = '" + call + "'"))
                    .items()
                    .get(0);
        });
        assertThat(storage.artifacts().put(id(1), "slow", slow, Samples.T0).bytes())
                .isEqualTo(3);
        assertThat(calls).hasValue(3);
        assertThat(storage.artifacts().list(id(1), "")).hasSize(4);
    }

    @Test
    void aBatchIsSeenWholeOrNotAtAll() throws Exception { // behaviour 54
        AtomicBoolean writing = new AtomicBoolean(true);
        Race.of(2, n -> () -> {
            if (n == 0) {
                try {
                    for (int i = 1; i <= 40; i++) {
                        storage.runs()
                                .apply(List.of(newRun(i), tags(i, "first", "x"), tags(i, "last", "x")), Durability.OS);
                    }
                } finally {
                    writing.set(false);
                }
                return n;
            }
            do {
                storage.runs()
                        .search(RunQuery.all().limit(1_000))
                        .items()
                        .forEach(run -> assertThat(run.tags()).containsOnlyKeys("first", "last"));
            } while (writing.get());
            return n;
        });
    }
}
