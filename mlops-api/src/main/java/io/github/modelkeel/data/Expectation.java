package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that rows of good data meet. Immutable and thread-safe; checking is O(rows). Missing cells are only the business
 * of {@link NotNull}: every other expectation on cells passes them over. A column that does not exist, or has a type the
 * expectation cannot judge, is a failed expectation, not an exception.
 */
public sealed interface Expectation {
    /** Returns what is expected, in one sentence, for instance {@code age between 0.0 and 120.0}. */
    String description();

    /** Returns kind and arguments as a document of texts, numbers and lists. */
    Map<String, Object> toDocument();

    /** Checks rows. */
    ValidationReport.Outcome check(Dataset data);

    /** Expects the column to be there, of any type. */
    static Expectation columnExists(String column) {
        return new ColumnExists(column, null);
    }

    /** Expects the column to be there with this type. */
    static Expectation columnExists(String column, ColumnType type) {
        return new ColumnExists(column, requireNonNull(type, "type"));
    }

    /** Expects every cell of the column to have a value. */
    static Expectation notNull(String column) {
        return new NotNull(column);
    }

    /**
     * Expects every number of the column to lie in a closed range.
     *
     * @throws IllegalArgumentException unless {@code min <= max}
     */
    static Expectation between(String column, double min, double max) {
        return new Between(column, min, max);
    }

    /** Expects every cell of the column to be one of these texts; a number is compared as a text such as {@code 1} or {@code 0.5}. */
    static Expectation inSet(String column, String... allowed) {
        return new InSet(column, new LinkedHashSet<>(Arrays.asList(allowed)));
    }

    /** Expects no value of the column to occur twice. */
    static Expectation unique(String column) {
        return new Unique(column);
    }

    /**
     * Expects every text of the column to match a pattern as a whole.
     *
     * @param pattern a pattern of {@link Pattern}; it comes from the host, never from the data
     */
    static Expectation matches(String column, Pattern pattern) {
        return new Matches(column, pattern);
    }

    /**
     * Expects a number of rows in a closed range.
     *
     * @throws IllegalArgumentException unless {@code 0 <= min <= max}
     */
    static Expectation rowCountBetween(long min, long max) {
        return new RowCountBetween(min, max);
    }

    /** The column exists. */
    record ColumnExists(String column, @Nullable ColumnType type) implements Expectation {
        @Override
        public String description() {
            return "column " + column + " exists" + (type == null ? "" : " with type " + type);
        }

        @Override
        public Map<String, Object> toDocument() {
            return type == null
                    ? CellChecks.document("column_exists", column)
                    : CellChecks.document("column_exists", column, "type", type.name());
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            return CellChecks.onColumn(this, data, column, cells -> {
                boolean right = type == null || cells.type() == type;
                return right
                        ? CellChecks.passed(this, data.rowCount())
                        : CellChecks.failed(this, data.rowCount(), "its type is " + cells.type());
            });
        }
    }

    /** Every cell has a value. */
    record NotNull(String column) implements Expectation {
        @Override
        public String description() {
            return column + " never missing";
        }

        @Override
        public Map<String, Object> toDocument() {
            return CellChecks.document("not_null", column);
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            return CellChecks.onColumn(
                    this, data, column, cells -> CellChecks.scan(this, cells, row -> !cells.isMissing(row)));
        }
    }

    /** Every number lies in a closed range. */
    record Between(String column, double min, double max) implements Expectation {
        /** Checks the order. */
        public Between {
            if (!(min <= max)) {
                throw new IllegalArgumentException(
                        "'" + column + "' between needs min <= max, was " + min + " and " + max);
            }
        }

        @Override
        public String description() {
            return column + " between " + min + " and " + max;
        }

        @Override
        public Map<String, Object> toDocument() {
            return CellChecks.document("between", column, "min", min, "max", max);
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            return CellChecks.onColumn(this, data, column, cells -> {
                if (cells.type() != ColumnType.NUMBER) {
                    return CellChecks.failed(this, data.rowCount(), "its type is " + cells.type() + ", not NUMBER");
                }
                return CellChecks.scan(
                        this,
                        cells,
                        row -> cells.isMissing(row) || (cells.number(row) >= min && cells.number(row) <= max));
            });
        }
    }

    /** Every cell is one of a set of texts. */
    record InSet(String column, Set<String> allowed) implements Expectation {
        /** Copies the set in order. */
        public InSet {
            allowed = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(allowed));
        }

        @Override
        public String description() {
            return column + " in " + allowed;
        }

        @Override
        public Map<String, Object> toDocument() {
            return CellChecks.document("in_set", column, "allowed", List.copyOf(allowed));
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            return CellChecks.onColumn(
                    this,
                    data,
                    column,
                    cells -> CellChecks.scan(
                            this, cells, row -> cells.isMissing(row) || allowed.contains(cells.display(row))));
        }
    }

    /** No value occurs twice. */
    record Unique(String column) implements Expectation {
        @Override
        public String description() {
            return column + " unique";
        }

        @Override
        public Map<String, Object> toDocument() {
            return CellChecks.document("unique", column);
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            return CellChecks.onColumn(this, data, column, cells -> {
                Map<String, Integer> seen = new HashMap<>();
                return CellChecks.scan(
                        this,
                        cells,
                        row -> cells.isMissing(row) || seen.merge(cells.display(row), 1, Integer::sum) == 1);
            });
        }
    }

    /** Every text matches a pattern as a whole. Equal when pattern text and flags are. */
    record Matches(String column, Pattern pattern) implements Expectation {
        /** Checks that nothing is absent. */
        public Matches {
            requireNonNull(pattern, "pattern");
        }

        @Override
        public String description() {
            return column + " matches " + pattern.pattern();
        }

        @Override
        public Map<String, Object> toDocument() {
            return CellChecks.document("matches", column, "pattern", pattern.pattern(), "flags", pattern.flags());
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            return CellChecks.onColumn(
                    this,
                    data,
                    column,
                    cells -> CellChecks.scan(
                            this,
                            cells,
                            row -> cells.isMissing(row)
                                    || pattern.matcher(cells.display(row)).matches()));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Matches that && toDocument().equals(that.toDocument());
        }

        @Override
        public int hashCode() {
            return toDocument().hashCode();
        }
    }

    /** The number of rows lies in a closed range. */
    record RowCountBetween(long min, long max) implements Expectation {
        /** Checks the order. */
        public RowCountBetween {
            if (min < 0 || min > max) {
                throw new IllegalArgumentException("a row count needs 0 <= min <= max, was " + min + " and " + max);
            }
        }

        @Override
        public String description() {
            return "row count between " + min + " and " + max;
        }

        @Override
        public Map<String, Object> toDocument() {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("kind", "row_count_between");
            document.put("min", min);
            document.put("max", max);
            return document;
        }

        @Override
        public ValidationReport.Outcome check(Dataset data) {
            int rows = data.rowCount();
            return rows >= min && rows <= max
                    ? CellChecks.passed(this, rows)
                    : new ValidationReport.Outcome(this, false, rows, 0, List.of(), "there are " + rows + " rows");
        }
    }
}
