package io.github.modelkeel.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a registered model besides its versions. Immutable.
 *
 * @param name its name
 * @param description for people; may be empty
 * @param tags tags by name
 * @param createdAt when it was first registered
 */
public record ModelInfo(String name, String description, Map<String, String> tags, Instant createdAt) {
    /** Copies the map in the order of its keys. */
    public ModelInfo {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }
}
