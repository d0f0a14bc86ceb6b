package io.github.modelkeel.internal.tracking;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The tracker over a storage. Holds no state of its own. */
public final class StoredTracker implements Tracker {
    private final TrackingContext context;

    /** Creates a tracker. */
    public StoredTracker(TrackingContext context) {
        this.context = requireNonNull(context, "context");
    }

    @Override
    public Experiment experiment(String name) {
        Names.name("experiment name", name);
        ExperimentRecord record =
                context.storage().runs().experiment(name, context.ids().get(), context.now());
        return new StoredExperiment(context, record);
    }

    @Override
    public List<ExperimentRecord> experiments() {
        return context.storage().runs().experiments();
    }

    @Override
    public Optional<RunRecord> findRun(String runId) {
        return context.storage().runs().find(Names.runId(runId));
    }

    @Override
    public RunRecord getRun(String runId) {
        return findRun(runId).orElseThrow(() -> noRun(runId));
    }

    @Override
    public List<MetricPoint> history(String runId, String metric) {
        Names.name("metric name", metric);
        return context.storage().runs().history(Names.runId(runId), metric);
    }

    @Override
    public List<RunRecord> search(RunQuery query) {
        return context.storage().runs().search(query).items();
    }

    @Override
    public List<ArtifactInfo> artifacts(String runId, String prefix) {
        getRun(runId);
        return context.storage().artifacts().list(runId, prefix);
    }

    @Override
    public byte[] artifact(String runId, String path) {
        Names.runId(runId);
        Optional<InputStream> content = context.storage().artifacts().open(runId, path);
        if (content.isEmpty()) {
            getRun(runId); // says so when it is the run that does not exist
            List<String> paths = context.storage().artifacts().list(runId, "").stream()
                    .map(ArtifactInfo::path)
                    .toList();
            throw new NotFoundException("run '" + runId + "' has no artifact '" + Names.shown(path) + "'"
                    + Nearest.hint(path, paths, "artifacts", "it has none at all"));
        }
        try (InputStream in = content.get()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UnavailableException(
                    "artifact '" + path + "' of run '" + runId + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private NotFoundException noRun(String runId) {
        return new NotFoundException("no run '" + runId + "' in "
                + context.storage().description() + "; check the id, or look for it with search(RunQuery.all())");
    }
}
