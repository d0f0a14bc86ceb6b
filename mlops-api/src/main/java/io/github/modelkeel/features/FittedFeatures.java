package io.github.modelkeel.features;

import io.github.modelkeel.data.Cell;
import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.data.Schema;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transformation from raw columns to the inputs of a model, with everything it learned from the training rows. Training
 * and serving run this same object, over a table or a single row, and get the same bits. Immutable and thread-safe.
 */
public final class FittedFeatures {
    /** Widest row of inputs accepted. */
    public static final int MAX_WIDTH = 1_000_000;

    private final Schema inputs;
    private final List<Step> steps;
    private final List<Encoder> encoders;
    private final List<String> names;
    private final Layout layout;
    private final int[] offsets;
    private final int[] plainSlots; // of inputs that are columns as they are, else -1

    private FittedFeatures(FeatureDocument document) {
        inputs = Schema.of(document.inputs());
        steps = List.copyOf(document.steps());
        encoders = List.copyOf(document.encoders());
        layout = document.layout();
        offsets = new int[encoders.size()];
        plainSlots = new int[encoders.size()];
        List<String> all = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = all.size();
            plainSlots[i] = plainSlot(encoders.get(i));
            all.addAll(encoders.get(i).names());
            if (all.size() > MAX_WIDTH) {
                throw new InvalidInputException("the features make more than " + MAX_WIDTH
                        + " inputs; use frequency instead of one-hot for columns with many levels");
            }
        }
        names = List.copyOf(all);
        Set<String> distinct = new HashSet<>();
        for (String name : names) {
            if (!distinct.add(name)) {
                throw new InvalidInputException(
                        "two inputs of the model would be named '" + name + "'; rename one of the columns");
            }
        }
    }

    /**
     * Reads the stored form, see {@link #toDocument()}. The document need not be trusted.
     *
     * @throws io.github.modelkeel.error.IntegrityException if it is damaged or of a newer version; the message has the
     *     path of what is wrong
     */
    public static FittedFeatures of(Map<String, ?> document) {
        FeatureDocument checked = new FeatureDocument(document);
        try {
            return new FittedFeatures(checked);
        } catch (InvalidInputException e) {
            throw new IntegrityException("features: " + e.getMessage(), e);
        }
    }

    /** Returns what was just fitted; faults are those of the declaration. */
    static FittedFeatures fitted(Map<String, ?> document) {
        return new FittedFeatures(new FeatureDocument(document));
    }

    /** Returns the stored form, made of maps, lists, texts, numbers and booleans; equal features give equal documents. */
    public Map<String, Object> toDocument() {
        return FeatureDocument.write(inputs.fields(), steps, encoders);
    }

    /** Returns the raw columns a row must have; others are ignored. */
    public Schema inputs() {
        return inputs;
    }

    /** Returns the names of the model's inputs, in order; a one-hot level is named {@code column=level}. */
    public List<String> names() {
        return names;
    }

    /** Returns the number of the model's inputs. */
    public int width() {
        return names.size();
    }

    /**
     * Transforms every row.
     *
     * @throws InvalidInputException if a column is missing or of another type (all such are named), a number is
     *     infinite, a level is unknown where the policy is {@link Unseen#ERROR}, or rows times inputs exceed 2^31 - 1
     */
    public FeatureMatrix transform(Dataset data) {
        check(data);
        FrameReader reader = FrameReader.of(data, layout, inputs.names());
        Frame frame = new Frame(layout.size());
        long cells = (long) data.rowCount() * width();
        if (cells > Integer.MAX_VALUE) {
            throw new InvalidInputException(data.rowCount() + " rows of " + width() + " inputs are " + cells
                    + " numbers, more than one array holds; use frequency instead of one-hot for columns with many"
                    + " levels, or fewer rows");
        }
        double[] values = new double[(int) cells];
        for (int row = 0; row < data.rowCount(); row++) {
            reader.read(row, frame);
            run(frame, values, row * width());
        }
        return new FeatureMatrix(names, data.rowCount(), values);
    }

    /**
     * Transforms one row given by names. A name that is absent, or whose value is {@code null}, is missing; names that
     * are no input are ignored. Values are read as {@link Cell} says.
     *
     * @throws InvalidInputException if values do not fit their columns (all such are listed), or a level is unknown where
     *     the policy is {@link Unseen#ERROR}
     */
    public double[] transform(Map<String, ? extends @Nullable Object> row) {
        List<@Nullable Object> cells = new ArrayList<>(inputs.size());
        for (Field field : inputs.fields()) {
            cells.add(row.get(field.name()));
        }
        return transform(cells);
    }

    /**
     * Transforms one row given by position.
     *
     * @param cells one value for each of {@link #inputs()}, in order, read as {@link Cell} says
     * @throws InvalidInputException as {@link #transform(Map)}, or if the number of values differs
     */
    public double[] transform(List<? extends @Nullable Object> cells) {
        if (cells.size() != inputs.size()) {
            throw new InvalidInputException(
                    "a row has " + inputs.size() + " cells " + inputs.names() + ", found " + cells.size());
        }
        Frame frame = new Frame(layout.size());
        List<String> violations = new ArrayList<>();
        for (int slot = 0; slot < inputs.size(); slot++) {
            try {
                read(cells.get(slot), slot, frame);
            } catch (InvalidInputException e) {
                violations.add("column '" + inputs.fields().get(slot).name() + "': " + e.getMessage());
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException("row", violations);
        }
        double[] values = new double[width()];
        run(frame, values, 0);
        return values;
    }

    /** Returns an empty row to fill and transform, in the order of {@link #inputs()}. */
    public RawRow newRow() {
        return new RawRow(inputs.fields(), layout.size());
    }

    /**
     * Transforms one row without allocating. The row is used up by it.
     *
     * @param row a row of {@link #newRow()} of these features, every input set
     * @param out receives {@link #width()} numbers from {@code offset}
     * @param offset where they start
     * @throws InvalidInputException if a level is unknown where the policy is {@link Unseen#ERROR}
     */
    public void transform(RawRow row, double[] out, int offset) {
        run(row.frame, out, offset);
    }

    private void read(@Nullable Object cell, int slot, Frame frame) {
        switch (inputs.fields().get(slot).type()) {
            case NUMBER -> frame.numbers[slot] = Cell.number(cell);
            case CATEGORY, TEXT -> frame.texts[slot] = Cell.text(cell);
            case INSTANT -> {
                Instant instant = Cell.instant(cell);
                frame.instants[slot] = instant == null ? Frame.MISSING_INSTANT : DatePart.nanos(instant);
            }
        }
    }

    private void run(Frame frame, double[] values, int offset) {
        for (int i = 0; i < steps.size(); i++) { // no iterator: nothing is allocated, compiled or not
            steps.get(i).run(frame);
        }
        for (int i = 0; i < offsets.length; i++) {
            if (plainSlots[i] >= 0) {
                values[offset + offsets[i]] = frame.numbers[plainSlots[i]];
            } else {
                encoders.get(i).run(frame, values, offset + offsets[i]);
            }
        }
    }

    private static int plainSlot(Encoder encoder) {
        return encoder instanceof Encoder.Numeric numeric && numeric.kind().equals(Encoder.Numeric.PLAIN)
                ? numeric.slot()
                : -1;
    }

    private void check(Dataset data) {
        List<String> violations = new ArrayList<>();
        for (Field field : inputs.fields()) {
            if (data.schema().find(field.name()).isEmpty()) {
                violations.add(
                        Compiler.noSuch("column", field.name(), data.schema().names()));
                continue;
            }
            Column column = data.column(field.name());
            if (Layout.type(column.type()) != Layout.type(field.type())) {
                violations.add("column '" + field.name() + "' is of type " + column.type() + ", the features need "
                        + field.type() + "; set its type where the data are read");
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException("data do not fit the features", violations);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FittedFeatures that && toDocument().equals(that.toDocument());
    }

    @Override
    public int hashCode() {
        return toDocument().hashCode();
    }

    @Override
    public String toString() {
        return "FittedFeatures[" + inputs.names() + " -> " + names.size() + " inputs]";
    }
}
