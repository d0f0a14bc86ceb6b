package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory, column by column. Immutable and thread-safe. Missing cells are explicit. Selecting columns or rows
 * gives a view that shares the storage; the cost of a row selection is one {@code int} per row.
 *
 * <p>Row order and repeated rows are part of the content: two datasets are the same when their {@link #fingerprint()}s
 * are.
 */
public final class Dataset {
    private final Schema schema;
    private final List<Column> columns;
    private final int rowCount;

    private Dataset(List<Column> columns, int rowCount) {
        List<Field> fields = new ArrayList<>(columns.size());
        for (Column column : columns) {
            fields.add(column.field());
        }
        this.schema = Schema.of(fields);
        this.columns = List.copyOf(columns);
        this.rowCount = rowCount;
    }

    /** Returns a builder that takes whole columns. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns names and types of the columns, in order. */
    public Schema schema() {
        return schema;
    }

    /** Returns the number of rows. */
    public int rowCount() {
        return rowCount;
    }

    /** Returns the columns in order. */
    public List<Column> columns() {
        return columns;
    }

    /**
     * Returns the column of this name.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none; the message lists the columns
     */
    public Column column(String name) {
        return columns.get(schema.position(name));
    }

    /**
     * Returns a view with only these columns, in this order.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such column
     * @throws IllegalArgumentException if a name is given twice
     */
    public Dataset select(List<String> names) {
        return new Dataset(names.stream().map(this::column).toList(), rowCount);
    }

    /**
     * Returns a view without these columns.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such column
     */
    public Dataset drop(List<String> names) {
        names.forEach(schema::position);
        return new Dataset(
                columns.stream().filter(c -> !names.contains(c.name())).toList(), rowCount);
    }

    /**
     * Returns a view with these rows in this order; a row may occur more than once.
     *
     * @param rows 0-based row numbers
     * @throws IndexOutOfBoundsException if a number is outside {@code 0 .. rowCount - 1}
     */
    public Dataset rows(int... rows) {
        Map<Rows, Rows> selected = new LinkedHashMap<>(); // columns that share a selection keep sharing it
        List<Column> views = new ArrayList<>();
        for (Column column : columns) {
            Rows to = selected.computeIfAbsent(rowsOf(column), from -> from.select(rows));
            views.add(view(column, to));
        }
        return new Dataset(views, rows.length);
    }

    /** Returns a view of the rows whose number passes the test, in order. */
    public Dataset filter(IntPredicate keep) {
        return rows(IntStream.range(0, rowCount).filter(keep).toArray());
    }

    /**
     * Returns this dataset with one more column at the end, or with the column of that name replaced in its place. The
     * storage of the other columns is shared.
     *
     * @throws IllegalArgumentException if the column has another number of rows
     */
    public Dataset with(Column column) {
        if (column.size() != rowCount) {
            throw new IllegalArgumentException(
                    "column '" + column.name() + "' has " + column.size() + " rows, the dataset " + rowCount);
        }
        List<Column> all = new ArrayList<>(columns);
        schema.find(column.name()).ifPresentOrElse(i -> all.set(i, column), () -> all.add(column));
        return new Dataset(all, rowCount);
    }

    /**
     * Returns the digest of the content: names, types, order and cells. It does not depend on how cells are stored (a
     * category and a text column of equal cells agree), nor on views. Cost O(cells), computed anew on each call.
     */
    public Fingerprint fingerprint() {
        return Fingerprint.of(this);
    }

    /** Returns what is in each column: counts, location and spread, the most frequent texts. Cost O(cells log rows). */
    public List<ColumnSummary> describe() {
        return columns.stream().map(ColumnSummary::of).toList();
    }

    @Override
    public String toString() {
        return "Dataset[" + rowCount + " rows, " + schema + "]";
    }

    private static Rows rowsOf(Column column) {
        if (column instanceof NumberColumn c) {
            return c.rows();
        } else if (column instanceof CategoryColumn c) {
            return c.rows();
        } else if (column instanceof TextColumn c) {
            return c.rows();
        } else {
            return ((InstantColumn) column).rows();
        }
    }

    private static Column view(Column column, Rows rows) {
        if (column instanceof NumberColumn c) {
            return new NumberColumn(c.field(), c.values(), rows);
        } else if (column instanceof CategoryColumn c) {
            return new CategoryColumn(c.field(), c.codes(), c.levels(), rows);
        } else if (column instanceof TextColumn c) {
            return new TextColumn(c.field(), c.values(), rows);
        } else {
            InstantColumn c = (InstantColumn) column;
            return new InstantColumn(c.field(), c.epochNanos(), rows);
        }
    }

    /** Collects whole columns; arrays are copied. Confined to one thread. */
    public static final class Builder {
        private final List<Column> columns = new ArrayList<>();

        private Builder() {}

        /** Adds a column of numbers; {@code NaN} is missing. */
        public Builder numbers(String name, double... values) {
            Field field = new Field(name, ColumnType.NUMBER);
            return add(new NumberColumn(field, values.clone(), Rows.all(values.length)));
        }

        /**
         * Adds a column of categories from texts; {@code null} is missing. Levels are numbered in order of appearance.
         */
        public Builder categories(String name, List<? extends @Nullable String> values) {
            Map<String, Integer> codes = new LinkedHashMap<>();
            int[] column = new int[values.size()];
            int row = 0;
            for (String value : values) {
                column[row++] = value == null ? -1 : codes.computeIfAbsent(value, v -> codes.size());
            }
            return categories(name, List.copyOf(codes.keySet()), column);
        }

        /**
         * Adds a column of categories from codes.
         *
         * @param levels the texts, without duplicates
         * @param codes for each row an index into {@code levels}, or -1 for missing
         * @throws IllegalArgumentException if a level occurs twice or a code is outside
         */
        public Builder categories(String name, List<String> levels, int[] codes) {
            List<String> copy = List.copyOf(levels);
            if (copy.stream().distinct().count() != copy.size()) {
                throw new IllegalArgumentException("column '" + name + "' has a level twice: " + copy);
            }
            for (int code : codes) {
                if (code < -1 || code >= copy.size()) {
                    throw new IllegalArgumentException(
                            "column '" + name + "' has code " + code + " but " + copy.size() + " levels");
                }
            }
            Field field = new Field(name, ColumnType.CATEGORY);
            return add(new CategoryColumn(field, codes.clone(), copy, Rows.all(codes.length)));
        }

        /** Adds a column of free texts; {@code null} is missing. */
        public Builder texts(String name, List<? extends @Nullable String> values) {
            @Nullable String[] copy = values.toArray(new @Nullable String[0]);
            return add(new TextColumn(new Field(name, ColumnType.TEXT), copy, Rows.all(copy.length)));
        }

        /**
         * Adds a column of points in time; {@code null} is missing.
         *
         * @throws IllegalArgumentException if an instant is outside the years 1677 to 2262
         */
        public Builder instants(String name, List<? extends @Nullable Instant> values) {
            long[] nanos = new long[values.size()];
            int row = 0;
            for (Instant value : values) {
                try {
                    nanos[row++] = value == null ? InstantColumn.MISSING : InstantColumn.toNanos(value);
                } catch (ArithmeticException | DateTimeException e) {
                    throw new IllegalArgumentException(
                            "column '" + name + "' row " + (row - 1) + ": " + value
                                    + " lies outside the years 1677 to 2262",
                            e);
                }
            }
            return add(new InstantColumn(new Field(name, ColumnType.INSTANT), nanos, Rows.all(nanos.length)));
        }

        /** Adds a column of another dataset; it keeps sharing its storage. */
        public Builder column(Column column) {
            return add(column);
        }

        /**
         * Returns the dataset.
         *
         * @throws IllegalArgumentException if the columns differ in length or two have the same name
         */
        public Dataset build() {
            int rows = columns.isEmpty() ? 0 : columns.get(0).size();
            for (Column column : columns) {
                if (column.size() != rows) {
                    throw new IllegalArgumentException("column '" + column.name() + "' has " + column.size()
                            + " rows, '" + columns.get(0).name() + "' has " + rows);
                }
            }
            return new Dataset(columns, rows);
        }

        private Builder add(Column column) {
            columns.add(requireNonNull(column, "column"));
            return this;
        }
    }
}
