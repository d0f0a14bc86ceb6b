package io.github.modelkeel.serving.embedded;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** A list of whole numbers in 8 bytes each; an object is made of one when asked for. Not to be changed. */
final class JsonWholes extends AbstractList<@Nullable Object> implements RandomAccess, IntToLongFunction {
    private final long[] values;

    JsonWholes(long[] values) {
        this.values = values;
    }

    @Override
    public Object get(int index) {
        return values[index];
    }

    @Override
    public long applyAsLong(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
