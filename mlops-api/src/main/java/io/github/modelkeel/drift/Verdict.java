package io.github.modelkeel.drift;

/** What a check says about a column, or about a whole window. Closed. */
public enum Verdict {
    /** No change significant and large enough to act on. */
    STABLE,
    /** A change that is significant and large, seen in fewer windows in a row than a drift needs. */
    WATCH,
    /** A change that is significant and large, in as many windows in a row as were asked for. */
    DRIFT,
    /** Too few values to see a change of a size that matters. Never to be read as "no drift". */
    INSUFFICIENT_DATA,
    /** The column is of a kind that is not tested (points in time, free text). */
    NOT_TESTED
}
