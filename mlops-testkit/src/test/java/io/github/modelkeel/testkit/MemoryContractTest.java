package io.github.modelkeel.testkit;

import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.spi.Storage;
import java.nio.file.Path;

/** The contract, kept by the storage in memory. */
class MemoryContractTest extends StorageContract {
    @Override
    protected Storage open(Path folder) {
        return new MemoryStorage();
    }
}
