package io.github.modelkeel.features;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Copies rows of a dataset into frames. Immutable; the frames are the caller's. */
final class FrameReader {
    private final List<Source> sources;

    private record Source(Column column, Compiler.Slot slot) {}

    private FrameReader(List<Source> sources) {
        this.sources = sources;
    }

    /** Returns a reader of the columns {@code names}, all of which the dataset must have in the layout's types. */
    static FrameReader of(Dataset data, Layout layout, Set<String> names) {
        List<Source> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(
                    new Source(data.column(name), requireNonNull(layout.scope().get(name))));
        }
        return new FrameReader(sources);
    }

    /** Overwrites the raw cells of the frame; the slots of steps keep what they had until the steps run. */
    void read(int row, Frame frame) {
        for (Source source : sources) {
            int slot = source.slot().index();
            Column column = source.column();
            switch (source.slot().type()) {
                case NUMBER, BOOLEAN -> frame.numbers[slot] = finite(column, row);
                case TEXT -> frame.texts[slot] = column.text(row);
                case INSTANT -> {
                    Instant instant = column.instant(row);
                    frame.instants[slot] = instant == null ? Frame.MISSING_INSTANT : DatePart.nanos(instant);
                }
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
