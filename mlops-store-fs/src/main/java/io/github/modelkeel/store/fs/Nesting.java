package io.github.modelkeel.store.fs;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which runs are nested in which, by the paths of their logs. Guarded by the lock of its catalogue. */
final class Nesting {
    private final Map<String, Set<String>> byParent = new HashMap<>();

    void add(RunSubject run, String path) {
        if (run.parentId() != null) {
            byParent.computeIfAbsent(run.parentId(), id -> new LinkedHashSet<>())
                    .add(path);
        }
    }

    void remove(RunSubject run, String path) {
        Set<String> siblings = run.parentId() == null ? null : byParent.get(run.parentId());
        if (siblings != null && siblings.remove(path) && siblings.isEmpty()) {
            byParent.remove(run.parentId());
        }
    }

    /** Returns the runs that are nested in one, deleted ones too, in the order they were found. */
    Set<String> in(String id) {
        return byParent.getOrDefault(id, Set.of());
    }

    void clear() {
        byParent.clear();
    }
}
