package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.StorageContract;
import java.nio.file.Path;

/** The contract, kept by H2 in memory. */
class H2MemoryContractTest extends StorageContract {
    @Override
    protected Storage open(Path folder) {
        return JdbcStore.h2InMemory();
    }
}
