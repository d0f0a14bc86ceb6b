package io.github.modelkeel.internal.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commit is read where Git keeps it, and nowhere when that is not plain. */
class GitHeadTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    private Path git;

    @BeforeEach
    void makeRepository() throws IOException {
        git = Files.createDirectories(folder.resolve(".git/refs/heads"))
                .getParent()
                .getParent();
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
    }

    @Test
    void followsTheBranchFromAnyFolderBelow() throws IOException {
        Files.writeString(git.resolve("refs/heads/main"), COMMIT + "\n");
        assertThat(GitHead.find(Files.createDirectories(folder.resolve("a/b")))).contains(COMMIT);
    }

    @Test
    void findsPackedReferencesAndDetachedHeads() throws IOException {
        Files.writeString(git.resolve("packed-refs"), "# pack-refs with: peeled\n" + COMMIT + " refs/heads/main\n");
        assertThat(GitHead.find(folder)).contains(COMMIT);
        Files.writeString(git.resolve("HEAD"), COMMIT.replace('0', 'f') + "\n");
        assertThat(GitHead.find(folder)).contains(COMMIT.replace('0', 'f'));
    }

    @Test
    void aSubmoduleDoesNotTakeTheCommitOfTheRepositoryAroundIt() throws IOException {
        Files.writeString(git.resolve("refs/heads/main"), COMMIT + "\n");
        Path submodule = Files.createDirectories(folder.resolve("module"));
        Files.writeString(submodule.resolve(".git"), "gitdir: ../.git/modules/module\n");
        assertThat(GitHead.find(submodule)).isEmpty();
    }

    @Test
    void aReferenceThatLeadsOutOfTheRepositoryIsNotFollowed() throws IOException {
        Files.writeString(folder.resolve("secret"), COMMIT + "\n");
        Files.writeString(git.resolve("HEAD"), "ref: refs/../../secret\n");
        assertThat(GitHead.find(folder)).isEmpty();
    }
}
