package io.github.modelkeel.serving.embedded;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list of a document. Not to be changed. */
final class JsonList extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] values;

    JsonList(@Nullable Object[] values) {
        this.values = values;
    }

    @Override
    public @Nullable Object get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
