package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Something about the quality of a column, or of a whole window, that is worth knowing beside its distribution. Immutable.
 *
 * @param kind what was found
 * @param message the finding in one sentence, with its figures
 * @param values the categories concerned, at most 20 of them; empty for other kinds
 */
public record Finding(Kind kind, String message, List<String> values) {
    /** Largest number of values listed. */
    public static final int MAX_VALUES = 20;

    /** Copies the values. */
    public Finding {
        requireNonNull(kind, "kind");
        requireNonNull(message, "message");
        values = List.copyOf(values.size() > MAX_VALUES ? values.subList(0, MAX_VALUES) : values);
    }

    /** What can be found. Closed. */
    public enum Kind {
        /** The share of missing cells differs, surely and by enough to matter. */
        MISSING_SHARE,
        /** Categories in the window that the reference does not have. */
        NEW_CATEGORIES,
        /** Categories of the reference that the window lacks although they were to be expected. */
        VANISHED_CATEGORIES,
        /** Numbers outside the range of the reference. */
        OUT_OF_RANGE,
        /** A column that varied in the reference has one value now. */
        CONSTANT,
        /** The column is absent from the window. */
        MISSING_COLUMN,
        /** More rows of the window than of the reference are copies of other rows: a finding of the whole window. */
        DUPLICATE_ROWS
    }
}
