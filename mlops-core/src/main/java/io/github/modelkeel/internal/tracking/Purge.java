package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.PurgeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Removes what was deleted. The files of a run go before the run itself, so that a purge that is cut short finds the run again
 * and goes on; content that nothing has any more goes last.
 */
final class Purge {
    private static final Duration UPLOADS_END_WITHIN = Duration.ofHours(1);

    private final TrackingContext context;

    Purge(TrackingContext context) {
        this.context = context;
    }

    PurgeReport of(Instant deletedBefore, boolean dryRun) {
        RunStore runs = context.storage().runs();
        ArtifactStore artifacts = context.storage().artifacts();
        RunStore.Deleted found = runs.deletedBefore(deletedBefore);
        int files = 0;
        long bytes = 0;
        for (String id : found.runIds()) {
            List<ArtifactInfo> own = artifacts.list(id, "");
            files += own.size();
            bytes += own.stream().mapToLong(ArtifactInfo::bytes).sum();
            if (!dryRun) {
                artifacts.deleteAll(id);
                runs.purgeRuns(List.of(id), context.now());
            }
        }
        if (!dryRun) {
            runs.purgeExperiments(found.experimentIds(), context.now());
            artifacts.collect(context.now().minus(UPLOADS_END_WITHIN));
        }
        return new PurgeReport(found.experimentIds(), found.runIds(), files, bytes, dryRun);
    }
}
