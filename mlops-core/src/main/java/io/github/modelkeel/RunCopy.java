package io.github.modelkeel;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Copies runs, their points and their files, counts them, and compares. Confined to one thread. */
final class RunCopy {
    private static final int POINTS_AT_ONCE = 10_000;

    private final Storage from;
    private final Storage to;
    private int runs;
    private long points;
    private int files;
    private long bytes;

    RunCopy(Storage from, Storage to) {
        this.from = from;
        this.to = to;
    }

    int runs() {
        return runs;
    }

    long points() {
        return points;
    }

    int files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Copies a run as it was before it ended and before it was deleted, then ends it. */
    void copy(RunRecord run) {
        RunStore store = to.runs();
        RunRecord present = store.find(run.id()).orElse(null);
        if (present == null || (!present.status().isTerminal() && present.deletedAt() == null)) {
            store.apply(begin(run));
            for (MetricSummary series : run.summaries()) {
                copy(run.id(), series);
            }
            List<RunCommand> end = new ArrayList<>();
            end.add(new RunCommand.Heartbeat(run.id(), run.heartbeatAt()));
            Instant endedAt = run.endedAt();
            if (endedAt != null) {
                end.add(new RunCommand.End(run.id(), run.status(), run.error(), endedAt));
            }
            store.apply(end);
        }
        copyFiles(run.id());
        runs++;
    }

    private static List<RunCommand> begin(RunRecord run) {
        List<RunCommand> begin = new ArrayList<>();
        begin.add(new RunCommand.Create(
                run.id(), run.experimentId(), run.parentId(), run.name(), run.user(), run.startedAt()));
        if (!run.params().isEmpty()) {
            begin.add(new RunCommand.Params(run.id(), run.params()));
        }
        if (!run.tags().isEmpty()) {
            begin.add(new RunCommand.Tags(run.id(), run.tags()));
        }
        if (!run.inputs().isEmpty()) {
            begin.add(new RunCommand.Inputs(run.id(), run.inputs()));
        }
        return begin;
    }

    private void copy(String runId, MetricSummary series) {
        String token = null;
        do {
            Page<MetricPoint> page = from.runs().history(runId, series.key(), series.context(), token, POINTS_AT_ONCE);
            to.runs().apply(List.of(new RunCommand.Metrics(runId, page.items())));
            token = page.nextToken();
        } while (token != null);
    }

    private void copyFiles(String runId) {
        ArtifactStore target = to.artifacts();
        for (ArtifactInfo file : from.artifacts().list(runId, "")) {
            if (target.find(runId, file.path()).filter(file::equals).isEmpty()) {
                try (InputStream content = from.artifacts()
                        .open(runId, file.path())
                        .orElseThrow(() -> differs("file '" + file.path() + "' of run " + runId))) {
                    ArtifactInfo stored = target.put(runId, file.path(), content, Instant.EPOCH);
                    if (!stored.equals(file)) {
                        throw differs("file '" + file.path() + "' of run " + runId);
                    }
                } catch (IOException e) {
                    throw new UnavailableException(
                            "file '" + file.path() + "' of run " + runId + " cannot be read: " + e.getMessage(), e);
                }
            }
            files++;
            bytes += file.bytes();
        }
    }

    /** Deletes what was deleted by itself; what went with its experiment goes with it again. */
    void delete(List<RunRecord> all, ExperimentRecord experiment) {
        for (RunRecord run : all) {
            Instant deleted = run.deletedAt();
            if (deleted != null && !deleted.equals(experiment.deletedAt())) {
                to.runs().apply(List.of(new RunCommand.Delete(run.id(), deleted)));
            }
        }
    }

    /** Compares runs and every point of them. */
    void compare(List<RunRecord> all) {
        for (RunRecord run : all) {
            RunRecord copied = to.runs().find(run.id()).orElseThrow(() -> differs("run " + run.id()));
            if (!atAnyRevision(copied).equals(atAnyRevision(run))) {
                throw differs("run " + run.id());
            }
            for (MetricSummary series : run.summaries()) {
                compare(run.id(), series);
            }
        }
    }

    private void compare(String runId, MetricSummary series) {
        String here = null;
        String there = null;
        do {
            Page<MetricPoint> original =
                    from.runs().history(runId, series.key(), series.context(), here, POINTS_AT_ONCE);
            Page<MetricPoint> copied = to.runs().history(runId, series.key(), series.context(), there, POINTS_AT_ONCE);
            if (!original.items().equals(copied.items())) {
                throw differs("metric '" + series.key() + "' of run " + runId);
            }
            points += original.items().size();
            here = original.nextToken();
            there = copied.nextToken();
        } while (here != null && there != null);
        if ((here == null) != (there == null)) {
            throw differs("metric '" + series.key() + "' of run " + runId);
        }
    }

    /** A revision counts the changes that led to a state; a copy comes to the state by fewer. */
    private static RunRecord atAnyRevision(RunRecord run) {
        return new RunRecord(
                run.id(),
                run.experimentId(),
                run.parentId(),
                run.name(),
                run.status(),
                run.startedAt(),
                run.endedAt(),
                run.heartbeatAt(),
                run.deletedAt(),
                run.user(),
                run.error(),
                0,
                run.params(),
                run.tags(),
                run.summaries(),
                run.inputs());
    }

    private IntegrityException differs(String what) {
        return new IntegrityException(what + " reads differently in " + to.description() + " than in "
                + from.description() + "; the copy is not whole: was one of them written to meanwhile?");
    }
}
