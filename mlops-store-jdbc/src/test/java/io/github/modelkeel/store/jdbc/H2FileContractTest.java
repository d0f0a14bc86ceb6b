package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.StorageContract;
import java.nio.file.Path;

/** The contract, kept by an H2 file. */
class H2FileContractTest extends StorageContract {
    @Override
    protected Storage open(Path folder) {
        return JdbcStore.h2(folder.resolve("mlops"));
    }
}
