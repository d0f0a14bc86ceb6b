package io.github.modelkeel.store.fs;

import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.testkit.ArtifactStoreTck;
import java.nio.file.Path;

/** The contract, kept by a directory. */
class FileArtifactsContractTest extends ArtifactStoreTck {
    @Override
    protected Storage open(Path folder) {
        return new OnlyFiles(FileArtifacts.at(folder.resolve("artifacts")));
    }

    private record OnlyFiles(ArtifactStore artifacts) implements Storage {
        @Override
        public RunStore runs() {
            throw new UnsupportedOperationException("only files are tested here");
        }

        @Override
        public RegistryStore registry() {
            throw new UnsupportedOperationException("only files are tested here");
        }

        @Override
        public String description() {
            return artifacts.description();
        }

        @Override
        public boolean isTransient() {
            return false;
        }

        @Override
        public void close() {
            artifacts.close();
        }
    }
}
