package io.github.modelkeel.events;

import io.github.modelkeel.spi.StoreEvent;

/** Is told of changes. Called by one thread at a time for each delivery. */
@FunctionalInterface
public interface EventHandler {
    /**
     * Takes one event. Returning means that it is done with; throwing, that it and those after it are to be delivered again.
     *
     * @throws Exception whatever the handler throws
     */
    void handle(StoreEvent event) throws Exception;
}
