package io.github.modelkeel.read;

import io.github.modelkeel.data.ColumnType;

/** The rule that tells categories from free texts where nobody said which. */
final class TextKind {
    /** Most levels of an inferred category. */
    static final int MAX_LEVELS = 100;

    /** Up to so many levels, repetition is not asked for. */
    static final int FEW_LEVELS = 20;

    private TextKind() {}

    /**
     * Returns CATEGORY for at most {@value #FEW_LEVELS} different texts, and for at most {@value #MAX_LEVELS} if they
     * occur twice or more on average; else TEXT.
     */
    static ColumnType of(int different, int present) {
        boolean category = different <= FEW_LEVELS || (different <= MAX_LEVELS && 2L * different <= present);
        return category ? ColumnType.CATEGORY : ColumnType.TEXT;
    }
}
