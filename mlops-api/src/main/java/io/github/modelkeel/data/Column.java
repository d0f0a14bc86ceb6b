package io.github.modelkeel.data;

import java.time.Instant;
import java.util.List;

/**
 * The cells of one column of a {@link Dataset}, in row order. Immutable and thread-safe. A column that was selected out of
 * another shares its storage. Which accessor answers depends on {@link #type()}; the others throw
 * {@link IllegalStateException}. Rows are counted from 0; a row outside throws {@link IndexOutOfBoundsException}.
 */
public sealed interface Column permits NumberColumn, CategoryColumn, TextColumn, InstantColumn {
    /** Returns the name and the type. */
    Field field();

    /** Returns the number of rows. */
    int size();

    /** Returns whether the cell has no value. */
    boolean isMissing(int row);

    /** Returns the number in a {@link ColumnType#NUMBER} column, {@code NaN} where missing. */
    default double number(int row) {
        throw wrong("a number");
    }

    /** Returns the text in a {@link ColumnType#CATEGORY} or {@link ColumnType#TEXT} column, {@code null} where missing. */
    default @org.jspecify.annotations.Nullable String text(int row) {
        throw wrong("a text");
    }

    /** Returns the index into {@link #levels()} in a {@link ColumnType#CATEGORY} column, -1 where missing. */
    default int code(int row) {
        throw wrong("a code");
    }

    /** Returns the levels of a {@link ColumnType#CATEGORY} column; a level need not occur in the rows. */
    default List<String> levels() {
        throw wrong("levels");
    }

    /** Returns the point in time in a {@link ColumnType#INSTANT} column, {@code null} where missing. */
    default @org.jspecify.annotations.Nullable Instant instant(int row) {
        throw wrong("an instant");
    }

    /** Returns the cells of a {@link ColumnType#NUMBER} column in a new array, {@code NaN} where missing. */
    default double[] toDoubles() {
        double[] values = new double[size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = number(row);
        }
        return values;
    }

    /**
     * Returns the cell as a text, whatever the type: a number without exponent and needless zeros ({@code 1}, {@code 0.5}), an
     * instant in ISO 8601; empty where missing. Classes, slices and sets of allowed values are written this way.
     */
    default String display(int row) {
        if (isMissing(row)) {
            return "";
        }
        return switch (type()) {
            case NUMBER -> Cell.display(number(row));
            case CATEGORY, TEXT -> String.valueOf(text(row));
            case INSTANT -> String.valueOf(instant(row));
        };
    }

    /** Returns the name of the column. */
    default String name() {
        return field().name();
    }

    /** Returns what the cells are. */
    default ColumnType type() {
        return field().type();
    }

    /** Returns the number of cells without a value. */
    default int missingCount() {
        int missing = 0;
        for (int row = 0; row < size(); row++) {
            if (isMissing(row)) {
                missing++;
            }
        }
        return missing;
    }

    private IllegalStateException wrong(String asked) {
        return new IllegalStateException("column '" + name() + "' is of type " + type() + " and has not " + asked);
    }
}
