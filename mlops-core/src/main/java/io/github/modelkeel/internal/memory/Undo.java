package io.github.modelkeel.internal.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How to take back what a list of commands has done so far, when one of them is refused. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void add(Runnable step) {
        steps.push(step);
    }

    /** Puts a value and remembers what was there. */
    <K, V> void put(Map<K, V> map, K key, V value) {
        @Nullable V before = map.put(key, value);
        add(() -> {
            if (before == null) {
                map.remove(key);
            } else {
                map.put(key, before);
            }
        });
    }

    /** Removes a value and remembers it. The order of a linked map is not remembered. */
    <K, V> void remove(Map<K, V> map, K key) {
        @Nullable V before = map.remove(key);
        if (before != null) {
            add(() -> map.put(key, before));
        }
    }

    /** Takes everything back, the newest first. */
    void all() {
        steps.forEach(Runnable::run);
    }
}
