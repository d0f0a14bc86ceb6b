package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.testkit.Race;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chunks of files on every engine: shared, damaged, repaired, abandoned, collected. */
class ContentsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = T0.plusSeconds(3600);
    private static final String OWNER = "r".repeat(32);

    private Database database;
    private JdbcArtifactStore artifacts;

    private void open(Dialect dialect) {
        database = new Database("test", Engines.inMemory(dialect));
        artifacts = new JdbcArtifactStore(database, "test");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void put(String path, byte[] content) {
        artifacts.put(OWNER, path, new ByteArrayInputStream(content), T0);
    }

    private byte[] get(String path) throws IOException {
        try (InputStream in = artifacts.open(OWNER, path).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private void sql(String statement) {
        database.change(tx -> tx.update(statement));
    }

    private long count(String table) {
        return database.read(db -> db.first("SELECT COUNT(*) FROM " + table, row -> row.getLong(1)))
                .orElseThrow();
    }

    private void damageChunk(int number) {
        database.change(tx -> {
            byte[] data = tx.first("SELECT data FROM content_chunk WHERE chunk_no = ?", row -> row.getBytes(1), number)
                    .orElseThrow();
            data[data.length / 2] ^= 1;
            tx.update("UPDATE content_chunk SET data = ? WHERE chunk_no = ?", data, number);
        });
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void equalContentIsStoredOnce(Dialect dialect) throws Exception {
        open(dialect);
        byte[] content = random(3_000_000);
        Race.of(4, n -> () -> {
            put("f" + n, content);
            return n;
        });
        assertThat(count("content")).isEqualTo(1);
        assertThat(count("content_chunk")).isEqualTo(3);
        assertThat(count("upload")).isZero();
        assertThat(get("f3")).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aBitThatFlippedIsNoticedAndPutBackByStoringTheContentAgain(Dialect dialect) throws Exception { // behaviour 73
        open(dialect);
        byte[] content = random(2_500_000);
        put("model.bin", content);
        damageChunk(1);
        assertThatThrownBy(() -> get("model.bin"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("'model.bin'");
        put("copy.bin", content);
        assertThat(get("model.bin")).isEqualTo(content);
        assertThat(get("copy.bin")).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aChunkThatIsMissingIsNoticedAndPutBack(Dialect dialect) throws Exception {
        open(dialect);
        byte[] content = random(2_500_000);
        put("model.bin", content);
        sql("DELETE FROM content_chunk WHERE chunk_no = 2");
        assertThatThrownBy(() -> get("model.bin"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("ends after 2097152 of 2500000 bytes");
        put("model.bin", content);
        assertThat(get("model.bin")).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void contentThatVersion1CutIntoSmallerChunksStays(Dialect dialect) throws Exception {
        open(dialect);
        byte[] content = random(600_000);
        put("model.bin", content);
        database.change(tx -> {
            String sha256 = tx.first("SELECT sha256 FROM content", row -> row.getString(1))
                    .orElseThrow();
            tx.update("DELETE FROM content_chunk");
            for (int i = 0; i < 3; i++) {
                byte[] part = Arrays.copyOfRange(content, i * 262_144, Math.min(600_000, (i + 1) * 262_144));
                tx.update("INSERT INTO content_chunk (sha256, chunk_no, data) VALUES (?, ?, ?)", sha256, i, part);
            }
        });
        assertThat(get("model.bin")).isEqualTo(content);
        put("copy.bin", content);
        assertThat(count("content_chunk")).isEqualTo(3); // found equal, not written again
        damageChunk(2);
        put("copy.bin", content);
        assertThat(count("content_chunk")).isEqualTo(1); // written anew, in chunks of today
        assertThat(get("model.bin")).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatNoFileHasAnyMoreIsCollectedOnceItIsOld(Dialect dialect) throws Exception {
        open(dialect);
        put("a", random(1_500_000));
        put("b", random(1_500_000));
        put("c", random(700));
        put("empty", new byte[0]);
        assertThat(artifacts.delete(OWNER, "a")).isTrue();
        assertThat(artifacts.delete(OWNER, "a")).isFalse();
        assertThat(artifacts.collect(LATER)).isZero(); // "b" has it still
        assertThat(artifacts.delete(OWNER, "b")).isTrue();
        assertThat(artifacts.collect(T0)).isZero(); // not older than its own time
        assertThat(artifacts.collect(LATER)).isEqualTo(1_500_000);
        assertThat(artifacts.collect(LATER)).isZero();
        assertThat(get("c")).isEqualTo(random(700));
        assertThat(artifacts.deleteAll(OWNER)).isEqualTo(2);
        assertThat(artifacts.deleteAll(OWNER)).isZero();
        assertThat(artifacts.list(OWNER, "")).isEmpty();
        assertThat(artifacts.collect(LATER)).isEqualTo(700);
        assertThat(count("content")).isZero();
        assertThat(count("content_chunk")).isZero();
    }

    /** What is there when a process died between the chunks and the row of the content. */
    private void abandonedUpload(byte[] content) throws IOException {
        try (Spool spool = Spool.of(new ByteArrayInputStream(content))) {
            new Contents(database, spool, T0.toEpochMilli()).store();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anAbandonedUploadIsCollectedOrContinued(Dialect dialect) throws Exception {
        open(dialect);
        byte[] content = random(2_100_000);
        abandonedUpload(content);
        assertThat(artifacts.list(OWNER, "")).isEmpty();
        assertThat(artifacts.collect(T0)).isZero();
        assertThat(artifacts.collect(LATER)).isEqualTo(2_100_000);
        assertThat(count("content_chunk")).isZero();
        abandonedUpload(content);
        damageChunk(0);
        put("f", content);
        assertThat(get("f")).isEqualTo(content);
        assertThat(artifacts.collect(LATER)).isZero();
        assertThat(get("f")).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void chunksThatVersion1LeftBehindAreCollected(Dialect dialect) {
        open(dialect);
        database.change(tx -> tx.update(
                "INSERT INTO content_chunk (sha256, chunk_no, data) VALUES (?, ?, ?)", "ab".repeat(32), 0, random(9)));
        assertThat(artifacts.collect(T0)).isEqualTo(9);
        assertThat(count("content_chunk")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void collectingWhileTheSameContentIsStoredAndDeletedLosesNothing(Dialect dialect) throws Exception {
        open(dialect);
        byte[] content = random(2_200_000);
        List<Boolean> whole = Race.of(3, n -> () -> {
            for (int i = 0; i < 12; i++) {
                if (n == 0) {
                    artifacts.collect(LATER);
                } else {
                    put("own/" + n, content);
                    if (!Arrays.equals(content, get("own/" + n))) {
                        return false;
                    }
                    artifacts.delete(OWNER, "own/" + n);
                }
            }
            return true;
        });
        assertThat(whole).doesNotContain(false);
        artifacts.collect(LATER);
        assertThat(count("content_chunk")).isZero();
        assertThat(count("upload")).isZero();
    }
}
