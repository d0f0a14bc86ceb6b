package io.github.modelkeel.data;

/** What the cells of a column are. Closed: storage may differ, meaning does not. */
public enum ColumnType {
    /** A double. {@code NaN} is the missing value, so a number that is present is never {@code NaN}. */
    NUMBER,
    /** A text out of a set of levels, stored as a code. */
    CATEGORY,
    /** Free text. */
    TEXT,
    /** A point in time, with nanosecond resolution, between the years 1677 and 2262. */
    INSTANT
}
