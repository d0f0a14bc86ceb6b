package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids of the names of metrics, parameters, tags and contexts. An id never changes once it is committed, so what was read can be
 * kept for ever; only the memory is bounded. Thread-safe.
 */
final class KeyNames {
    /** Names kept in memory; more are read from the table. */
    private static final int MOST = 50_000;

    /** What a name is a name of. The codes are stored: never change one. */
    enum Kind {
        METRIC(1),
        PARAM(2),
        TAG(3),
        CONTEXT(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IntegrityException("the table of names has the unknown kind " + code + "; use a newer library");
        }
    }

    record Key(Kind kind, String name) {}

    private final Map<Key, Long> known = new ConcurrentHashMap<>();
    private final Map<Long, Key> byId = new ConcurrentHashMap<>();

    OptionalLong find(Db db, Key key) throws SQLException {
        Long id = known.get(key);
        if (id != null) {
            return OptionalLong.of(id);
        }
        Optional<Long> stored = db.first(
                "SELECT key_id FROM key_name WHERE kind = ? AND name = ?",
                row -> row.getLong(1),
                key.kind().code(),
                key.name());
        stored.ifPresent(found -> learn(Map.of(key, found))); // a transaction asks here for committed names only
        return stored.isPresent() ? OptionalLong.of(stored.get()) : OptionalLong.empty();
    }

    /** Returns the name of an id that a row holds. */
    String name(Db db, long id) throws SQLException {
        Key key = byId.get(id);
        if (key == null) {
            key = db.first(
                            "SELECT kind, name FROM key_name WHERE key_id = ?",
                            row -> new Key(Kind.of(row.getInt(1)), row.getString(2)),
                            id)
                    .orElseThrow(() -> new IntegrityException(
                            "a row has the name " + id + " which is not there; restore a copy of the database"));
            learn(Map.of(key, id));
        }
        return key.name();
    }

    /** Takes in ids that are committed. */
    void learn(Map<Key, Long> committed) {
        if (known.size() + committed.size() <= MOST) {
            known.putAll(committed);
            committed.forEach((key, id) -> byId.put(id, key));
        }
    }
}
