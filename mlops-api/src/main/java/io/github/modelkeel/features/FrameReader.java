package io.github.modelkeel.features;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import java.time.Instant;
import java.util.Collection;

/** Copies rows of a dataset into frames. Immutable; the frames are the caller's. */
final class FrameReader {
    private final Column[] columns;
    private final Compiler.Slot[] slots;

    private FrameReader(Column[] columns, Compiler.Slot[] slots) {
        this.columns = columns;
        this.slots = slots;
    }

    /** Returns a reader of the columns {@code names}, all of which the dataset must have in the layout's types. */
    static FrameReader of(Dataset data, Layout layout, Collection<String> names) {
        Column[] columns = new Column[names.size()];
        Compiler.Slot[] slots = new Compiler.Slot[columns.length];
        int at = 0;
        for (String name : names) {
            columns[at] = data.column(name);
            slots[at++] = requireNonNull(layout.scope().get(name));
        }
        return new FrameReader(columns, slots);
    }

    /** Overwrites the raw cells of the frame; the slots of steps keep what they had until the steps run. */
    void read(int row, Frame frame) {
        for (int i = 0; i < columns.length; i++) {
            int slot = slots[i].index();
            ExpressionType type = slots[i].type();
            if (type == ExpressionType.TEXT) {
                frame.texts[slot] = columns[i].text(row);
            } else if (type == ExpressionType.INSTANT) {
                Instant instant = columns[i].instant(row);
                frame.instants[slot] = instant == null ? Frame.MISSING_INSTANT : DatePart.nanos(instant);
            } else {
                frame.numbers[slot] = finite(columns[i], row);
            }
        }
    }

    private static double finite(Column column, int row) {
        double number = column.number(row);
        if (Double.isInfinite(number)) {
            throw new InvalidInputException("column '" + column.name() + "' row " + row + " is " + number
                    + "; numbers must be finite: make it missing or correct it");
        }
        return number;
    }
}
