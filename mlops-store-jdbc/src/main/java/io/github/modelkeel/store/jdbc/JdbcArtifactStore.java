package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.spi.VerifiedInputStream;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Files in a database: content in chunks under its digest, so equal content is stored once and neither storing nor reading
 * needs more memory for a large file. Large files cross the write-ahead log; a host that has many of them puts them
 * beside the database with {@link io.github.modelkeel.spi.Storage#withArtifacts}.
 */
final class JdbcArtifactStore implements ArtifactStore {
    private static final int MAX_OWNER_LENGTH = 64;

    /** Chunks written in one call, so that a large file does not keep other writers waiting for long. */
    private static final int CHUNKS_OF_A_CALL = 16;

    private static final List<Dialect.Column> CHUNK = List.of(
            new Dialect.Column("sha256", "CHAR(64)", true),
            new Dialect.Column("chunk_no", "INT", true),
            new Dialect.Column("data", "VARBINARY", false));
    private static final List<Dialect.Column> CONTENT =
            List.of(new Dialect.Column("sha256", "CHAR(64)", true), new Dialect.Column("size_bytes", "BIGINT", false));

    private final Database database;
    private final String description;

    JdbcArtifactStore(Database database, String description) {
        this.database = database;
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public ArtifactInfo put(String owner, String path, InputStream content, Instant at) {
        checkOwner(owner);
        StoredText.checkPath(path);
        try (Spool spool = Spool.of(content)) {
            storeContent(spool);
            ArtifactInfo info = new ArtifactInfo(path, spool.bytes(), spool.sha256());
            database.change(tx -> {
                tx.update(tx.dialect().insertIfAbsent("content", CONTENT), info.sha256(), info.bytes());
                link(tx, owner, info, at);
            });
            return info;
        } catch (IOException e) {
            throw new UnavailableException(
                    "artifact '" + path + "' of '" + owner + "' could not be read to its end: " + e.getMessage(), e);
        }
    }

    private static void checkOwner(String owner) {
        StoredText.check("the owner of an artifact", owner);
        if (owner.isEmpty() || owner.length() > MAX_OWNER_LENGTH) {
            throw new InvalidInputException("the owner of an artifact has " + owner.length()
                    + " characters, expected 1 to " + MAX_OWNER_LENGTH + ", for instance a run id");
        }
    }

    /** Writes the chunks, which nobody sees before the row of their content is there. */
    private void storeContent(Spool spool) throws IOException {
        boolean known = database.read(db -> sizeOf(db, spool.sha256()).isPresent());
        int chunks = known ? 0 : spool.chunks();
        for (int from = 0; from < chunks; from += CHUNKS_OF_A_CALL) {
            int first = from;
            byte[][] data = new byte[Math.min(CHUNKS_OF_A_CALL, chunks - first)][];
            for (int i = 0; i < data.length; i++) {
                data[i] = spool.chunk(first + i);
            }
            database.change(tx -> {
                String sql = tx.dialect().insertIfAbsent("content_chunk", CHUNK);
                for (int i = 0; i < data.length; i++) {
                    tx.update(sql, spool.sha256(), first + i, data[i]);
                }
            });
        }
    }

    private static Optional<Long> sizeOf(Db db, String sha256) throws SQLException {
        return db.first("SELECT size_bytes FROM content WHERE sha256 = ?", row -> row.getLong(1), sha256);
    }

    private record Link(long key, String sha256) {}

    private static void link(Tx tx, String owner, ArtifactInfo info, Instant at) throws SQLException {
        Optional<Link> present = tx.first(
                "SELECT art_pk, sha256 FROM artifact WHERE owner = ? AND path = ?",
                row -> new Link(row.getLong(1), row.getString(2)),
                owner,
                info.path());
        if (present.isPresent() && present.get().sha256().equals(info.sha256())) {
            return;
        }
        long key = present.isPresent() ? present.get().key() : tx.next();
        if (present.isPresent()) {
            tx.update(
                    "UPDATE artifact SET sha256 = ?, at_ms = ? WHERE art_pk = ?",
                    info.sha256(),
                    at.toEpochMilli(),
                    key);
        } else {
            tx.update(
                    "INSERT INTO artifact (art_pk, owner, path, sha256, at_ms) VALUES (?, ?, ?, ?, ?)",
                    key,
                    owner,
                    info.path(),
                    info.sha256(),
                    at.toEpochMilli());
        }
        tx.event(new Event(
                Event.Kind.ARTIFACT_STORED,
                key,
                at.toEpochMilli(),
                null,
                info.path(),
                present.map(Link::sha256).orElse(null),
                info.sha256(),
                null,
                null));
    }

    @Override
    public Optional<InputStream> open(String owner, String path) {
        StoredText.checkPath(path);
        Optional<ArtifactInfo> found = database.read(db -> db.first(
                "SELECT a.path, c.size_bytes, c.sha256 FROM artifact a JOIN content c ON c.sha256 = a.sha256"
                        + " WHERE a.owner = ? AND a.path = ?",
                row -> new ArtifactInfo(row.getString(1), row.getLong(2), row.getString(3)),
                owner,
                path));
        return found.map(info -> new VerifiedInputStream(
                "artifact '" + path + "' of '" + owner + "'",
                new ChunkStream(database, info.sha256()),
                info.bytes(),
                info.sha256()));
    }

    @Override
    public List<ArtifactInfo> list(String owner, String prefix) {
        return database
                .read(db -> db.list(
                        "SELECT a.path, c.size_bytes, c.sha256 FROM artifact a"
                                + " JOIN content c ON c.sha256 = a.sha256 WHERE a.owner = ?",
                        row -> new ArtifactInfo(row.getString(1), row.getLong(2), row.getString(3)),
                        owner))
                .stream()
                .filter(info -> info.path().startsWith(prefix))
                .sorted(Comparator.comparing(ArtifactInfo::path, StoredText.CODE_POINTS))
                .toList();
    }

    /** Nothing to release: the store that handed this out owns the database. */
    @Override
    public void close() {}
}
