package io.github.modelkeel.read;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The result of an SQL query as a source of rows. Values are bound, never put into the text. Numbers and booleans (1 or 0)
 * become NUMBER, unless a whole number among them has no double: then the column is a text. Texts become CATEGORY or TEXT
 * by the rule of {@link Csv}. Dates and times become INSTANT, those without a zone read in UTC whatever the machine's zone
 * is. SQL NULL is missing. Give the query an ORDER BY: row order is part of the content. Immutable; thread-safe if the
 * DataSource is; a connection is held only while {@link #read()} runs.
 */
public final class JdbcQuery implements DatasetSource {
    private static final int FETCH_SIZE = 1_000;
    private static final int DEFAULT_MAX_ROWS = 100_000_000;
    private static final int SHOWN = 200;
    private static final int SQLITE_ERROR = 1;

    private final DataSource dataSource;
    private final String sql;
    private final List<@Nullable Object> parameters;
    private final Map<String, ColumnType> types;
    private final int maxRows;

    private JdbcQuery(
            DataSource dataSource,
            String sql,
            List<@Nullable Object> parameters,
            Map<String, ColumnType> types,
            int maxRows) {
        this.dataSource = dataSource;
        this.sql = sql;
        this.parameters = parameters;
        this.types = types;
        this.maxRows = maxRows;
    }

    /**
     * Returns a source that runs this query.
     *
     * @param dataSource gives connections; the host's, never closed here
     * @param sql one SELECT, with a {@code ?} for each parameter
     * @param parameters values of the parameters in order, as {@code PreparedStatement.setObject} takes them
     */
    public static JdbcQuery of(DataSource dataSource, String sql, @Nullable Object... parameters) {
        List<@Nullable Object> bound = new ArrayList<>();
        Collections.addAll(bound, parameters);
        return new JdbcQuery(
                requireNonNull(dataSource, "dataSource"),
                requireNonNull(sql, "sql"),
                Collections.unmodifiableList(bound),
                Map.of(),
                DEFAULT_MAX_ROWS);
    }

    /** Sets the type of a column by its label, for databases that keep dates as texts. */
    public JdbcQuery type(String column, ColumnType type) {
        Map<String, ColumnType> changed = new TreeMap<>(types);
        changed.put(requireNonNull(column, "column"), requireNonNull(type, "type"));
        return new JdbcQuery(dataSource, sql, parameters, Collections.unmodifiableMap(changed), maxRows);
    }

    /**
     * Sets the largest number of rows; 100 million unless set. More are an error.
     *
     * @throws IllegalArgumentException unless it is positive
     */
    public JdbcQuery maxRows(int rows) {
        if (rows <= 0) {
            throw new IllegalArgumentException("maxRows must be positive, was " + rows);
        }
        return new JdbcQuery(dataSource, sql, parameters, types, rows);
    }

    @Override
    public String description() {
        return "jdbc:" + shownSql();
    }

    /**
     * Runs the query and reads every row.
     *
     * @throws InvalidInputException if the database rejects the query, two columns have one label, a value makes no cell,
     *     or there are too many rows
     * @throws UnavailableException if the database cannot be reached or fails
     */
    @Override
    public Dataset read() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_SIZE);
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                return read(result);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Dataset read(ResultSet result) throws SQLException {
        ResultSetMetaData metaData = result.getMetaData();
        int width = metaData.getColumnCount();
        List<String> names = names(metaData);
        List<ObjectColumn> columns = names.stream().map(ObjectColumn::new).toList();
        int rows = 0;
        while (result.next()) {
            if (rows++ == maxRows) {
                throw new InvalidInputException("query '" + shownSql() + "' gives more than " + maxRows
                        + " rows; add a WHERE, or raise maxRows if that is right");
            }
            for (int i = 0; i < width; i++) {
                columns.get(i).add(value(result, i + 1, metaData.getColumnType(i + 1), names.get(i)));
            }
        }
        Dataset.Builder builder = Dataset.builder();
        for (int i = 0; i < width; i++) {
            columns.get(i).build(builder, "query '" + shownSql() + "'", types.get(names.get(i)), List.of());
        }
        return builder.build();
    }

    private List<String> names(ResultSetMetaData metaData) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String name = metaData.getColumnLabel(i);
            try {
                new Field(name, ColumnType.TEXT);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(
                        "query '" + shownSql() + "' column " + i + ": " + e.getMessage() + "; give it a label with AS",
                        e);
            }
            if (names.contains(name)) {
                throw new InvalidInputException("query '" + shownSql() + "' has column '" + name
                        + "' twice; give each a label of its own with AS");
            }
            names.add(name);
        }
        for (String typed : types.keySet()) {
            if (!names.contains(typed)) {
                throw new InvalidInputException("a type is set for column '" + typed + "', but query '" + shownSql()
                        + "' has " + names + "; check the spelling and the case");
            }
        }
        return names;
    }

    /** Returns a value that {@link ObjectColumn} knows; times without a zone as local ones, so that no zone gets at them. */
    private @Nullable Object value(ResultSet result, int column, int sqlType, String name) throws SQLException {
        Object value = switch (sqlType) {
            case Types.DATE -> typed(result, column, LocalDate.class);
            case Types.TIMESTAMP -> typed(result, column, LocalDateTime.class);
            case Types.TIMESTAMP_WITH_TIMEZONE -> typed(result, column, OffsetDateTime.class);
            default -> result.getObject(column);
        };
        if (value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value.getClass().getName().startsWith("java.time.")) {
            return value instanceof Float f ? (Object) new BigDecimal(f.toString()).doubleValue() : value;
        }
        if (value instanceof Timestamp timestamp) {
            return timestamp.toLocalDateTime();
        }
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Clob clob) {
            return clob.getSubString(1, (int) Math.min(clob.length(), Integer.MAX_VALUE));
        }
        throw new InvalidInputException("query '" + shownSql() + "' column '" + name + "' gives values of type "
                + value.getClass().getSimpleName() + ", which make no column; CAST it or leave it out");
    }

    /** Asks for a java.time value; drivers that know none give their own. */
    private static @Nullable Object typed(ResultSet result, int column, Class<?> type) throws SQLException {
        try {
            return result.getObject(column, type);
        } catch (SQLException e) {
            return result.getObject(column);
        }
    }

    private RuntimeException failure(SQLException e) {
        String state = e.getSQLState();
        boolean rejected = state == null
                ? e.getErrorCode() == SQLITE_ERROR // SQLite knows no states
                : state.startsWith("42") || state.startsWith("07") || state.startsWith("22");
        if (rejected) {
            return new InvalidInputException(
                    "query '" + shownSql() + "' is rejected by the database: " + e.getMessage(), e);
        }
        return new UnavailableException("query '" + shownSql() + "' failed: " + e.getMessage(), e);
    }

    private String shownSql() {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }
}
