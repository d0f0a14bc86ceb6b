package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.Durability;
import java.util.List;

/** Every call waits for the store. */
public final class DirectWrites implements RunWrites {
    private final RunStore store;
    private final Durability durability;

    /** Creates writes of a durability that waits. */
    public DirectWrites(RunStore store, Durability durability) {
        this.store = store;
        this.durability = durability;
    }

    @Override
    public void apply(List<RunCommand> commands) {
        store.apply(commands, durability);
    }

    @Override
    public void flush() {
        // nothing waits
    }

    @Override
    public void flush(String runId) {
        // nothing waits
    }

    @Override
    public void close() {
        // nothing waits, and the store is closed by who opened it
    }
}
