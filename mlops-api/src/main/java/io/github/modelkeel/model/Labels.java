package io.github.modelkeel.model;

import java.util.List;

/**
 * What a model should say for each row: class numbers for classification, values for regression. Immutable by convention,
 * like {@link FeatureMatrix}.
 *
 * @param task what is predicted
 * @param classes the classes in the order of their numbers, the positive one second when binary; empty for regression
 * @param values for each row the class number, or the value; never {@code NaN}
 */
public record Labels(Task task, List<String> classes, double[] values) {
    /** Checks task, classes and values against each other. */
    public Labels {
        classes = List.copyOf(classes);
        boolean fits = switch (task) {
            case BINARY -> classes.size() == 2;
            case MULTICLASS -> classes.size() >= 3;
            case REGRESSION -> classes.isEmpty();
        };
        if (!fits) {
            throw new IllegalArgumentException(task + " does not go with the classes " + classes);
        }
        for (double value : values) {
            if (task == Task.REGRESSION
                    ? Double.isNaN(value) || Double.isInfinite(value)
                    : !(value >= 0 && value < classes.size() && value == Math.rint(value))) {
                throw new IllegalArgumentException("label " + value + " does not go with " + task + " and " + classes);
            }
        }
    }

    /** Returns the number of rows. */
    public int rows() {
        return values.length;
    }

    /** Returns the class number of a row of a classification. */
    public int code(int row) {
        return (int) values[row];
    }
}
