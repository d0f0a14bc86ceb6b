package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileArtifactsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    // printf 'hello' | sha256sum
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path root;

    private ArtifactInfo put(FileArtifacts files, String owner, String path, String content) {
        return files.put(owner, path, new ByteArrayInputStream(content.getBytes(UTF_8)), T0);
    }

    private static String get(FileArtifacts files, String owner, String path) throws IOException {
        try (InputStream in = files.open(owner, path).orElseThrow()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private Path log(String owner) {
        return root.resolve("owners/r-" + owner + ".jsonl");
    }

    @Test
    void contentLiesUnderItsDigestAndTheLogIsPlainText() throws IOException {
        FileArtifacts files = FileArtifacts.at(root);
        assertThat(put(files, "run1", "notes/a.txt", "hello")).isEqualTo(new ArtifactInfo("notes/a.txt", 5, HELLO));
        put(files, "run2", "b.txt", "hello");
        assertThat(root.resolve("files/2c").resolve(HELLO.substring(2))).hasContent("hello");
        try (Stream<Path> all = Files.walk(root.resolve("files"))) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(1);
        }
        assertThat(Files.readAllLines(log("run1"), UTF_8))
                .singleElement()
                .asString()
                .endsWith("{\"path\":\"notes/a.txt\",\"sha256\":\"" + HELLO
                        + "\",\"bytes\":5,\"at\":\"2026-01-01T00:00:00Z\"}");
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void contentThatChangedUnderneathIsNotHandedOut() throws IOException { // behaviour 73
        FileArtifacts files = FileArtifacts.at(root);
        put(files, "run1", "a", "hello");
        Path content = root.resolve("files/2c").resolve(HELLO.substring(2));
        for (String changed : List.of("hellO", "hell", "hello!", "")) {
            Files.writeString(content, changed);
            assertThatThrownBy(() -> get(files, "run1", "a"))
                    .as(changed)
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("'a' of 'run1'");
        }
        Files.delete(content);
        assertThatThrownBy(() -> get(files, "run1", "a")).isInstanceOf(IntegrityException.class);
        put(files, "run2", "b", "hello"); // storing the content again repairs it
        assertThat(get(files, "run1", "a")).isEqualTo("hello");
    }

    @Test
    void aLineThatACrashCutShortIsDropped() throws IOException { // behaviour 66
        FileArtifacts files = FileArtifacts.at(root);
        put(files, "run1", "a", "hello");
        String whole = Files.readString(log("run1"));
        Files.writeString(log("run1"), whole.substring(0, 40), StandardOpenOption.APPEND);
        assertThat(files.list("run1", "")).extracting(ArtifactInfo::path).containsExactly("a");
        put(files, "run1", "b", "hello");
        assertThat(files.list("run1", "")).extracting(ArtifactInfo::path).containsExactly("a", "b");
        assertThat(Files.readAllLines(log("run1"), UTF_8)).hasSize(2);
    }

    @Test
    void everyFlippedBitOfALogIsNoticed() throws IOException {
        FileArtifacts files = FileArtifacts.at(root);
        put(files, "run1", "a", "hello");
        put(files, "run1", "b", "hello");
        byte[] log = Files.readAllBytes(log("run1"));
        Random random = new Random(5L);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = log.clone();
            int at = random.nextInt(log.length - 1);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(log("run1"), damaged);
            assertThatThrownBy(() -> files.list("run1", ""))
                    .as("bit of byte %s", at)
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("line");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/b", "a\\b", "A", "a.b", "a\u0000", "\u00E9"})
    void anOwnerIsNoPath(String owner) {
        FileArtifacts files = FileArtifacts.at(root);
        assertThatThrownBy(() -> put(files, owner, "a", "x")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> files.list(owner, "")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> files.open(owner, "a")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void twoStoresOfOneDirectorySeeEachOther() throws IOException {
        FileArtifacts one = FileArtifacts.at(root);
        FileArtifacts other = FileArtifacts.at(root);
        put(one, "run1", "a", "1");
        put(other, "run1", "a", "2");
        assertThat(get(one, "run1", "a")).isEqualTo("2");
    }

    @Test
    void anInterruptedThreadStoresAndReads() throws IOException {
        FileArtifacts files = FileArtifacts.at(root);
        Thread.currentThread().interrupt();
        put(files, "run1", "a", "hello");
        assertThat(get(files, "run1", "a")).isEqualTo("hello");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsUnavailable() throws IOException { // behaviour 63
        Path file = Files.writeString(root.resolve("file"), "x");
        assertThatThrownBy(() -> FileArtifacts.at(file)).isInstanceOf(UnavailableException.class);
        FileArtifacts files = FileArtifacts.at(root);
        files.close();
        assertThatThrownBy(() -> files.list("run1", "")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void whatCannotBeReadIsNotTakenForAbsent() throws IOException {
        FileArtifacts files = FileArtifacts.at(root);
        put(files, "run1", "a", "hello");
        Path content = root.resolve("files/2c").resolve(HELLO.substring(2));
        Files.delete(content);
        Files.createDirectory(content); // a file that is there and cannot be read, whoever runs the test
        assertThatThrownBy(() -> get(files, "run1", "a")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> put(files, "run1", "b", "hello")).isInstanceOf(UnavailableException.class);
        Files.delete(log("run1"));
        Files.createDirectory(log("run1"));
        assertThatThrownBy(() -> files.list("run1", "")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> files.open("run1", "a")).isInstanceOf(UnavailableException.class);
    }
}
