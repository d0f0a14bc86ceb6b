package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Field;
import java.util.AbstractList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/** Names for the inputs of a model whose file may have none. */
final class InputNames {
    private InputNames() {}

    /**
     * Returns the names, or numbered ones if there are none.
     *
     * @param prefix how numbered names begin
     */
    static List<String> of(List<String> given, int width, String prefix, Source source) {
        if (given.isEmpty()) {
            return computed(width, i -> prefix + i);
        }
        if (given.size() != width) {
            throw source.damaged(given.size() + " names for " + width + " features");
        }
        Set<String> seen = new HashSet<>();
        for (String name : given) {
            try {
                new Field(name, ColumnType.NUMBER);
            } catch (IllegalArgumentException e) {
                throw source.damaged("a feature has a name that no column has: " + e.getMessage(), e);
            }
            if (!seen.add(name)) {
                throw source.damaged("two features have the name '" + name + "'");
            }
        }
        return List.copyOf(given);
    }

    /** Returns a list whose elements are made when asked for: a few bytes of a file can announce a million of them. */
    static <T> List<T> computed(int size, IntFunction<T> element) {
        return new AbstractList<>() {
            @Override
            public T get(int index) {
                return element.apply(Objects.checkIndex(index, size));
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
