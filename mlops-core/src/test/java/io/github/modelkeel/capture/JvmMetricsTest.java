package io.github.modelkeel.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Run;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is logged of a JVM while the store comes and goes; the test says when the time has come. */
class JvmMetricsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    /** Keeps what is to be repeated for the test to run. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {
        private Runnable task = () -> {};
        private ScheduledFuture<?> future;

        ByHand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long pause, TimeUnit unit) {
            task = command;
            future = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            return future;
        }
    }

    private final ByHand executor = new ByHand();
    private final Deque<MlopsException> failures = new ArrayDeque<>(); // of the next calls
    private final List<Long> attempted = new ArrayList<>();
    private final List<Long> stored = new ArrayList<>();
    private final Run run = (Run) Proxy.newProxyInstance(
            Run.class.getClassLoader(), new Class<?>[] {Run.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("metrics");
                List<?> points = (List<?>) arguments[0];
                assertThat(points).hasSizeGreaterThanOrEqualTo(4).allSatisfy(point -> {
                    assertThat(((MetricPoint) point).context()).isEqualTo(JvmMetrics.CONTEXT);
                    assertThat(((MetricPoint) point).at()).isEqualTo(T0);
                });
                long step = ((MetricPoint) points.get(0)).step();
                attempted.add(step);
                if (!failures.isEmpty()) {
                    throw failures.remove();
                }
                stored.add(step);
                return proxy;
            });

    private JvmMetrics watch() {
        return JvmMetrics.of(run, executor, Duration.ofSeconds(1), InstantSource.fixed(T0));
    }

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @Test
    void stepsThatFellIntoATimeWithoutAStoreAreMissing() {
        JvmMetrics metrics = watch();
        failures.add(new UnavailableException("away"));
        failures.add(new UnavailableException("still away"));
        executor.task.run();
        executor.task.run();
        executor.task.run();
        metrics.close();
        assertThat(attempted).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(stored).containsExactly(0L, 3L, 4L);
    }

    @Test
    void aStoreThatIsAwayWhenItBeginsIsNoReasonNotToWatch() {
        failures.add(new UnavailableException("away"));
        try (JvmMetrics metrics = watch()) {
            executor.task.run();
            assertThat(stored).containsExactly(1L);
            assertThat(metrics).isNotNull();
        }
    }

    @Test
    void aRunThatIsOverEndsIt() {
        JvmMetrics metrics = watch();
        failures.add(new ConflictException("the run has ended"));
        executor.task.run();
        assertThat(executor.future.isCancelled()).isTrue();
        executor.task.run(); // one that was under way
        metrics.close();
        metrics.close();
        assertThat(attempted).containsExactly(0L, 1L);
        assertThat(stored).containsExactly(0L);
    }

    @Test
    void afterClosingNothingIsLogged() {
        JvmMetrics metrics = watch();
        metrics.close();
        metrics.close();
        executor.task.run();
        assertThat(stored).containsExactly(0L, 1L);
        assertThat(executor.future.isCancelled()).isTrue();
    }

    @Test
    void aPauseThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> JvmMetrics.of(run, executor, Duration.ofMillis(99), InstantSource.fixed(T0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("100 ms");
        assertThat(attempted).isEmpty();
    }
}
