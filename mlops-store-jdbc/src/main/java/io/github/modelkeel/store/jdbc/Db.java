package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queries on one connection; values travel as bind parameters, never in the text. Confined to one thread at a time. */
class Db {
    /** Reads the current row of a result. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Does something with a prepared statement. */
    @FunctionalInterface
    interface Use<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    /** Something that is done to a database. */
    @FunctionalInterface
    interface Change {
        void run() throws SQLException;
    }

    private final Connection connection;
    private final Dialect dialect;
    private @Nullable Map<String, PreparedStatement> kept;

    Db(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    final Connection connection() {
        return connection;
    }

    final Dialect dialect() {
        return dialect;
    }

    /** Prepares {@code sql}, uses it, and closes it, or keeps it for {@link #keeping}. */
    <T> T with(String sql, Use<T> use) throws SQLException {
        if (kept != null) {
            PreparedStatement statement = kept.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                kept.put(sql, statement);
            }
            return use.on(statement);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return use.on(statement);
        }
    }

    /** Does something that runs the same few statements many times, which are prepared once. */
    final void keeping(Change what) throws SQLException {
        Map<String, PreparedStatement> statements = new LinkedHashMap<>();
        kept = statements;
        try {
            what.run();
        } finally {
            kept = null;
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
        }
    }

    /** Runs a statement that has no values and whose result nobody wants. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    final <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        return with(sql, statement -> {
            bind(statement, 1, values);
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(read(row, result));
                }
                return rows;
            }
        });
    }

    /** What the library wrote can be read; what cannot was changed underneath. */
    private static <T> T read(Row<T> row, ResultSet result) throws SQLException {
        try {
            return row.read(result);
        } catch (NullPointerException | IllegalArgumentException | DateTimeException e) {
            throw new IntegrityException(
                    "a row of the database does not hold what was stored: " + e.getMessage() + "; restore a copy", e);
        }
    }

    final <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        List<T> rows = list(sql, row, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** Binds values to the parameters from one on. */
    static void bind(PreparedStatement statement, int from, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            int parameter = from + i;
            Object value = values[i];
            if (value == null) {
                statement.setNull(parameter, Types.NULL);
            } else if (value instanceof String text) {
                statement.setString(parameter, text);
            } else if (value instanceof Long number) {
                statement.setLong(parameter, number);
            } else if (value instanceof Integer number) {
                statement.setInt(parameter, number);
            } else if (value instanceof byte[] bytes) {
                statement.setBytes(parameter, bytes);
            } else {
                throw new IllegalArgumentException(
                        "no way to bind a " + value.getClass().getName());
            }
        }
    }

    static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
