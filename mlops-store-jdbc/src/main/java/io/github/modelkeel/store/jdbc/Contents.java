package io.github.modelkeel.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The chunks of one content on their way into the database, and the end of those nobody needs. Confined to one thread.
 *
 * <p>A content is there when its row is. That row is written in the transaction that links a file to it, after the chunks
 * were counted, so whatever happened to the chunks meanwhile (a collection, a process that died, another that uploads the
 * same) no row ever stands for less than its content. Until then a row in {@code upload} says that chunks are under way,
 * and when they came.
 */
final class Contents {
    /** Chunks written in one call, so that a large file does not keep other writers waiting for long. */
    private static final int CHUNKS_OF_A_CALL = 4;

    private static final List<Dialect.Column> CONTENT = List.of(
            new Dialect.Column("sha256", "CHAR(64)", true),
            new Dialect.Column("size_bytes", "BIGINT", false),
            new Dialect.Column("at_ms", "BIGINT", false));
    private static final List<Dialect.Column> UPLOAD =
            List.of(new Dialect.Column("sha256", "CHAR(64)", true), new Dialect.Column("at_ms", "BIGINT", false));

    private final Database database;
    private final Spool spool;
    private final long at;

    Contents(Database database, Spool spool, long at) {
        this.database = database;
        this.spool = spool;
        this.at = at;
    }

    /** Writes the chunks unless the same content is there, undamaged. */
    void store() throws IOException {
        if (isThere()) {
            return;
        }
        int from = 0;
        do { // once for a content without a byte too
            int first = from;
            byte[][] data = new byte[Math.min(CHUNKS_OF_A_CALL, spool.chunks() - first)][];
            for (int i = 0; i < data.length; i++) {
                data[i] = spool.chunk(first + i);
            }
            database.change(tx -> {
                tx.update(tx.dialect().insertIfAbsent("upload", UPLOAD), spool.sha256(), at);
                tx.update("UPDATE upload SET at_ms = ? WHERE sha256 = ? AND at_ms < ?", at, spool.sha256(), at);
                for (int i = 0; i < data.length; i++) {
                    chunk(tx, first + i, data[i]);
                }
            });
            from += CHUNKS_OF_A_CALL;
        } while (from < spool.chunks());
    }

    private void chunk(Tx tx, int number, byte[] data) throws SQLException {
        int present = tx.update(
                "UPDATE content_chunk SET data = ? WHERE sha256 = ? AND chunk_no = ?", data, spool.sha256(), number);
        if (present == 0) {
            tx.update(
                    "INSERT INTO content_chunk (data, sha256, chunk_no) VALUES (?, ?, ?)",
                    data,
                    spool.sha256(),
                    number);
        }
    }

    /** Returns whether the database has this content byte by byte, however it is cut into chunks. */
    private boolean isThere() throws IOException {
        boolean known = database.read(
                db -> db.first("SELECT size_bytes FROM content WHERE sha256 = ?", row -> row.getLong(1), spool.sha256())
                        .filter(size -> size == spool.bytes())
                        .isPresent());
        if (!known) {
            return false;
        }
        try (InputStream given = spool.open();
                InputStream stored = new ChunkStream(database, spool.sha256())) {
            byte[] block = new byte[Spool.CHUNK];
            byte[] other = new byte[Spool.CHUNK];
            while (true) {
                int count = given.readNBytes(block, 0, block.length);
                int same = stored.readNBytes(other, 0, other.length);
                if (!Arrays.equals(block, 0, count, other, 0, same)) {
                    return false;
                }
                if (count < block.length) {
                    return true;
                }
            }
        }
    }

    /** Writes the row of the content if all its chunks are there; false when they must be written again. */
    boolean seal(Tx tx) throws SQLException {
        boolean uploaded = tx.update("DELETE FROM upload WHERE sha256 = ?", spool.sha256()) > 0;
        long needed = uploaded ? spool.chunks() : spool.bytes();
        long present;
        if (uploaded) {
            // an upload by schema version 1, or damaged content, may have left more
            tx.update("DELETE FROM content_chunk WHERE sha256 = ? AND chunk_no >= ?", spool.sha256(), spool.chunks());
            present = number(tx, "SELECT COUNT(*) FROM content_chunk WHERE sha256 = ?", spool.sha256());
        } else { // it was there and is still, or a collection took it
            present = number(tx, "SELECT COALESCE(MAX(size_bytes), -1) FROM content WHERE sha256 = ?", spool.sha256());
        }
        if (present != needed) {
            return false;
        }
        tx.update(tx.dialect().insertIfAbsent("content", CONTENT), spool.sha256(), spool.bytes(), at);
        tx.update("UPDATE content SET at_ms = ? WHERE sha256 = ? AND at_ms < ?", at, spool.sha256(), at);
        return true;
    }

    private static long number(Tx tx, String sql, String sha256) throws SQLException {
        return tx.first(sql, row -> row.getLong(1), sha256).orElseThrow();
    }

    /** Removes contents without a file and uploads that were never sealed, each in a step of its own; returns the bytes. */
    static long collect(Database database, long olderThan) {
        List<String> candidates = database.read(db -> db.list(
                "SELECT c.sha256 FROM content c WHERE c.at_ms < ?"
                        + " AND NOT EXISTS (SELECT 1 FROM artifact a WHERE a.sha256 = c.sha256)"
                        + " UNION SELECT u.sha256 FROM upload u WHERE u.at_ms < ?"
                        + " UNION SELECT k.sha256 FROM content_chunk k WHERE k.chunk_no = 0"
                        + " AND NOT EXISTS (SELECT 1 FROM content c WHERE c.sha256 = k.sha256)"
                        + " AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.sha256 = k.sha256)",
                row -> row.getString(1),
                olderThan,
                olderThan));
        long freed = 0;
        for (String sha256 : candidates) {
            freed += database.write(tx -> collect(tx, sha256, olderThan));
        }
        return freed;
    }

    private static long collect(Tx tx, String sha256, long olderThan) throws SQLException {
        boolean linked = tx.first("SELECT 1 FROM artifact WHERE sha256 = ?", row -> true, sha256)
                .isPresent();
        Optional<Long> content = tx.first("SELECT at_ms FROM content WHERE sha256 = ?", row -> row.getLong(1), sha256);
        Optional<Long> upload = tx.first("SELECT at_ms FROM upload WHERE sha256 = ?", row -> row.getLong(1), sha256);
        boolean young = content.orElse(Long.MIN_VALUE) >= olderThan || upload.orElse(Long.MIN_VALUE) >= olderThan;
        if (young) {
            return 0;
        }
        tx.update("DELETE FROM upload WHERE sha256 = ?", sha256); // of linked content: a repair that was cut short
        if (linked) {
            return 0;
        }
        long bytes = number(tx, "SELECT COALESCE(SUM(LENGTH(data)), 0) FROM content_chunk WHERE sha256 = ?", sha256);
        tx.update("DELETE FROM content WHERE sha256 = ?", sha256);
        tx.update("DELETE FROM content_chunk WHERE sha256 = ?", sha256);
        return bytes;
    }
}
