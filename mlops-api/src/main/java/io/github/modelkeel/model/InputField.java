package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One raw input of a model: what a caller must give, and what the training rows looked like. Immutable.
 *
 * @param name name of the column
 * @param type type of its cells
 * @param nullable whether the cell may be missing
 * @param allowed the numbers a caller may give, or {@code null} for any; others are refused
 * @param observed smallest and largest number of the training rows, or {@code null}; for information, not enforced
 * @param levels the allowed levels of a category when {@code closed}, else those of the training rows; empty for other types
 * @param closed whether a level outside {@code levels} is refused
 */
public record InputField(
        String name,
        ColumnType type,
        boolean nullable,
        @Nullable Range allowed,
        @Nullable Range observed,
        List<String> levels,
        boolean closed) {
    /** Copies the levels. */
    public InputField {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        levels = List.copyOf(levels);
    }

    /** Most levels that {@link #of} remembers; a column with more is described without levels. */
    public static final int MAX_LEVELS = 10_000;

    /**
     * Describes an input by the column the model learned from. The input may be missing if the column has missing cells.
     *
     * @param column the training rows
     * @param allowed the numbers a caller may give, or {@code null} for any
     * @param closed whether a level outside those of the column is refused; without effect above {@value #MAX_LEVELS} levels
     */
    public static InputField of(Column column, @Nullable Range allowed, boolean closed) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        TreeSet<String> levels = new TreeSet<>();
        for (int row = 0; row < column.size() && levels.size() <= MAX_LEVELS; row++) {
            if (column.type() == ColumnType.NUMBER && !column.isMissing(row)) {
                min = Math.min(min, column.number(row));
                max = Math.max(max, column.number(row));
            } else if (column.type() == ColumnType.CATEGORY && !column.isMissing(row)) {
                levels.add(requireNonNull(column.text(row)));
            }
        }
        boolean few = levels.size() <= MAX_LEVELS;
        return new InputField(
                column.name(),
                column.type(),
                column.missingCount() > 0,
                allowed,
                min <= max ? new Range(min, max) : null,
                few ? List.copyOf(levels) : List.of(),
                closed && few && !levels.isEmpty());
    }

    /**
     * A closed range of numbers.
     *
     * @param min smallest number inside
     * @param max largest number inside
     */
    public record Range(double min, double max) {
        /** Checks the order. */
        public Range {
            if (!(min <= max)) {
                throw new IllegalArgumentException("a range needs min <= max, was " + min + " to " + max);
            }
        }

        /** Returns whether the number lies inside; {@code NaN} does not. */
        public boolean contains(double number) {
            return number >= min && number <= max;
        }
    }
}
