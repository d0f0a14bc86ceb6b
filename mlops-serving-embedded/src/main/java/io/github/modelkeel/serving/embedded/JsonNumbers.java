package io.github.modelkeel.serving.embedded;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A list of numbers that are not whole, and nulls, in 8 bytes each; an object is made of one when asked for. Not to be changed. */
final class JsonNumbers extends AbstractList<@Nullable Object> implements RandomAccess, IntToDoubleFunction {
    private final double[] values; // NaN for null

    JsonNumbers(double[] values) {
        this.values = values;
    }

    @Override
    public @Nullable Object get(int index) {
        double value = values[index];
        return Double.isNaN(value) ? null : (Object) value;
    }

    @Override
    public double applyAsDouble(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
