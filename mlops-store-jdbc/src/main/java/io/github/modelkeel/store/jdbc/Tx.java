package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection: keeps its statements prepared and hands out the store-wide numbers. Confined to the writer's
 * thread.
 *
 * <p>The numbers serve as keys of rows and as the sequence of events. They are read once and written back once per
 * transaction, under its write lock, so in every process they rise in the order of the commits and have no gaps.
 */
final class Tx extends Db {
    /** Statements kept prepared; there are fewer kinds than this, so none is evicted in practice. */
    private static final int STATEMENTS = 200;

    private static final long UNREAD = -1;

    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final KeyNames names;
    private final Map<KeyNames.Key, Long> newNames = new HashMap<>();
    private final MetricBuffer metrics = new MetricBuffer(this);
    private final Map<String, RunTarget> runs = new HashMap<>();
    private long next = UNREAD;

    Tx(Connection connection, Dialect dialect, KeyNames names) {
        super(connection, dialect);
        this.names = names;
    }

    @Override
    <T> T with(String sql, Use<T> use) throws SQLException {
        PreparedStatement kept = prepared.remove(sql); // taken out while in use, so a query inside it gets its own
        PreparedStatement statement = kept != null ? kept : connection().prepareStatement(sql);
        boolean usable = false;
        try {
            T result = use.on(statement);
            statement.clearParameters();
            usable = prepared.size() < STATEMENTS;
            return result;
        } finally {
            if (!usable || prepared.putIfAbsent(sql, statement) != null) {
                statement.close();
            }
        }
    }

    /** Runs a statement that changes rows and returns how many. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        return with(sql, statement -> {
            bind(statement, values);
            return statement.executeUpdate();
        });
    }

    /** Returns a number that no row or event of this store has had. */
    long next() throws SQLException {
        if (next == UNREAD) {
            next = first("SELECT next_id FROM id_block WHERE name = 'seq'", row -> row.getLong(1))
                    .orElseThrow(
                            () -> new SQLException("table id_block has no row 'seq': the schema was changed by hand"));
        }
        return next++;
    }

    /** Returns the id of a name, made when there is none. */
    long keyId(KeyNames.Kind kind, String name) throws SQLException {
        KeyNames.Key key = new KeyNames.Key(kind, name);
        Long made = newNames.get(key);
        if (made != null) {
            return made;
        }
        OptionalLong known = names.find(this, key);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        long id = next();
        update("INSERT INTO key_name (key_id, kind, name) VALUES (?, ?, ?)", id, kind.code(), name);
        newNames.put(key, id);
        return id;
    }

    /** Writes one row of the audit log. */
    void event(Event event) throws SQLException {
        update(
                "INSERT INTO event (seq, at_ms, kind, subject_kind, subject_pk, version, name, old_value, new_value,"
                        + " actor, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                next(),
                event.atMillis(),
                event.kind().code(),
                event.kind().subject(),
                event.subject(),
                event.version(),
                event.name(),
                event.before(),
                event.after(),
                event.actor(),
                event.reason());
    }

    /** Returns the points that this transaction adds. */
    MetricBuffer metrics() {
        return metrics;
    }

    /** Returns what this transaction knows of a run, or {@code null}. */
    @Nullable
    RunTarget known(String runId) {
        return runs.get(runId);
    }

    /** Remembers a run as it is in this transaction. */
    void know(RunTarget run) {
        runs.put(run.id(), run);
    }

    /** Must be called after a run was changed. */
    void forgetRun(String runId) {
        runs.remove(runId);
    }

    /** Must be called after several runs were changed. */
    void forgetRuns() {
        runs.clear();
    }

    /** Forgets what the transaction before knew: other processes may have changed it since. */
    void begin() {
        next = UNREAD;
        newNames.clear();
        metrics.clear();
        runs.clear();
    }

    /** Writes what waits for the end of the transaction, and the numbers; called right before the commit. */
    void beforeCommit() throws SQLException {
        metrics.flush();
        if (next != UNREAD) {
            update("UPDATE id_block SET next_id = ? WHERE name = 'seq'", next);
        }
    }

    /** Lets other transactions know the names that this one made; called after the commit. */
    void afterCommit() {
        names.learn(newNames);
        newNames.clear();
    }
}
