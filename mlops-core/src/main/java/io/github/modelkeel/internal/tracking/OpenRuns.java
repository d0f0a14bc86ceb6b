package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.Durability;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The runs that this process has open, and the heartbeat that says so on an executor of the host. Without an executor only
 * what runs log says that they live. Thread-safe.
 */
public final class OpenRuns implements AutoCloseable {
    /** How long a run is silent at most while its process lives and there is an executor. */
    public static final Duration BEAT = Duration.ofSeconds(10);

    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final RunStore store;
    private final InstantSource clock;
    private final @Nullable ScheduledFuture<?> task;

    /** Creates the heartbeat; it beats on the executor, if there is one, until this is closed. */
    public OpenRuns(RunStore store, InstantSource clock, @Nullable ScheduledExecutorService executor) {
        this.store = store;
        this.clock = clock;
        this.task = executor == null
                ? null
                : executor.scheduleWithFixedDelay(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    void opened(String id) {
        if (task != null) {
            ids.add(id);
        }
    }

    void ended(String id) {
        ids.remove(id);
    }

    /** Beats for every open run. One that somebody else ended or deleted is left out from then on. */
    void beat() {
        Instant now = clock.instant();
        for (String id : List.copyOf(ids)) {
            try {
                store.apply(List.of(new RunCommand.Heartbeat(id, now)), Durability.OS);
            } catch (UnavailableException later) { // the next beat comes in time: a sweep waits for several
                return;
            } catch (MlopsException over) {
                ids.remove(id);
            }
        }
    }

    @Override
    public void close() {
        if (task != null) {
            task.cancel(false);
        }
        ids.clear();
    }
}
