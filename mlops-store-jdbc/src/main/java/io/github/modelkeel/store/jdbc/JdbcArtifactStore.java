package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.spi.VerifiedInputStream;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files in a database: content in chunks under its digest, so equal content is stored once and neither storing nor reading
 * needs more memory for a large file. Large files cross the write-ahead log; a host that has many of them puts them
 * beside the database with {@link io.github.modelkeel.spi.Storage#withArtifacts}.
 */
final class JdbcArtifactStore implements ArtifactStore {
    private static final int MAX_OWNER_LENGTH = 64;

    /** How often an upload is begun before it is given up; only a collection at the same moment makes it begin again. */
    private static final int TRIES = 5;

    private static final String INFO = "SELECT a.path, c.size_bytes, c.sha256 FROM artifact a"
            + " JOIN content c ON c.sha256 = a.sha256 WHERE a.owner = ?";

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
            ArtifactInfo info = new ArtifactInfo(path, spool.bytes(), spool.sha256());
            Contents contents = new Contents(database, spool, at.toEpochMilli());
            for (int i = 0; i < TRIES; i++) {
                contents.store();
                boolean linked = database.write(tx -> {
                    boolean whole = contents.seal(tx);
                    if (whole) {
                        link(tx, owner, info, at);
                    }
                    return whole;
                });
                if (linked) {
                    return info;
                }
            }
            throw new UnavailableException("artifact '" + path + "' of '" + owner + "' was collected " + TRIES
                    + " times while it was stored; collect with a time that lies further back");
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

    private record Link(long key, String path, String sha256) {}

    private static List<Link> links(Db db, String owner) throws SQLException {
        return db.list("SELECT art_pk, path, sha256 FROM artifact WHERE owner = ?", JdbcArtifactStore::link, owner);
    }

    private static Optional<Link> link(Db db, String owner, String path) throws SQLException {
        return db.first(
                "SELECT art_pk, path, sha256 FROM artifact WHERE owner = ? AND path = ?",
                JdbcArtifactStore::link,
                owner,
                path);
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(row.getLong(1), row.getString(2), row.getString(3));
    }

    private static void link(Tx tx, String owner, ArtifactInfo info, Instant at) throws SQLException {
        Optional<Link> present = link(tx, owner, info.path());
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
        String before = present.map(Link::sha256).orElse(null);
        event(tx, Event.Kind.ARTIFACT_STORED, key, at.toEpochMilli(), info.path(), before, info.sha256());
    }

    private static void event(
            Tx tx,
            Event.Kind kind,
            long key,
            @Nullable Long at,
            String path,
            @Nullable String before,
            @Nullable String after)
            throws SQLException {
        tx.event(new Event(kind, key, at, null, path, before, after, null, null));
    }

    @Override
    public Optional<InputStream> open(String owner, String path) {
        return find(owner, path)
                .map(info -> new VerifiedInputStream(
                        "artifact '" + path + "' of '" + owner + "'",
                        new ChunkStream(database, info.sha256()),
                        info.bytes(),
                        info.sha256()));
    }

    @Override
    public Optional<ArtifactInfo> find(String owner, String path) {
        StoredText.checkPath(path);
        return database.read(db -> db.first(INFO + " AND a.path = ?", JdbcArtifactStore::info, owner, path));
    }

    @Override
    public List<ArtifactInfo> list(String owner, String prefix) {
        return database.read(db -> db.list(INFO, JdbcArtifactStore::info, owner)).stream()
                .filter(info -> info.path().startsWith(prefix))
                .sorted(Comparator.comparing(ArtifactInfo::path, StoredText.CODE_POINTS))
                .toList();
    }

    private static ArtifactInfo info(ResultSet row) throws SQLException {
        return new ArtifactInfo(row.getString(1), row.getLong(2), row.getString(3));
    }

    @Override
    public boolean delete(String owner, String path) {
        StoredText.checkPath(path);
        return database.write(tx -> {
            Optional<Link> present = link(tx, owner, path);
            if (present.isPresent()) {
                delete(tx, present.get());
            }
            return present.isPresent();
        });
    }

    @Override
    public int deleteAll(String owner) {
        return database.write(tx -> {
            List<Link> links = links(tx, owner);
            for (Link link : links) {
                delete(tx, link);
            }
            return links.size();
        });
    }

    private static void delete(Tx tx, Link link) throws SQLException {
        tx.update("DELETE FROM artifact WHERE art_pk = ?", link.key());
        event(tx, Event.Kind.ARTIFACT_DELETED, link.key(), null, link.path(), link.sha256(), null);
    }

    @Override
    public long collect(Instant olderThan) {
        return Contents.collect(database, olderThan.toEpochMilli());
    }

    /** Nothing to release: the store that handed this out owns the database. */
    @Override
    public void close() {}
}
