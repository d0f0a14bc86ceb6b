package io.github.modelkeel.drift;

import java.util.Map;

/**
 * What is remembered of one column, enough to compare a later window with it. Immutable. Closed: numbers, categories, and
 * for everything else only how many cells have a value.
 */
public sealed interface ColumnProfile permits NumericProfile, CategoryProfile, PresenceProfile {
    /** Returns the number of cells with a value. */
    long count();

    /** Returns the number of cells without one. */
    long missing();

    /** Returns the number of cells. */
    default long rows() {
        return count() + missing();
    }

    /** Returns the content as maps, lists, texts and numbers, for storage. Read back by {@link Profile#of(Map)}. */
    Map<String, Object> toDocument();
}
