package io.github.modelkeel.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a transaction writes later, when it ends or when a statement names their table: many calls then share one
 * statement, or one round trip. Changes of one row keep their order. Confined to the writer's thread.
 */
final class RowBuffer {
    /** Rows that wait at most, so that a transaction of many calls does not keep all of them in memory. */
    private static final int MOST = 20_000;

    private final Tx tx;
    private List<Group> groups = new ArrayList<>();
    private int waiting;

    RowBuffer(Tx tx) {
        this.tx = tx;
    }

    /** What is done to a table. One object for each statement: they are told apart by identity. */
    static final class Kind {
        private final String table;
        private final Map<Integer, String> ofRows; // the statement by the number of rows it takes; each has one object

        private Kind(String table, Map<Integer, String> ofRows) {
            this.table = table;
            this.ofRows = Map.copyOf(ofRows);
        }

        /** Returns an INSERT of rows with these columns. */
        static Kind insert(String table, String... columns) {
            String row = "(" + String.join(", ", Collections.nCopies(columns.length, "?")) + ")";
            String one = "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES " + row;
            Map<Integer, String> ofRows = new HashMap<>();
            for (Dialect dialect : Dialect.values()) {
                for (int rows : dialect.rowsAtOnce()) {
                    ofRows.put(rows, one + (", " + row).repeat(rows - 1));
                }
            }
            return new Kind(table, ofRows);
        }

        /** Returns a statement that changes one row. */
        static Kind update(String table, String sql) {
            return new Kind(table, Map.of(1, sql));
        }

        /** Returns the statement for so many rows at once, or null if they take one each. */
        @Nullable
        String sql(int rows) {
            return ofRows.get(rows);
        }
    }

    private static final class Group {
        private final Kind kind;
        private final Set<Long> keys = new HashSet<>();
        private final List<@Nullable Object[]> rows = new ArrayList<>();

        Group(Kind kind) {
            this.kind = kind;
        }
    }

    /**
     * Takes in a change.
     *
     * @param key says which row is changed, among those of its table
     */
    void add(Kind kind, long key, @Nullable Object... values) throws SQLException {
        Group group = null;
        for (int i = groups.size() - 1; i >= 0 && group == null; i--) {
            Group each = groups.get(i);
            if (each.kind == kind) {
                group = each;
            } else if (each.kind.table.equals(kind.table) && each.keys.contains(key)) {
                break; // a later change of this row waits there: this one must follow it
            }
        }
        if (group == null) {
            group = new Group(kind);
            groups.add(group);
        }
        group.keys.add(key);
        group.rows.add(values);
        if (++waiting >= MOST) {
            flush();
        }
    }

    /** Returns whether rows of one of these tables wait. */
    boolean hasAny(Set<String> tables) {
        for (Group group : groups) {
            if (tables.contains(group.kind.table)) {
                return true;
            }
        }
        return false;
    }

    /** Drops what was not written: the transaction is rolled back. */
    void clear() {
        groups = new ArrayList<>();
        waiting = 0;
    }

    /** Writes what waits. */
    void flush() throws SQLException {
        List<Group> all = groups;
        clear();
        for (Group group : all) {
            write(
                    tx,
                    group.kind,
                    group.rows.size(),
                    (statement, from, row) -> bind(statement, from, group.rows.get(row)));
        }
    }

    private static int bind(PreparedStatement statement, int from, @Nullable Object[] values) throws SQLException {
        Db.bind(statement, from, values);
        return values.length;
    }

    /** Binds one row from a parameter on and returns how many it took. */
    @FunctionalInterface
    interface Binding {
        int bind(PreparedStatement statement, int from, int row) throws SQLException;
    }

    /** Writes so many rows, several with one statement where that is an INSERT. */
    static void write(Tx tx, Kind kind, int count, Binding binding) throws SQLException {
        int done = 0;
        for (int size : tx.dialect().rowsAtOnce()) {
            int from = done;
            int statements = (count - from) / size;
            String sql = kind.sql(size);
            if (statements > 0 && sql != null) {
                tx.direct(sql, statement -> {
                    for (int i = 0; i < statements; i++) {
                        int parameter = 1;
                        for (int row = 0; row < size; row++) {
                            parameter += binding.bind(statement, parameter, from + i * size + row);
                        }
                        if (statements == 1) {
                            return statement.executeUpdate();
                        }
                        statement.addBatch();
                    }
                    return statement.executeBatch().length;
                });
                done += statements * size;
            }
        }
    }
}
