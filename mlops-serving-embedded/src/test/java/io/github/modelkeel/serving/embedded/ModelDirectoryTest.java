package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.serving.GoldenRows;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
    @TempDir
    Path temp;

    @Test
    void aPackageThatWasWrittenServes() {
        Path directory = temp.resolve("churn");
        ModelDirectory.write(directory, TestPackages.pack());
        Predictor predictor =
                ModelDirectory.open(directory, TreeModels.format()).predictor("churn", 3, () -> "id");
        Dataset rows = TestPackages.customers();
        assertThat(predictor.scores(rows))
                .containsExactly(TestPackages.predictor().scores(rows));
        assertThat(predictor.predict(rows).get(0).toString()).startsWith("Prediction[churn v3: ");
    }

    @Test
    void theSamePackageHasTheSameBytes() throws IOException {
        ModelDirectory.write(temp.resolve("a"), TestPackages.pack());
        ModelDirectory.write(
                temp.resolve("b"),
                ModelDirectory.open(temp.resolve("a"), TreeModels.format()).content());
        try (Stream<Path> files = Files.list(temp.resolve("a"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(names)
                    .containsExactly(
                            "card.md", "features.json", "golden.json", "model.bin", "model.json", "profile.json");
            for (String name : names) {
                assertThat(temp.resolve("b").resolve(name))
                        .hasSameBinaryContentAs(temp.resolve("a").resolve(name));
            }
        }
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void aPackageMayBeReadByWhoeverMayReadOtherNewDirectories() throws IOException {
        Path other = Files.createDirectory(temp.resolve("other"));
        assumeThat(Files.getFileStore(temp).supportsFileAttributeView(PosixFileAttributeView.class))
                .as("a file system with POSIX rights")
                .isTrue();
        ModelDirectory.write(temp.resolve("churn"), TestPackages.pack());
        assertThat(Files.getPosixFilePermissions(temp.resolve("churn")))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void everythingComesBack() {
        ModelPackage pack = TestPackages.pack();
        Map<String, byte[]> files = pack.files(new JsonDocuments());
        ModelPackage back = ModelPackage.read(name -> Optional.ofNullable(files.get(name)), new JsonDocuments());
        ModelManifest manifest = back.manifest();
        assertThat(manifest.withFiles(Map.of())).isEqualTo(pack.manifest());
        assertThat(manifest.hyperparameters()).containsEntry("trees", 20L).containsEntry("eta", 0.1);
        assertThat(manifest.files())
                .containsOnlyKeys("card.md", "features.json", "golden.json", "model.bin", "profile.json");
        assertThat(back.features()).isEqualTo(pack.features());
        assertThat(back.profile()).isEqualTo(pack.profile());
        GoldenRows golden = back.golden();
        assertThat(golden.rows().fingerprint()).isEqualTo(pack.golden().rows().fingerprint());
        assertThat(golden.features().values())
                .containsExactly(pack.golden().features().values());
        assertThat(golden.scores()).containsExactly(pack.golden().scores());
        assertThat(back.card()).isEqualTo("# A model\n");
    }

    @Test
    void whatIsInTheWayIsNotOverwritten() throws IOException {
        Files.createFile(temp.resolve("taken"));
        assertThatThrownBy(() -> ModelDirectory.write(temp.resolve("taken"), TestPackages.pack()))
                .isInstanceOf(ConflictException.class)
                .hasMessageEndingWith("exists already; choose a new directory for the package");
        assertThatThrownBy(() -> ModelDirectory.write(temp.resolve("no/where"), TestPackages.pack()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aLinkInsideIsNotFollowed() throws IOException {
        Path directory = temp.resolve("churn");
        ModelDirectory.write(directory, TestPackages.pack());
        Files.move(directory.resolve("model.bin"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("model.bin"), temp.resolve("elsewhere"));
        assertThatThrownBy(() -> ModelDirectory.open(directory, TreeModels.format()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageEndingWith("is no regular file; links are not followed: copy the file");
    }

    @Test
    void aDirectoryOrAFormatThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ModelDirectory.open(temp.resolve("none"), TreeModels.format()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("none");
        ModelDirectory.write(temp.resolve("churn"), TestPackages.pack());
        assertThatThrownBy(() -> ModelDirectory.open(temp.resolve("churn")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(
                        "has the format 'modelkeel-trees' but open(...) was given []; pass its format too");
    }
}
