package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of {@link io.github.modelkeel.spi.ArtifactStore}. */
public abstract class ArtifactStoreTck extends StorageTck {
    private static final String OWNER = id(1);

    /** Made by JUnit. */
    protected ArtifactStoreTck() {}

    private ArtifactInfo put(String path, byte[] content) {
        return storage.artifacts().put(OWNER, path, new ByteArrayInputStream(content), T0);
    }

    private byte[] get(String path) throws IOException {
        try (InputStream in = storage.artifacts().open(OWNER, path).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 262_144, 1_048_575, 1_048_576, 5_000_000})
    void aFileComesBackAsItWasStored(int size) throws Exception {
        byte[] content = random(size);
        ArtifactInfo info = put("data/file.bin", content);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(info).isEqualTo(new ArtifactInfo("data/file.bin", size, sha256));
        assertThat(get("data/file.bin")).isEqualTo(content);
        assertThat(storage.artifacts().list(OWNER, "")).containsExactly(info);
    }

    @Test
    void whatIsNotThereIsEmpty() {
        put("a", new byte[1]);
        assertThat(storage.artifacts().open(OWNER, "b")).isEmpty();
        assertThat(storage.artifacts().open(id(2), "a")).isEmpty();
        assertThat(storage.artifacts().list(id(2), "")).isEmpty();
    }

    @Test
    void storingAgainReplaces() throws Exception { // promise 3
        put("model.bin", "one".getBytes(UTF_8));
        ArtifactInfo second = put("model.bin", "two!".getBytes(UTF_8));
        assertThat(get("model.bin")).asString(UTF_8).isEqualTo("two!");
        assertThat(storage.artifacts().list(OWNER, "")).containsExactly(second);
    }

