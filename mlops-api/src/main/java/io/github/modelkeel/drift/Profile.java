package io.github.modelkeel.drift;

import java.util.List;
import java.util.Optional;

/**
 * What a reference, usually the training rows, looked like: enough to detect drift without keeping the rows. Immutable.
 *
 * @param rows number of rows
 * @param columns what is remembered of each column, in order
 */
public record Profile(long rows, List<ColumnProfile> columns) {
    /** Copies the list. */
    public Profile {
        columns = List.copyOf(columns);
    }

    /** Returns what is remembered of a column, or empty. */
    public Optional<ColumnProfile> find(String column) {
        return columns.stream().filter(c -> c.name().equals(column)).findFirst();
    }
}
