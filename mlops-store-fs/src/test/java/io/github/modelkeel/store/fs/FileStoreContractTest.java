package io.github.modelkeel.store.fs;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.StorageContract;
import java.nio.file.Path;

/** The contract, kept by a directory. */
class FileStoreContractTest extends StorageContract {
    @Override
    protected Storage open(Path folder) {
        return FileStore.at(folder.resolve("store"));
    }
}