    @Test
    void equalContentOfTwoOwnersIsIndependent() throws Exception {
        put("a", "same".getBytes(UTF_8));
        storage.artifacts().put(id(2), "b", new ByteArrayInputStream("same".getBytes(UTF_8)), T0);
        put("a", "changed".getBytes(UTF_8));
        try (InputStream in = storage.artifacts().open(id(2), "b").orElseThrow()) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("same");
        }
    }

    @Test
    void filesAreListedByPathInCodePointOrder() {
        List<String> paths = List.of("a/b", "a", "a.txt", "model/model.json", "z\uD83D\uDE80", "z\uFB01", "A");
        paths.forEach(path -> put(path, path.getBytes(UTF_8)));
        assertThat(storage.artifacts().list(OWNER, ""))
                .extracting(ArtifactInfo::path)
                .containsExactly("A", "a", "a.txt", "a/b", "model/model.json", "z\uFB01", "z\uD83D\uDE80");
        assertThat(storage.artifacts().list(OWNER, "model/"))
                .extracting(ArtifactInfo::path)
                .containsExactly("model/model.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../b",
                "a/./b",
                "a//b",
                "a/",
                ".",
                "..",
                "a\\b",
                "..\\x",
                "a\u0000b",
                "a\nb",
                "half \uD83D"
            })
    void aPathThatLeavesItsRootIsRefused(String path) { // promise 4
        assertThatThrownBy(() -> put(path, new byte[1])).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> storage.artifacts().open(OWNER, path)).isInstanceOf(InvalidInputException.class);
        assertThat(storage.artifacts().list(OWNER, "")).isEmpty();
    }

    @Test
    void aPathMayBeOddAsLongAsItStaysInside() throws Exception {
        for (String path :
                List.of("...", "a b/'c'", "CON", "nul.txt", "%2e%2e/x", "~", "-rf", "x".repeat(500), "a:b*?")) {
            put(path, path.getBytes(UTF_8));
            assertThat(get(path)).asString(UTF_8).isEqualTo(path);
        }
        assertThatThrownBy(() -> put("x".repeat(501), new byte[1])).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aFileWhoseContentCannotBeReadIsNotThere() { // promise 1
        InputStream breaking = new FilterInputStream(new ByteArrayInputStream(random(2_000_000))) {
            private int blocks;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (++blocks > 5) {
                    throw new IOException("the network is gone");
                }
                return super.read(target, offset, length);
            }
        };
        assertThatThrownBy(() -> storage.artifacts().put(OWNER, "broken", breaking, T0))
                .isInstanceOf(MlopsException.class)
                .hasMessageContaining("'broken'");
        assertThat(storage.artifacts().open(OWNER, "broken")).isEmpty();
        assertThat(storage.artifacts().list(OWNER, "")).isEmpty();
    }

    @Test
    void manyThreadsStoreTheSameContentAndTheSamePath() throws Exception {
        byte[] content = random(700_000);
        Race.of(THREADS, n -> () -> {
            for (int i = 0; i < 5; i++) {
                put("own/" + n, content);
                put("shared", random(1_000 + n));
            }
            return n;
        });
        assertThat(storage.artifacts().list(OWNER, "own/")).hasSize(THREADS);
        assertThat(get("own/3")).isEqualTo(content);
        assertThat(get("shared").length).isBetween(1_000, 1_000 + THREADS);
    }

    @Test
    void filesAreThereAfterReopening() throws Exception {
        byte[] content = random(300_000);
        ArtifactInfo info = put("model/model.bin", content);
        reopen();
        assertThat(storage.artifacts().list(OWNER, "")).containsExactly(info);
        assertThat(get("model/model.bin")).isEqualTo(content);
    }

    @Test
    void aFileIsKnownAndRemoved() throws Exception {
        ArtifactInfo a = put("a/x", random(300_000));
        put("a/y", random(300_000)); // the same content
        put("b", random(10));
        assertThat(storage.artifacts().find(OWNER, "a/x")).contains(a);
        assertThat(storage.artifacts().find(OWNER, "a")).isEmpty();
        assertThat(storage.artifacts().find(id(2), "a/x")).isEmpty();
        assertThat(storage.artifacts().delete(OWNER, "a/x")).isTrue();
        assertThat(storage.artifacts().delete(OWNER, "a/x")).isFalse();
        assertThat(storage.artifacts().delete(OWNER, "a")).isFalse();
        assertThat(storage.artifacts().find(OWNER, "a/x")).isEmpty();
        assertThat(get("a/y")).isEqualTo(random(300_000));
        assertThatThrownBy(() -> storage.artifacts().delete(OWNER, "../b")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> storage.artifacts().find(OWNER, "/b")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void contentGoesWhenNoFileHasIt() throws Exception { // behaviour 41
        byte[] content = random(300_000);
        put("a", content);
        put("b", content);
        storage.artifacts().put(id(2), "c", new ByteArrayInputStream(content), T0);
        put("small", random(10));
        assertThat(storage.artifacts().deleteAll(OWNER)).isEqualTo(3);
        assertThat(storage.artifacts().deleteAll(OWNER)).isZero();
        assertThat(storage.artifacts().list(OWNER, "")).isEmpty();
        assertThat(storage.artifacts().collect(T0)).isZero(); // nothing is older than that
        storage.artifacts().collect(T0.plusSeconds(1));
        try (InputStream in = storage.artifacts().open(id(2), "c").orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        storage.artifacts().delete(id(2), "c");
        assertThat(storage.artifacts().collect(T0.plusSeconds(1))).isGreaterThanOrEqualTo(300_000);
        assertThat(storage.artifacts().collect(T0.plusSeconds(1))).isZero();
        put("a", content);
        assertThat(get("a")).isEqualTo(content);
    }

    @Test
    void aLargeDocumentIsAnArtifact() throws Exception { // behaviour 28
        byte[] json = ("{\"text\": \"" + "x".repeat(16 << 20) + "\"}").getBytes(UTF_8);
        put("card.json", json);
        assertThat(get("card.json")).isEqualTo(json);
    }
}
