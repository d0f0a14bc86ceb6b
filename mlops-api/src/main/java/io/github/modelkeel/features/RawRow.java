package io.github.modelkeel.features;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of raw inputs on its way through {@link FittedFeatures#transform(RawRow, double[], int)}: reusable, so that a
 * prediction allocates nothing. A transformation uses the row up; every input is set again before the next one, or
 * {@link #clear()} makes them all missing. Confined to one thread.
 */
public final class RawRow {
    final Frame frame;
    private final List<Field> inputs;

    RawRow(List<Field> inputs, int slots) {
        this.inputs = inputs;
        this.frame = new Frame(slots);
    }

    /** Makes every input missing. */
    public void clear() {
        frame.clear();
    }

    /** Sets the number of an input of type {@link ColumnType#NUMBER}: finite, or {@code NaN} for missing; not checked. */
    public void set(int input, double number) {
        frame.numbers[input] = number;
    }

    /** Sets the text of an input of type {@link ColumnType#CATEGORY} or {@link ColumnType#TEXT}; {@code null} for missing. */
    public void set(int input, @Nullable String text) {
        frame.texts[input] = text;
    }

    /** Sets the instant of an input of type {@link ColumnType#INSTANT}; {@code null} for missing. */
    public void set(int input, @Nullable Instant instant) {
        frame.instants[input] = instant == null ? Frame.MISSING_INSTANT : DatePart.nanos(instant);
    }

    @Override
    public String toString() {
        return "RawRow" + inputs;
    }
}
