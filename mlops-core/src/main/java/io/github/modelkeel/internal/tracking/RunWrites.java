package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.spi.RunCommand;
import java.util.List;

/** Where what runs log goes: straight to the store, or to a queue before it. Thread-safe. */
public interface RunWrites extends AutoCloseable {
    /** Takes the commands of one run, all or none. */
    void apply(List<RunCommand> commands);

    /** Waits until all that was taken is written, and throws what went wrong since the last flush. */
    void flush();

    /** Waits until all that was taken of one run is written, and throws what went wrong with that run. */
    void flush(String runId);

    /** Flushes and lets nothing more in. Closing twice is no change. */
    @Override
    void close();
}
