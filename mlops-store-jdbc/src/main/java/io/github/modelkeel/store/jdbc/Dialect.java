package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** What differs between the databases in their SQL; errors and transactions have classes of their own. */
enum Dialect {
    SQLITE("sqlite", Failures.SQLITE, Transactions.SQLITE) {
        @Override
        Sql like(String expression, Likeness pattern) {
            return new Sql(expression + " GLOB ?", pattern.glob()); // LIKE of SQLite does not heed case
        }

        @Override
        boolean hasTail() {
            return true; // every page that a commit changes goes whole into the log
        }

        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            return insert(table, columns) + " ON CONFLICT DO NOTHING";
        }

        @Override
        List<String> damage(Db db) throws SQLException {
            List<String> said = db.list("PRAGMA integrity_check", row -> row.getString(1));
            return said.equals(List.of("ok")) ? List.of() : said;
        }
    },

    H2("h2", Failures.H2, Transactions.H2) {
        @Override
        Sql like(String expression, Likeness pattern) {
            return new Sql("REGEXP_LIKE(" + expression + ", ?)", pattern.regex());
        }

        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            String given = columns.stream()
                    .map(column -> "CAST(? AS " + column.type() + ")")
                    .collect(Collectors.joining(", "));
            String same = columns.stream()
                    .filter(Column::key)
                    .map(column -> "t." + column.name() + " = s." + column.name())
                    .collect(Collectors.joining(" AND "));
            return "MERGE INTO " + table + " t USING (VALUES (" + given + ")) s(" + names(columns) + ") ON " + same
                    + " WHEN NOT MATCHED THEN INSERT (" + names(columns) + ") VALUES ("
                    + columns.stream().map(column -> "s." + column.name()).collect(Collectors.joining(", ")) + ")";
        }

        @Override
        String ordered(String text) {
            return "STRINGTOUTF8(" + text + ")"; // H2 itself orders by UTF-16 unit
        }

        @Override
        String head(String text) {
            return "SUBSTRING(STRINGTOUTF8(" + text + "), 1, " + HEAD_BYTES + ")";
        }

        @Override
        Object headOf(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, HEAD_BYTES));
        }

        @Override
        List<String> damage(Db db) throws SQLException {
            return StoreCheck.readAll(
                    db,
                    "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA()"
                            + " AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME");
        }

        @Override
        boolean hasRecursiveUnion() {
            return false; // H2 keeps what it has seen only for one level
        }
    },

    POSTGRESQL("postgresql", Failures.POSTGRESQL, Transactions.POSTGRESQL) {
        @Override
        Sql like(String expression, Likeness pattern) {
            return new Sql(expression + " LIKE ?", pattern.like());
        }

        @Override
        int[] rowsAtOnce() {
            return new int[] {128, 1}; // what is left travels in one round trip
        }

        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            return insert(table, columns) + " ON CONFLICT DO NOTHING";
        }

        @Override
        List<String> damage(Db db) throws SQLException {
            return StoreCheck.readAll(
                    db, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename");
        }

        @Override
        String ordered(String text) {
            return text.equals("?") ? text : text + " COLLATE \"C\"";
        }
    };

    /** Code points of a text that an index has. Part of the schema: never change it. */
    static final int HEAD_POINTS = 64;

    /** Bytes of a text that an index of H2 has, which has no order of code points: at least as much. */
    private static final int HEAD_BYTES = 4 * HEAD_POINTS;

    private final String folder;
    private final Failures failures;
    private final Transactions transactions;

    Dialect(String folder, Failures failures, Transactions transactions) {
        this.folder = folder;
        this.failures = failures;
        this.transactions = transactions;
    }

    /** Returns what the errors of the database mean. */
    Failures failures() {
        return failures;
    }

    /** Returns how the database begins and keeps transactions. */
    Transactions transactions() {
        return transactions;
    }

    /** One column of a statement that inserts: its name, its type in this library's schema, and whether it is a key. */
    record Column(String name, String type, boolean key) {}

    /** Returns the statement that inserts a row unless one with its key exists; it counts 1 or 0 rows. */
    abstract String insertIfAbsent(String table, List<Column> columns);

    /** Returns the condition that a text is of a pattern. */
    abstract Sql like(String expression, Likeness pattern);

    /** Returns an expression that orders by its value, texts by code point. */
    final String ordered(String expression, boolean isText) {
        return isText ? ordered(expression) : expression;
    }

    /** Returns an expression that orders texts by code point. */
    String ordered(String text) {
        return text;
    }

    /** Returns the expression for what an index has of a text, as the columns {@code *_head} hold it. */
    String head(String text) {
        return "SUBSTR(" + text + ", 1, " + HEAD_POINTS + ")";
    }

    /** Returns what stands for that in Java: equal for texts that begin alike. */
    Object headOf(String text) {
        return Texts.isWhole(text) ? text : text.substring(0, text.offsetByCodePoints(0, HEAD_POINTS));
    }

    /** Returns what the engine finds wrong with its own files. */
    abstract List<String> damage(Db db) throws SQLException;

    /** Returns whether a recursive query with UNION visits each row once, so that many ways to one node cost nothing. */
    boolean hasRecursiveUnion() {
        return true;
    }

    /** Returns whether the newest rows of points wait in a table of their own, see {@link MetricTail}. */
    boolean hasTail() {
        return false;
    }

    /** Returns the table, or the view, of all points that are rows. */
    final String rows() {
        return hasTail() ? "metric_row" : "metric_point";
    }

    /** Returns how many rows an INSERT may have, in falling order; the last is 1. */
    int[] rowsAtOnce() {
        return new int[] {128, 16, 8, 4, 1};
    }

    /** Returns the folder of the schema files, beside this class. */
    String folder() {
        return folder;
    }

    static String insert(String table, List<Column> columns) {
        return "INSERT INTO " + table + " (" + names(columns) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
