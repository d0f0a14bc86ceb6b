package io.github.modelkeel.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a model version comes from. Immutable.
 *
 * @param runId run that made it, or {@code null}
 * @param datasets fingerprint (64 hexadecimal digits) of each dataset by its role: {@code train}, {@code test}, ...
 * @param codeFingerprint digest of the code that made it, or {@code null} when it was not computed
 */
public record Lineage(
        @Nullable String runId,
        Map<String, String> datasets,
        @Nullable String codeFingerprint) {
    /** Copies the map. */
    public Lineage {
        datasets = Collections.unmodifiableMap(new TreeMap<>(datasets));
    }
}
