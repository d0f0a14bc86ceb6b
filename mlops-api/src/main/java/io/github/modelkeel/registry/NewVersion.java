package io.github.modelkeel.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model version is registered with. Immutable.
 *
 * @param model name of the model; made when there is none
 * @param source where its package is: {@code runs:/<run id>/<path>}
 * @param packageDigest SHA-256 of the package's {@code model.json}
 * @param metrics metrics by key
 * @param lineage where it comes from
 * @param description for people; may be empty
 * @param change who, why, when
 */
public record NewVersion(
        String model,
        String source,
        String packageDigest,
        Map<String, Double> metrics,
        Lineage lineage,
        String description,
        Change change) {
    /** Copies the map. */
    public NewVersion {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
