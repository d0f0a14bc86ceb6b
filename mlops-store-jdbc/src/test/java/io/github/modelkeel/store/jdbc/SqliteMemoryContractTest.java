package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.StorageContract;
import java.nio.file.Path;

/** The contract, kept by SQLite in memory. */
class SqliteMemoryContractTest extends StorageContract {
    @Override
    protected Storage open(Path folder) {
        return JdbcStore.sqliteInMemory();
    }
}
