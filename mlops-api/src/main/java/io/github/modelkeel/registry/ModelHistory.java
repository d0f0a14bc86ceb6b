package io.github.modelkeel.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a registry keeps of one model, to copy it to another. Immutable.
 *
 * @param info name, description, tags
 * @param nextVersion number that the next version gets; greater than every number ever used
 * @param versions the living versions, by number
 * @param approvals decisions by version number, oldest first
 * @param events what happened, oldest first; sequences are those of the store it was read from
 */
public record ModelHistory(
        ModelInfo info,
        int nextVersion,
        List<ModelVersion> versions,
        Map<Integer, List<Approval>> approvals,
        List<RegistryEvent> events) {
    /** Copies the collections and checks that no number is used twice or is still to come. */
    public ModelHistory {
        versions = List.copyOf(versions);
        approvals = Collections.unmodifiableMap(new TreeMap<>(approvals));
        events = List.copyOf(events);
        int last = 0;
        for (ModelVersion version : versions) {
            if (version.version() <= last || version.version() >= nextVersion) {
                throw new IllegalArgumentException("versions of '" + info.name() + "' must rise from 1 and be below "
                        + nextVersion + ", " + version.version() + " follows " + last);
            }
            last = version.version();
        }
    }
}
