package io.github.modelkeel.internal.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueuedWritesTest {
    private static final String EXPERIMENT = "e".repeat(32);
    private static final Instant T0 = Instant.ofEpochMilli(1_000);

    private final MemoryStorage storage = new MemoryStorage();

    private static String id(int n) {
        return String.format("%032d", n);
    }

    private static RunCommand create(int n) {
        return new RunCommand.Create(id(n), EXPERIMENT, null, "run", "ann", T0);
    }

    private static RunCommand metric(int run, long step) {
        return new RunCommand.Metrics(id(run), List.of(new MetricPoint("m", step, step, T0)));
    }

    private static RunCommand param(int run, String value) {
        return new RunCommand.Params(id(run), Map.of("p", value));
    }

    /** The store with something before every write. */
    private RunStore store(Runnable beforeApply) {
        storage.runs().experiment("e", EXPERIMENT, T0);
        return (RunStore) Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("apply")) {
                        beforeApply.run();
                    }
                    try {
                        return method.invoke(storage.runs(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void eightThreadsLoseNothingAndKeepTheirOrder() throws Exception { // behaviour 68
        int threads = 8;
        int each = 20_000; // more than the queue takes, so that callers wait
        try (QueuedWrites writes = new QueuedWrites(store(() -> {}))) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int run = t;
                done.add(pool.submit(() -> {
                    writes.apply(List.of(create(run)));
                    for (int step = 0; step < each; step++) {
                        writes.apply(List.of(metric(run, step)));
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
            pool.shutdown();
            writes.flush();
            for (int t = 0; t < threads; t++) {
                List<MetricPoint> history = storage.runs().history(id(t), "m");
                assertThat(history).hasSize(each);
                for (int step = 0; step < each; step++) {
                    assertThat(history.get(step).step()).isEqualTo(step);
                }
            }
        }
    }

    @Test
    void aRefusedCallTakesNoOtherWithItAndIsThrownByAFlush() {
        CountDownLatch go = new CountDownLatch(1);
        QueuedWrites writes = new QueuedWrites(store(() -> await(go)));
        writes.apply(List.of(create(1)));
        writes.apply(List.of(param(1, "a")));
        writes.apply(List.of(param(1, "b")));
        writes.apply(List.of(metric(1, 0)));
        writes.apply(List.of(metric(2, 0)));
        go.countDown();
        assertThatThrownBy(() -> writes.flush(id(1)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("'p'");
        writes.flush(id(1)); // told once
        assertThatThrownBy(writes::flush).hasMessageContaining(id(2));
        writes.flush();
        assertThat(storage.runs().history(id(1), "m")).hasSize(1);
        writes.close();
    }

    @Test
    void afterManyFailuresTheRestIsCounted() {
        QueuedWrites writes = new QueuedWrites(store(() -> {}));
        for (int n = 0; n < 150; n++) {
            writes.apply(List.of(metric(n, 0)));
        }
        assertThatThrownBy(writes::close).satisfies(first -> {
            assertThat(first.getSuppressed()).hasSize(100);
            assertThat(first.getSuppressed()[99]).hasMessageContaining("50 further calls");
        });
        writes.close();
    }

    @Test
    void closingWritesWhatWaitsAndRefusesWhatComesLater() { // behaviours 62 and 68
        CountDownLatch go = new CountDownLatch(1);
        QueuedWrites writes = new QueuedWrites(store(() -> await(go)));
        writes.apply(List.of(create(1)));
        writes.apply(List.of(metric(1, 0)));
        go.countDown();
        writes.close();
        assertThat(storage.runs().history(id(1), "m")).hasSize(1);
        assertThatThrownBy(() -> writes.apply(List.of(metric(1, 1))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aStoreThatIsAwayForAMomentIsTriedOnceMoreEachCallAlone() {
        AtomicInteger calls = new AtomicInteger();
        QueuedWrites writes = new QueuedWrites(store(() -> {
            if (calls.getAndIncrement() == 0) {
                throw new UnavailableException("away");
            }
        }));
        writes.apply(List.of(create(1)));
        writes.flush();
        assertThat(storage.runs().find(id(1))).isPresent();
        writes.close();
    }

    @Test
    void aRunIsWholeWhenItsCallReturnsWhateverTheDurability() {
        for (Durability durability : Durability.values()) {
            try (Mlops mlops = Mlops.builder().durability(durability).open()) {
                RunRecord run = mlops.tracker().experiment("e").run("r", open -> {
                    for (int step = 0; step < 1_000; step++) {
                        open.metric("loss", 1.0 / (1 + step), step);
                    }
                });
                assertThat(run.summary("loss", "").orElseThrow().count()).isEqualTo(1_000);
                assertThat(mlops.tracker().history(run.id(), "loss")).hasSize(1_000);
            }
        }
    }

    @Test
    void anErrorThatWasQueuedReachesTheOneWhoRanTheRun() {
        try (Mlops mlops = Mlops.builder().durability(Durability.ASYNC).open()) {
            assertThatThrownBy(() -> mlops.tracker()
                            .experiment("e")
                            .run("r", run -> run.param("depth", 6).param("depth", 7)))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("'depth'");
            Run after = mlops.tracker().experiment("e").start("next");
            after.close();
            mlops.tracker().flush();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
