package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

/**
 * One column of a {@link Schema}. Immutable.
 *
 * @param name name of the column: not blank, at most {@value #MAX_NAME_LENGTH} characters, no control characters
 * @param type what its cells are
 */
public record Field(String name, ColumnType type) {
    /** Longest name of a column, in UTF-16 code units. */
    public static final int MAX_NAME_LENGTH = 1_000;

    /** Checks the name. */
    public Field {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || hasControls(name)) {
            throw new IllegalArgumentException("a column name must have 1 to " + MAX_NAME_LENGTH
                    + " characters, not all blank and no control characters, was '" + name + "'");
        }
    }

    private static boolean hasControls(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
