package io.github.modelkeel.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a statement and the values of its parameters, in order. Not thread-safe. */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    Sql() {}

    Sql(String text, @Nullable Object... values) {
        add(text, values);
    }

    Sql add(String more, @Nullable Object... moreValues) {
        text.append(more);
        for (Object value : moreValues) {
            values.add(value);
        }
        return this;
    }

    Sql add(Sql more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    String text() {
        return text.toString();
    }

    @Nullable
    Object[] values() {
        return values.toArray();
    }
}
