package io.github.modelkeel.internal.tracking;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.PurgeReport;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.Tracker;
import io.github.modelkeel.tracking.View;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tracker over a storage. Holds no state of its own. */
public final class StoredTracker implements Tracker {
    private static final Duration SHORTEST_SILENCE = Duration.ofMinutes(1);
    private static final int LONGEST_PREVIEW = 10_000_000;

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
    public List<ExperimentRecord> experiments(View view) {
        return context.storage().runs().experiments(view);
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
    public Page<MetricPoint> history(
            String runId, String metric, String metricContext, @Nullable String token, int limit) {
        Names.name("metric name", metric);
        return context.storage().runs().history(Names.runId(runId), metric, metricContext, token, limit);
    }

    @Override
    public Page<RunRecord> search(RunQuery query) {
        return context.storage().runs().search(query);
    }

    @Override
    public Run resume(String runId) {
        context.writes().flush(runId);
        return StoredRun.resume(context, getRun(runId));
    }

    @Override
    public RunRecord renameRun(String runId, String name, int expectedRevision) {
        Names.name("run name", name);
        apply(
                new RunCommand.Expect(Names.runId(runId), expectedRevision),
                new RunCommand.Rename(runId, name, context.now()));
        return getRun(runId);
    }

    @Override
    public void deleteRun(String runId) {
        apply(new RunCommand.Delete(Names.runId(runId), context.now()));
    }

    @Override
    public void restoreRun(String runId) {
        apply(new RunCommand.Restore(Names.runId(runId), context.now()));
    }

    private void apply(RunCommand... commands) {
        context.storage().runs().apply(List.of(commands));
    }

    @Override
    public void deleteExperiment(String experimentId) {
        context.storage().runs().deleteExperiment(experimentId, context.now());
    }

    @Override
    public void restoreExperiment(String experimentId) {
        context.storage().runs().restoreExperiment(experimentId, context.now());
    }

    @Override
    public void renameExperiment(String experimentId, String name) {
        Names.name("experiment name", name);
        context.storage().runs().renameExperiment(experimentId, name, context.now());
    }

    @Override
    public PurgeReport purge(Duration deletedFor, boolean dryRun) {
        if (deletedFor.isNegative()) {
            throw new InvalidInputException("deletedFor must not be negative, was " + deletedFor);
        }
        return new Purge(context).of(context.now().minus(deletedFor), dryRun);
    }

    @Override
    public List<String> sweepLostRuns(Duration silentFor) {
        if (silentFor.compareTo(SHORTEST_SILENCE) < 0) {
            throw new InvalidInputException("silentFor must be at least " + SHORTEST_SILENCE + ", was " + silentFor
                    + ": a run says that it lives every " + OpenRuns.BEAT);
        }
        Instant now = context.now();
        return context.storage().runs().markLost(now.minus(silentFor), now);
    }

    @Override
    public void flush() {
        context.writes().flush();
    }

    @Override
    public List<ArtifactInfo> artifacts(String runId, String prefix) {
        getRun(runId);
        return context.storage().artifacts().list(runId, prefix);
    }

    @Override
    public byte[] artifact(String runId, String path) {
        try (InputStream in = openArtifact(runId, path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(runId, path, e);
        }
    }

    @Override
    public byte[] preview(String runId, String path, int maxBytes) {
        if (maxBytes < 1 || maxBytes > LONGEST_PREVIEW) {
            throw new InvalidInputException("maxBytes must be 1 to " + LONGEST_PREVIEW + ", was " + maxBytes);
        }
        try (InputStream in = openArtifact(runId, path)) {
            return in.readNBytes(maxBytes);
        } catch (IOException e) {
            throw unreadable(runId, path, e);
        }
    }

    private static UnavailableException unreadable(String runId, String path, IOException e) {
        return new UnavailableException(
                "artifact '" + path + "' of run '" + runId + "' cannot be read: " + e.getMessage(), e);
    }

    @Override
    public InputStream openArtifact(String runId, String path) {
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
        return content.get();
    }

    private NotFoundException noRun(String runId) {
        return new NotFoundException("no run '" + runId + "' in "
                + context.storage().description() + "; check the id, or look for it with search(RunQuery.all())");
    }
}
