package io.github.modelkeel.features;

import java.util.Locale;

/** The four types of the expression language; every expression and every column has exactly one. */
enum ExpressionType {
    /** A double; missing is NaN. Results that are not finite become missing. */
    NUMBER,
    /** A text, also the level of a category; missing is null. */
    TEXT,
    /** True, false or missing. */
    BOOLEAN,
    /** A point in time, read in UTC. */
    INSTANT;

    /** Returns the word used in messages. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the word with its article. */
    String aWord() {
        return (this == INSTANT ? "an " : "a ") + word();
    }
}
