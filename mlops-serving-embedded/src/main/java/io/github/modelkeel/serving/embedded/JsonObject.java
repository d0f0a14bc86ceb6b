package io.github.modelkeel.serving.embedded;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A small object of a document: its keys are compared one by one, which takes no memory. Not to be changed. */
final class JsonObject extends AbstractMap<String, @Nullable Object> {
    private final @Nullable Object[] pairs; // a key, its value, the next key

    JsonObject(@Nullable Object[] pairs) {
        this.pairs = pairs;
    }

    private int find(@Nullable Object key) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (Objects.equals(pairs[i], key)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int at = find(key);
        return at < 0 ? null : pairs[at + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key) >= 0;
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return pairs.length / 2;
            }

            @Override
            public Iterator<Entry<String, @Nullable Object>> iterator() {
                return entries();
            }
        };
    }

    private Iterator<Entry<String, @Nullable Object>> entries() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < pairs.length;
            }

            @Override
            public Entry<String, @Nullable Object> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int at = next;
                next += 2;
                return new SimpleImmutableEntry<>((String) Objects.requireNonNull(pairs[at]), pairs[at + 1]);
            }
        };
    }
}
