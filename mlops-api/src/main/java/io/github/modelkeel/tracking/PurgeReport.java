package io.github.modelkeel.tracking;

import java.util.List;

/**
 * What a purge removed, or would remove. Immutable.
 *
 * @param experimentIds experiments
 * @param runIds runs
 * @param files files of those runs
 * @param bytes size of those files, content that other files share included
 * @param dryRun whether nothing was removed
 */
public record PurgeReport(List<String> experimentIds, List<String> runIds, int files, long bytes, boolean dryRun) {
    /** Copies the lists. */
    public PurgeReport {
        experimentIds = List.copyOf(experimentIds);
        runIds = List.copyOf(runIds);
    }
}
