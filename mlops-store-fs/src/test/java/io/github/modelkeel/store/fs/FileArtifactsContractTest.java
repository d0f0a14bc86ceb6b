package io.github.modelkeel.store.fs;

import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.ArtifactStoreTck;
import java.nio.file.Path;

/** The contract, kept by a directory of files beside another storage. */
class FileArtifactsContractTest extends ArtifactStoreTck {
    @Override
    protected Storage open(Path folder) {
        return FileStore.at(folder.resolve("store")).withArtifacts(FileArtifacts.at(folder.resolve("artifacts")));
    }
}
