package io.github.modelkeel.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One version of a registered model, read at one moment. Immutable.
 *
 * @param model name of the model
 * @param version number, from 1; never used again
 * @param stage where it is on its way
 * @param aliases aliases that point to it
 * @param source where its package is: {@code runs:/<run id>/<path>}
 * @param packageDigest SHA-256 of the package's {@code model.json}, which has the digests of the other files
 * @param metrics metrics it was registered with, by key
 * @param lineage where it comes from
 * @param description for people
 * @param tags tags by name
 * @param createdAt when it was registered
 * @param createdBy who registered it
 */
public record ModelVersion(
        String model,
        int version,
        Stage stage,
        Set<String> aliases,
        String source,
        String packageDigest,
        Map<String, Double> metrics,
        Lineage lineage,
        String description,
        Map<String, String> tags,
        Instant createdAt,
        String createdBy) {
    /** Copies the collections in order. */
    public ModelVersion {
        aliases = Collections.unmodifiableSet(new TreeSet<>(aliases));
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Returns the URI of exactly this version. */
    public ModelUri uri() {
        return ModelUri.version(model, version);
    }
}
