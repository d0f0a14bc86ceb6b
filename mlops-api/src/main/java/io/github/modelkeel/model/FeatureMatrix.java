package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The inputs of a model: one row of numbers for each row of data, in the order of {@link #names()}. {@code NaN} is missing.
 * Immutable by convention: {@link #values()} is not copied, for speed, and must not be changed.
 *
 * @param names names of the features, in column order
 * @param rows number of rows
 * @param values row-major cells: {@code values[row * names.size() + column]}
 */
public record FeatureMatrix(List<String> names, int rows, double[] values) {
    /** Checks that the sizes agree. */
    public FeatureMatrix {
        names = List.copyOf(names);
        requireNonNull(values, "values");
        if (rows < 0 || values.length != (long) rows * names.size()) {
            throw new IllegalArgumentException(
                    values.length + " values do not make " + rows + " rows of " + names.size() + " features");
        }
    }

    /** Returns the number of features. */
    public int width() {
        return names.size();
    }

    /** Returns one cell, {@code NaN} where missing. */
    public double at(int row, int column) {
        return values[row * width() + column];
    }

    /** Returns one row in a new array. */
    public double[] row(int row) {
        return java.util.Arrays.copyOfRange(values, row * width(), (row + 1) * width());
    }

    /** Returns a matrix of these rows, copied. */
    public FeatureMatrix rows(int... selected) {
        double[] copy = new double[selected.length * width()];
        for (int i = 0; i < selected.length; i++) {
            System.arraycopy(values, selected[i] * width(), copy, i * width(), width());
        }
        return new FeatureMatrix(names, selected.length, copy);
    }
}
