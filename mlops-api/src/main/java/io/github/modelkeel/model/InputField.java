package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One raw input of a model: what a caller must give, and what the training rows looked like. Immutable.
 *
 * @param name name of the column
 * @param type type of its cells
 * @param nullable whether the cell may be missing
 * @param allowed the numbers a caller may give, or {@code null} for any; others are refused
 * @param observed smallest and largest number of the training rows, or {@code null}; for information, not enforced
 * @param levels the levels of the training rows of a category; empty for other types
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
