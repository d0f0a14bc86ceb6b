package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.spi.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table of events as a log. A transaction of the writer takes the write lock of the whole database first, then reads the
 * counter that its events are numbered from, and gives the lock back with its commit: so numbers become visible in their
 * order, whichever process wrote them. Rows about files are the database's own and are left out.
 */
final class JdbcEventLog implements EventLog {
    private static final int MAX_NAME_LENGTH = 250;

    /** The subject's id is in the table of its kind, or where that left it when it was removed for ever. */
    private static final String EVENTS = "SELECT e.seq, e.kind, e.version, e.name, e.old_value, e.new_value, e.actor,"
            + " e.reason, COALESCE(e.at_ms, r.start_ms, x.created_ms, p.at_ms, 0),"
            + " COALESCE(r.run_id, x.exp_id, m.name, p.id), rx.exp_id FROM event e"
            + " LEFT JOIN run r ON e.subject_kind = 2 AND r.run_pk = e.subject_pk"
            + " LEFT JOIN experiment rx ON rx.exp_pk = r.exp_pk"
            + " LEFT JOIN experiment x ON e.subject_kind = 1 AND x.exp_pk = e.subject_pk"
            + " LEFT JOIN reg_model m ON e.subject_kind = 3 AND m.model_pk = e.subject_pk"
            + " LEFT JOIN purged p ON p.subject_kind = e.subject_kind AND p.subject_pk = e.subject_pk"
            + " WHERE e.seq > ? AND e.subject_kind <> 4 ORDER BY e.seq LIMIT ?";

    private final Database database;

    JdbcEventLog(Database database) {
        this.database = database;
    }

    @Override
    public List<StoreEvent> after(long sequence, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidInputException("the limit of events is " + limit + ", expected 1 to " + MAX_LIMIT
                    + "; ask again for the next ones");
        }
        return List.copyOf(database.read(db -> db.list(EVENTS, JdbcEventLog::event, sequence, limit)));
    }

    private static StoreEvent event(ResultSet row) throws SQLException {
        Event.Kind kind = Event.Kind.of(row.getInt(2));
        Map<String, String> detail = new TreeMap<>();
        String name = row.getString(4);
        String before = row.getString(5);
        String after = row.getString(6);
        String subject = Objects.requireNonNullElse(row.getString(10), "");
        switch (kind) {
            case RUN_CREATED -> {
                put(detail, "name", name);
                put(detail, "experiment", after != null ? after : row.getString(11));
            }
            case RUN_METRICS -> put(detail, "points", after);
            case RUN_ENDED -> put(detail, "status", after);
            case RUN_RENAMED, EXPERIMENT_RENAMED -> put(detail, "name", after);
            case LINKED -> {
                subject = after == null ? subject : after.substring(after.indexOf(':') + 1);
                put(detail, "from", before);
                put(detail, "to", after);
                put(detail, "role", name);
            }
            default -> {
                if (kind.subject() == Event.Kind.VERSION_CREATED.subject()) {
                    detail.put("event", kind.name());
                    put(detail, "alias", name);
                    put(detail, "from", before);
                    put(detail, "to", after);
                    String reason = row.getString(8);
                    put(detail, "reason", reason == null || reason.isEmpty() ? null : reason);
                    int version = row.getInt(3);
                    subject = version == 0 ? subject : subject + "/" + version;
                }
            }
        }
        return new StoreEvent(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(9)),
                told(kind),
                subject,
                Objects.requireNonNullElse(row.getString(7), ""),
                detail);
    }

    private static void put(Map<String, String> detail, String key, @Nullable String value) {
        if (value != null) {
            detail.put(key, value);
        }
    }

    private static String told(Event.Kind kind) {
        return switch (kind) {
            case EXPERIMENT_CREATED -> StoreEvent.Kind.EXPERIMENT_CREATED.name();
            case EXPERIMENT_RENAMED -> StoreEvent.Kind.EXPERIMENT_RENAMED.name();
            case EXPERIMENT_TAGGED -> StoreEvent.Kind.EXPERIMENT_TAGGED.name();
            case EXPERIMENT_DELETED -> StoreEvent.Kind.EXPERIMENT_DELETED.name();
            case EXPERIMENT_RESTORED -> StoreEvent.Kind.EXPERIMENT_RESTORED.name();
            case EXPERIMENT_PURGED -> StoreEvent.Kind.EXPERIMENT_PURGED.name();
            case RUN_CREATED -> StoreEvent.Kind.RUN_CREATED.name();
            case RUN_PARAMS_SET -> StoreEvent.Kind.RUN_PARAMS.name();
            case RUN_TAGS_SET -> StoreEvent.Kind.RUN_TAGGED.name();
            case RUN_ENDED -> StoreEvent.Kind.RUN_ENDED.name();
            case RUN_METRICS -> StoreEvent.Kind.RUN_METRICS.name();
            case RUN_INPUTS -> StoreEvent.Kind.RUN_INPUTS.name();
            case RUN_RESUMED -> StoreEvent.Kind.RUN_RESUMED.name();
            case RUN_RENAMED -> StoreEvent.Kind.RUN_RENAMED.name();
            case RUN_DELETED -> StoreEvent.Kind.RUN_DELETED.name();
            case RUN_RESTORED -> StoreEvent.Kind.RUN_RESTORED.name();
            case RUN_PURGED -> StoreEvent.Kind.RUN_PURGED.name();
            case LINKED -> StoreEvent.Kind.LINKED.name();
            case VERSION_CREATED,
                    STAGE_CHANGED,
                    ALIAS_SET,
                    ALIAS_REMOVED,
                    VERSION_DELETED,
                    MODEL_DELETED,
                    DESCRIBED,
                    TAGGED,
                    DECIDED -> StoreEvent.Kind.REGISTRY.name();
            case ARTIFACT_STORED, ARTIFACT_DELETED -> kind.name();
        };
    }

    @Override
    public long position(String consumer) {
        checkName(consumer);
        return database.read(db -> db.first("SELECT seq FROM consumer WHERE name = ?", row -> row.getLong(1), consumer)
                .orElse(0L));
    }

    @Override
    public void advance(String consumer, long sequence) {
        checkName(consumer);
        database.change(tx -> {
            boolean known = tx.first("SELECT seq FROM consumer WHERE name = ?", row -> row.getLong(1), consumer)
                    .isPresent();
            if (known) {
                tx.update("UPDATE consumer SET seq = ? WHERE name = ? AND seq < ?", sequence, consumer, sequence);
            } else {
                tx.update("INSERT INTO consumer (name, seq) VALUES (?, ?)", consumer, Math.max(sequence, 0));
            }
        });
    }

    private static void checkName(String consumer) {
        StoredText.check("the name of a consumer", consumer);
        if (consumer.isEmpty() || consumer.length() > MAX_NAME_LENGTH) {
            throw new InvalidInputException("the name of a consumer has " + consumer.length()
                    + " characters, expected 1 to " + MAX_NAME_LENGTH);
        }
    }
}
