package io.github.modelkeel.features;

import io.github.modelkeel.data.Cell;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one row while it is transformed: raw columns first, derived ones after them, one slot each. A slot uses
 * the array of its type: numbers (missing is NaN; booleans are 1 and 0), texts (missing is null), instants in
 * nanoseconds since the epoch's second (see {@link #MISSING_INSTANT}). Confined to one thread.
 */
final class Frame {
    /** Stands for a missing instant. */
    static final long MISSING_INSTANT = Long.MIN_VALUE;

    final double[] numbers;
    final @Nullable String[] texts;
    final long[] instants;

    Frame(int slots) {
        numbers = new double[slots];
        texts = new @Nullable String[slots];
        instants = new long[slots];
        clear();
    }

    /** Makes every cell missing. */
    void clear() {
        Arrays.fill(numbers, Double.NaN);
        Arrays.fill(texts, null);
        Arrays.fill(instants, MISSING_INSTANT);
    }

    boolean isMissing(Compiler.Slot slot) {
        return switch (slot.type()) {
            case NUMBER, BOOLEAN -> Double.isNaN(numbers[slot.index()]);
            case TEXT -> texts[slot.index()] == null;
            case INSTANT -> instants[slot.index()] == MISSING_INSTANT;
        };
    }

    /** Returns the level a cell stands for in an encoding of categories, or null if it is missing. */
    @Nullable
    String level(Compiler.Slot slot) {
        if (slot.type() == ExpressionType.TEXT) {
            return texts[slot.index()];
        }
        double number = numbers[slot.index()];
        return Double.isNaN(number) ? null : Cell.display(number);
    }
}
