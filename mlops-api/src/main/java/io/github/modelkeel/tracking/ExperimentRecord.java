package io.github.modelkeel.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as stored: a named set of runs. Immutable.
 *
 * @param id 32 characters {@code [a-z0-9]}
 * @param name its name, unique among the living
 * @param createdAt when it was made
 * @param deletedAt when it was deleted, or {@code null}
 * @param tags tags by name
 */
public record ExperimentRecord(
        String id, String name, Instant createdAt, @Nullable Instant deletedAt, Map<String, String> tags) {
    /** Copies the map in the order of its keys. */
    public ExperimentRecord {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Creates a living experiment without tags. */
    public ExperimentRecord(String id, String name, Instant createdAt) {
        this(id, name, createdAt, null, Map.of());
    }
}
