package io.github.modelkeel.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection: keeps its statements prepared and hands out the store-wide numbers. Confined to the writer's
 * thread.
 *
 * <p>The numbers serve as keys of rows and as the sequence of events. They are read once and written back once per
 * transaction, under its write lock, so in every process they rise in the order of the commits. What takes no number uses
 * none up, unless it changes what {@link RunMemory} keeps.
 */
final class Tx extends Db {
    /** Statements kept prepared; there are fewer kinds than this, so none is evicted in practice. */
    private static final int STATEMENTS = 200;

    private static final long UNREAD = -1;

    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final KeyNames names;
    private final Map<String, Set<String>> words = new HashMap<>();
    private final Map<KeyNames.Key, Long> newNames = new HashMap<>();
    private final RunMemory memory = new RunMemory();
    private final MetricBuffer metrics = new MetricBuffer(this);
    private final MetricTail tail = new MetricTail(this);
    private final RowBuffer rows = new RowBuffer(this);
    private long next = UNREAD;
    private long found = UNREAD; // the counter when this transaction began
    private long left = UNREAD; // the counter when the one before it was committed
    private boolean touched; // whether this transaction changed rows that are remembered

    Tx(Connection connection, Dialect dialect, KeyNames names) {
        super(connection, dialect);
        this.names = names;
    }

    /** Runs a statement on the tables as this transaction left them. */
    @Override
    <T> T with(String sql, Use<T> use) throws SQLException {
        if (rows.hasAny(words(sql))) {
            rows.flush();
        }
        return direct(sql, use);
    }

    /** Returns the names in a statement, those of its tables among them. */
    private Set<String> words(String sql) {
        Set<String> known = words.get(sql);
        if (known == null) {
            known = Set.copyOf(List.of(sql.split("\\W+")));
            if (words.size() < STATEMENTS) {
                words.put(sql, known);
            }
        }
        return known;
    }

    /** Runs a statement that heeds no row which waits. */
    <T> T direct(String sql, Use<T> use) throws SQLException {
        PreparedStatement kept = prepared.remove(sql); // taken out while in use, so a query inside it gets its own
        PreparedStatement statement = kept != null ? kept : connection().prepareStatement(sql);
        boolean usable = false;
        try {
            T result = use.on(statement);
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
        touched |= words(sql).stream().anyMatch(RunMemory.TABLES::contains);
        return with(sql, statement -> {
            bind(statement, 1, values);
            return statement.executeUpdate();
        });
    }

    /** Says that this transaction changes rows that are remembered, past {@link #update}. */
    void touch() {
        touched = true;
    }

    /** Changes one row later, with others: before a statement names its table, or before the commit. */
    void later(RowBuffer.Kind kind, long key, @Nullable Object... values) throws SQLException {
        touched = true;
        rows.add(kind, key, values);
    }

    /** Returns a number that no row or event of this store has had. */
    long next() {
        if (next == UNREAD) {
            throw new IllegalStateException("numbers are handed out inside a transaction of the writer only");
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

    /** Writes one row of the audit log, before the commit. */
    void event(Event event) throws SQLException {
        long sequence = next();
        if (event.version() == null
                && event.name() == null
                && event.before() == null
                && event.actor() == null
                && event.reason() == null) {
            later(
                    Event.SHORT,
                    sequence,
                    sequence,
                    event.atMillis(),
                    event.kind().code(),
                    event.kind().subject(),
                    event.subject(),
                    event.after());
            return;
        }
        later(
                Event.WHOLE,
                sequence,
                sequence,
                event.atMillis(),
                event.kind().code(),
                event.kind().subject(),
                event.subject(),
                event.after(),
                event.version(),
                event.name(),
                event.before(),
                event.actor(),
                event.reason());
    }

    /** Returns the points that this transaction adds. */
    MetricBuffer metrics() {
        return metrics;
    }

    /** Returns the newest rows of points. */
    MetricTail tail() {
        return tail;
    }

    /** Returns what is known of runs. */
    RunMemory memory() {
        return memory;
    }

    /** Takes the write lock. What is remembered stays if nobody else wrote since the commit before. */
    void begin() throws SQLException {
        metrics.clear();
        rows.clear();
        newNames.clear();
        touched = false;
        next = UNREAD;
        found = dialect().transactions().begin(this);
        if (found != left) {
            memory.clear();
        }
        left = UNREAD; // until the commit
        next = found;
    }

    /**
     * Writes what waits for the end of the transaction, and the numbers; called right before the commit. A transaction that
     * changed what other writers may remember takes a number in any case: that tells them.
     */
    void beforeCommit() throws SQLException {
        metrics.flush();
        rows.flush();
        if (touched && next == found) {
            next();
        }
        if (next != found) {
            update("UPDATE id_block SET next_id = ? WHERE name = 'seq'", next);
        }
    }

    /** Keeps what is known, and lets other transactions know the names that this one made; called after the commit. */
    void afterCommit() {
        left = next;
        memory.trim();
        names.learn(newNames);
        newNames.clear();
    }
}
