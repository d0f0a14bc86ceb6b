package io.github.modelkeel.store.jdbc;

import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * The newest rows of points where {@link Dialect#hasTail()}: a small table in the order of their arrival. A point of each of
 * many runs would change a page of the table of points for each of them; here they share one, and are moved together when
 * there are many. Readers see both tables as {@link Dialect#rows()}, ordered by the number that a point has in either.
 * Confined to the writer's thread.
 */
final class MetricTail {
    /** Rows that stay at most: every look at the rows of a series reads all of them. */
    static final int MOST = 512;

    /** Rows of one transaction at most; more fill pages of their own. */
    static final int MOST_AT_ONCE = 64;

    static final RowBuffer.Kind ROW =
            RowBuffer.Kind.insert("metric_tail", "run_pk", "key_id", "ctx_id", "step", "ts_ms", "val_bits", "seq");

    private static final String COLUMNS = "run_pk, key_id, ctx_id, step, ts_ms, val_bits, seq";

    private final Tx tx;

    MetricTail(Tx tx) {
        this.tx = tx;
    }

    /** Returns whether so many new rows of one transaction go here. */
    boolean takes(int rows) {
        return tx.dialect().hasTail() && rows <= MOST_AT_ONCE;
    }

    /** Must be called after rows were added; moves all of them if they are too many now. */
    void grew(int added) throws SQLException {
        OptionalLong before = tx.memory().tail();
        long now = before.isPresent() ? before.getAsLong() + added : count();
        tx.memory().knowTail(now);
        if (now >= MOST) {
            empty();
        }
    }

    /** Moves all rows to the table of points, where those of a series can be found and removed. */
    void empty() throws SQLException {
        if (!tx.dialect().hasTail() || tx.memory().tail().orElse(MOST) == 0) {
            return;
        }
        tx.touch();
        tx.update("INSERT INTO metric_point (" + COLUMNS + ") SELECT " + COLUMNS + " FROM metric_tail"
                + " ORDER BY run_pk, key_id, ctx_id, step, ts_ms, val_bits");
        tx.update("DELETE FROM metric_tail");
        tx.memory().knowTail(0);
    }

    private long count() throws SQLException {
        return tx.first("SELECT COUNT(*) FROM metric_tail", row -> row.getLong(1))
                .orElseThrow();
    }
}
