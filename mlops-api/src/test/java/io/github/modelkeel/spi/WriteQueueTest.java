package io.github.modelkeel.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that never come to wait, or never end, must fail their test and not hang the build. */
@Timeout(60)
class WriteQueueTest {
    private final Notes notes = new Notes();
    private final WriteQueue<List<String>, IOException> queue = WriteQueue.of("test", notes);

    /** Keeps what calls write, and lets a test hold it back or break it. */
    private static final class Notes implements WriteQueue.Writer<List<String>, IOException> {
        private final List<String> written = new ArrayList<>(); // the queue hands it from thread to thread
        private final List<Integer> groups = new ArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile @Nullable Throwable shared;
        private volatile @Nullable Error end;
        private volatile boolean closed;

        @Override
        public void carryOut(
                List<Ticket<List<String>, IOException>> group, WriteQueue<List<String>, IOException> queue) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (end != null) {
                throw end;
            }
            groups.add(group.size());
            for (Ticket<List<String>, IOException> ticket : group) {
                if (shared != null) {
                    ticket.failWith("the group failed", shared);
                    continue;
                }
                try {
                    ticket.run(written);
                    ticket.complete();
                    ticket.fail(new ConflictException("too late"));
                } catch (IOException | RuntimeException e) {
                    ticket.fail(e instanceof IOException ? new UnavailableException("no disk", e) : e);
                    ticket.complete();
                }
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @AfterEach
    void close() {
        notes.gate.countDown();
        queue.close();
    }

    private int write(String text) {
        return queue.call(true, written -> {
            written.add(text);
            return written.size();
        });
    }

    private List<String> written() {
        return queue.call(true, List::copyOf);
    }

    /** Starts a thread and returns when it waits. */
    private static Thread waiting(Runnable action) throws InterruptedException {
        Thread thread = new Thread(action);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return thread;
    }

    @Test
    void returnsWhatTheCallReturned() {
        assertThat(write("a")).isEqualTo(1);
        assertThat(write("b")).isEqualTo(2);
    }

    @Test
    void callsThatWaitTogetherAreOneGroupInTheirOrder() throws Exception {
        notes.gate = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n <= 2 * WriteQueue.GROUP; n++) {
            String text = "n" + n;
            threads.add(waiting(() -> write(text)));
        }
        notes.gate.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        List<String> expected = new ArrayList<>();
        for (int n = 0; n <= 2 * WriteQueue.GROUP; n++) {
            expected.add("n" + n);
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(notes.groups).hasSizeLessThanOrEqualTo(2 * 4).contains(WriteQueue.GROUP);
    }

    @Test
    void manyThreadsKeepTheirOrderAndLoseNothing() throws Exception {
        int threads = 8;
        int each = 500;
        Set<Integer> places = ConcurrentHashMap.newKeySet();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String name = "t" + thread + ":";
                all.add(executor.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        places.add(write(name + n));
                    }
                }));
            }
            for (Future<?> future : all) {
                future.get();
            }
        } finally {
            executor.shutdown();
        }
        assertThat(places).hasSize(threads * each);
        List<String> written = written();
        for (int thread = 0; thread < threads; thread++) {
            String name = "t" + thread + ":";
            List<String> expected = new ArrayList<>();
            for (int n = 0; n < each; n++) {
                expected.add(name + n);
            }
            assertThat(written.stream().filter(text -> text.startsWith(name))).isEqualTo(expected);
        }
    }

    @Test
    void aFailureIsTheCallersOwnAndSaysWhereItCalled() {
        assertThatThrownBy(() -> queue.call(true, written -> {
                    throw new IOException("no room");
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("no disk")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(trace -> assertThat(trace.getStackTrace())
                                .anyMatch(frame ->
                                        frame.getClassName().equals(getClass().getName()))));
        assertThatThrownBy(() -> queue.call(true, written -> {
                    throw new ConflictException("no");
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(write("a")).isEqualTo(1);
    }

    @Test
    void aSharedFailureIsAnExceptionOfItsOwnForEach() {
        for (MlopsException shared : List.of(
                new IntegrityException("damaged"), new ConflictException("taken"), new UnavailableException("away"))) {
            notes.shared = shared;
            assertThatThrownBy(() -> write("a"))
                    .hasSameClassAs(shared)
                    .isNotSameAs(shared)
                    .hasCause(shared)
                    .hasMessage("the group failed: " + shared.getMessage());
        }
        notes.shared = new IOException("no room");
        assertThatThrownBy(() -> write("a"))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the group failed: java.io.IOException: no room");
        assertThat(notes.written).isEmpty();
    }

    @Test
    void nullIsNoAnswer() {
        assertThatThrownBy(() -> queue.call(true, written -> nothing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("null");
    }

    @SuppressWarnings("NullAway") // what a careless backend does
    private static String nothing() {
        return null;
    }

    @Test
    void aCallInsideACallIsRefusedInsteadOfWaitingForEver() {
        assertThatThrownBy(() -> queue.call(true, written -> write("inner")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside another call");
    }

    @Test
    void aCallIsCarriedOutOnceThoughItsCallerIsInterrupted() throws Exception {
        notes.gate = new CountDownLatch(1);
        AtomicReference<Boolean> pending = new AtomicReference<>();
        Thread caller = waiting(() -> {
            write("a");
            pending.set(Thread.currentThread().isInterrupted());
        });
        caller.interrupt();
        notes.gate.countDown();
        caller.join();
        assertThat(pending.get()).isTrue();
        assertThat(written()).containsExactly("a");
    }

    @Test
    void closingCarriesOutWhatWaitsAndRefusesTheRest() throws Exception {
        notes.gate = new CountDownLatch(1);
        Thread first = waiting(() -> write("a"));
        Thread second = waiting(() -> write("b"));
        Thread closing = waiting(queue::close);
        assertThatThrownBy(() -> write("c"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("closed");
        assertThat(notes.closed).isFalse();
        notes.gate.countDown();
        first.join();
        second.join();
        closing.join();
        assertThat(notes.written).containsExactly("a", "b");
        assertThat(notes.closed).isTrue();
        queue.close();
    }

    @Test
    void whenTheWriterEndsNobodyWaitsForIt() throws Exception {
        notes.gate = new CountDownLatch(1);
        notes.end = new OutOfMemoryError("no memory left");
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            threads.add(waiting(() -> {
                try {
                    write("a");
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        notes.gate.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures)
                .hasSize(5)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("no memory left")
                        .hasMessageContaining("open the store again"));
        assertThatThrownBy(() -> write("b"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("closed");
        assertThat(notes.closed).isTrue();
    }

    /** What comes while a group is under way joins it, if the group is sure enough. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void laterCallsJoinAGroupThatIsSureEnough(boolean sync) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        List<List<Boolean>> groups = Collections.synchronizedList(new ArrayList<>());
        WriteQueue.Writer<List<String>, IOException> writer = new WriteQueue.Writer<>() {
            @Override
            public void carryOut(
                    List<Ticket<List<String>, IOException>> group, WriteQueue<List<String>, IOException> from) {
                begun.countDown();
                try {
                    others.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                from.join(group, sync);
                from.learn(group.size(), 0);
                groups.add(group.stream().map(Ticket::isSync).toList());
                group.forEach(ticket -> ticket.failWith("not kept", new IOException("on purpose")));
            }

            @Override
            public void close() {}
        };
        try (WriteQueue<List<String>, IOException> joined = WriteQueue.of("joined", writer)) {
            List<Thread> threads = new ArrayList<>();
            threads.add(waiting(() -> refused(joined, sync)));
            begun.await();
            for (boolean next : new boolean[] {false, true, false}) {
                threads.add(waiting(() -> refused(joined, next)));
            }
            others.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(groups)
                .isEqualTo(
                        sync
                                ? List.of(List.of(true, false, true, false))
                                : List.of(List.of(false, false), List.of(true, false)));
    }

    private static void refused(WriteQueue<List<String>, IOException> queue, boolean sync) {
        assertThatThrownBy(() -> queue.call(sync, List::size)).isInstanceOf(UnavailableException.class);
    }
}
