package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the column to predict into labels. Immutable and thread-safe. */
public final class LabelReader {
    private static final int MAX_CLASSES = 1_000;

    private final String column;
    private final Task task;
    private final List<String> classes;

    private LabelReader(String column, Task task, List<String> classes) {
        this.column = column;
        this.task = task;
        this.classes = List.copyOf(classes);
    }

    /** Returns a reader for what a model was trained to say. */
    public static LabelReader of(ModelSignature signature) {
        return new LabelReader(signature.target(), signature.task(), signature.classes());
    }

    /** Returns a reader for what a pipeline predicts; the classes are those of all rows. */
    static LabelReader of(Pipeline pipeline, Dataset rows) {
        Column column = rows.column(pipeline.label());
        checkPresent(column);
        if (pipeline.isRegression()) {
            if (column.type() != ColumnType.NUMBER) {
                throw new InvalidInputException("target '" + column.name() + "' is of type " + column.type()
                        + " but a regression estimates a number; use label(\"" + column.name()
                        + "\") to predict a class");
            }
            return new LabelReader(column.name(), Task.REGRESSION, List.of());
        }
        List<String> classes = classes(column);
        pipeline.positiveClass().ifPresent(positive -> putPositiveLast(column.name(), classes, positive));
        Task task = classes.size() == 2 ? Task.BINARY : Task.MULTICLASS;
        return new LabelReader(column.name(), task, classes);
    }

    /** Returns what is predicted. */
    Task task() {
        return task;
    }

    /** Returns the classes; empty for a regression. */
    List<String> classes() {
        return classes;
    }

    /**
     * Reads the labels of rows.
     *
     * @throws InvalidInputException if a label is missing, not a finite number in a regression, or an unknown class
     */
    public Labels read(Dataset rows) {
        Column cells = rows.column(column);
        checkPresent(cells);
        double[] values = new double[rows.rowCount()];
        Map<Object, Integer> codes = new HashMap<>(); // texts of numbers are costly: one for each distinct number
        for (int row = 0; row < values.length; row++) {
            values[row] = task == Task.REGRESSION ? number(cells, row) : code(cells, row, codes);
        }
        return new Labels(task, classes, values);
    }

    private double number(Column cells, int row) {
        if (cells.type() != ColumnType.NUMBER) {
            throw new InvalidInputException(
                    "target '" + column + "' is of type " + cells.type() + ", the model estimates a number");
        }
        double value = cells.number(row);
        if (Double.isInfinite(value)) {
            throw new InvalidInputException(
                    "target '" + column + "' is " + value + " in row " + row + "; it must be finite: filter the row");
        }
        return value;
    }

    private int code(Column cells, int row, Map<Object, Integer> codes) {
        int code = codes.computeIfAbsent(key(cells, row), key -> classes.indexOf(cells.display(row)));
        if (code < 0) {
            throw new InvalidInputException(
                    "label '" + column + "' is '" + Names.shown(cells.display(row)) + "' in row " + row
                            + ", which is none of the classes " + classes + "; filter the row, or train again with it");
        }
        return code;
    }

    private static Object key(Column cells, int row) {
        return switch (cells.type()) {
            case NUMBER -> (Object) cells.number(row);
            case CATEGORY -> cells.code(row);
            case TEXT, INSTANT -> cells.display(row);
        };
    }

    private static void checkPresent(Column column) {
        int missing = column.missingCount();
        if (missing > 0) {
            int first = 0;
            while (!column.isMissing(first)) {
                first++;
            }
            throw new InvalidInputException("'" + column.name() + "' is to be predicted but is missing in " + missing
                    + " of " + column.size() + " rows, the first is row " + first
                    + "; filter these rows out before training");
        }
    }

    private static List<String> classes(Column column) {
        TreeMap<Double, String> numbers = new TreeMap<>();
        TreeMap<String, String> texts =
                new TreeMap<>(Comparator.comparing(text -> text.codePoints().toArray(), Arrays::compare));
        for (int row = 0; row < column.size(); row++) {
            if (column.type() == ColumnType.NUMBER) {
                int at = row;
                numbers.computeIfAbsent(column.number(row) + 0.0, value -> column.display(at));
            } else {
                String text = column.display(row);
                texts.put(text, text);
            }
            if (numbers.size() + texts.size() > MAX_CLASSES) {
                throw new InvalidInputException("label '" + column.name() + "' has more than " + MAX_CLASSES
                        + " classes; use target(\"" + column.name() + "\") if it is a number to estimate");
            }
        }
        List<String> classes = new ArrayList<>(numbers.values());
        classes.addAll(texts.values());
        if (classes.size() < 2) {
            throw new InvalidInputException("label '" + column.name() + "' is " + classes
                    + " in every row; a classification needs at least two classes: give rows of the others");
        }
        return classes;
    }

    private static void putPositiveLast(String column, List<String> classes, String positive) {
        if (!classes.remove(positive)) {
            throw new InvalidInputException("positive class '" + positive + "' does not occur in label '" + column + "'"
                    + Nearest.hint(positive, classes, "classes", ""));
        }
        if (classes.size() != 1) {
            throw new InvalidInputException("label '" + column + "' has the classes " + classes + " beside '" + positive
                    + "', but only one of two classes can be the positive one; use label(\"" + column + "\")");
        }
        classes.add(positive);
    }
}
