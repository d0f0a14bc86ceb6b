package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns commands on runs into lines of their logs, each with its event. */
final class RunWrites {
    private final Draft draft;
    private final KnownPoints known;

    RunWrites(Draft draft, KnownPoints known) {
        this.draft = draft;
        this.known = known;
    }

    /** A run that a command is about. */
    private record Target(String path, RunSubject run) {
        RunRecord record() {
            return run.record();
        }
    }

    void apply(RunCommand command) throws IOException {
        if (command instanceof RunCommand.Create create) {
            create(create);
        } else if (command instanceof RunCommand.Params params) {
            params(open(params.runId(), "set parameters"), params.values());
        } else if (command instanceof RunCommand.Metrics metrics) {
            metrics(open(metrics.runId(), "log metrics"), metrics.points());
        } else if (command instanceof RunCommand.Tags tags) {
            tags(open(tags.runId(), "set tags"), tags.values());
        } else if (command instanceof RunCommand.Inputs inputs) {
            inputs(open(inputs.runId(), "name datasets"), inputs.inputs());
        } else if (command instanceof RunCommand.Heartbeat heartbeat) {
            Target target = open(heartbeat.runId(), "say that it lives");
            Instant at = Subject.millis(heartbeat.at());
            if (at.isAfter(target.record().heartbeatAt())) {
                draft.line(target.path(), draft.silent(), timed("alive", at));
            }
        } else if (command instanceof RunCommand.Expect expect) {
            int revision = target(expect.runId()).record().revision();
            if (revision != expect.revision()) {
                throw new ConflictException("run '" + expect.runId() + "' is at revision " + revision + ", expected "
                        + expect.revision() + "; read it again, then decide");
            }
        } else {
            new RunLife(draft).apply(command);
        }
    }

    private void create(RunCommand.Create create) throws IOException {
        StoredText.check("the id of a run", create.runId());
        StoredText.check("the name of run '" + create.runId() + "'", create.name());
        StoredText.check("the user of run '" + create.runId() + "'", create.user());
        ObjectNode line = timed("run", create.at());
        line.put("id", create.runId());
        line.put("experiment", create.experimentId());
        line.put("parent", create.parentId());
        line.put("name", create.name());
        line.put("user", create.user());
        RunSubject present = find(draft, create.runId());
        if (present != null) {
            if (!present.isMadeBy(line)) {
                throw new ConflictException("run '" + create.runId() + "' exists with other content; use a new id");
            }
            return;
        }
        if (!(draft.entity(ExperimentSubject.path(create.experimentId())).subject()
                instanceof ExperimentSubject owner)) {
            throw new NotFoundException("there is no experiment with id '" + create.experimentId() + "' for run '"
                    + create.runId() + "'; make it with tracker.experiment(name)");
        }
        ExperimentRecord experiment = owner.record();
        if (experiment.deletedAt() != null) {
            throw new ConflictException("experiment '" + experiment.name() + "' (" + experiment.id()
                    + ") is deleted and takes no runs; restore it, or use another");
        }
        if (create.parentId() != null) {
            living(draft, create.parentId());
        }
        Map<String, String> detail = Map.of("experiment", create.experimentId(), "name", create.name());
        long sequence = draft.event(create.at(), Kind.RUN_CREATED, create.runId(), create.user(), detail);
        draft.line(RunSubject.path(create.experimentId(), create.runId()), sequence, line);
    }

    private void params(Target target, Map<String, String> values) throws IOException {
        Map<String, String> present = target.record().params();
        Map<String, String> added = new TreeMap<>();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String key = StoredText.check("the name of a parameter", entry.getKey());
            String value = StoredText.check("parameter '" + key + "'", entry.getValue());
            String before = present.get(key);
            if (before == null) {
                added.put(key, value);
            } else if (!before.equals(value)) {
                throw new ConflictException("parameter '" + key + "' of run '"
                        + target.record().id() + "' is '" + shown(before) + "' and cannot become '" + shown(value)
                        + "'; a parameter keeps its first value: log a metric or a tag for what changes");
            }
        }
        texts(target, "params", Kind.RUN_PARAMS, added);
    }

    private void tags(Target target, Map<String, String> values) throws IOException {
        texts(target, "tags", Kind.RUN_TAGGED, changedTags(target.record().tags(), values));
    }

    /** Returns the tags that are not there with that value. */
    static Map<String, String> changedTags(Map<String, String> present, Map<String, String> values) {
        Map<String, String> changed = new TreeMap<>();
        values.forEach((key, value) -> {
            StoredText.check("the name of a tag", key);
            StoredText.check("tag '" + key + "'", value);
            if (!value.equals(present.get(key))) {
                changed.put(key, value);
            }
        });
        return changed;
    }

    private void texts(Target target, String what, Kind kind, Map<String, String> values) throws IOException {
        if (!values.isEmpty()) {
            ObjectNode line = Lines.object();
            line.put("do", what);
            Subject.write(values, line.putObject("values"));
            add(target, kind, target.record().heartbeatAt(), Map.of(), line);
        }
    }

    private void metrics(Target target, List<MetricPoint> points) throws IOException {
        Map<Series.Key, MetricPoint> last = new HashMap<>();
        ObjectNode line = Lines.object();
        line.put("do", "metrics");
        ArrayNode added = line.putArray("points");
        Instant at = target.record().heartbeatAt();
        for (MetricPoint given : points) {
            StoredText.check("the name of a metric", given.key());
            StoredText.check("the context of metric '" + given.key() + "'", given.context());
            MetricPoint point = new MetricPoint(
                    given.key(), given.context(), given.value(), given.step(), Subject.millis(given.at()));
            Series.Key key = Series.Key.of(point);
            MetricPoint before = last.computeIfAbsent(key, missing -> lastOf(target.run(), missing));
            int order = before == null ? 1 : Series.ORDER.compare(point, before);
            if (order > 0 || (order < 0 && isNew(target.path(), point))) {
                draft.add(target.path(), point);
                Series.write(point, added.addArray());
                at = point.at();
                if (order > 0) {
                    last.put(key, point);
                }
            }
        }
        if (!added.isEmpty()) {
            add(target, Kind.RUN_METRICS, at, Map.of("points", Integer.toString(added.size())), line);
        }
    }

    private static @Nullable MetricPoint lastOf(RunSubject run, Series.Key key) {
        Series series = run.series(key);
        return series == null ? null : series.last();
    }

    private boolean isNew(String path, MetricPoint point) throws IOException {
        return !draft.isComing(path, point)
                && !known.isCommitted(draft.catalog().entity(path), point);
    }

    private void inputs(Target target, List<DatasetInput> inputs) throws IOException {
        Set<DatasetInput> all = new HashSet<>(target.record().inputs());
        ObjectNode line = Lines.object();
        line.put("do", "inputs");
        ArrayNode added = line.putArray("values");
        for (DatasetInput input : inputs) {
            StoredText.check("the name of a dataset", input.name());
            StoredText.check("the digest of dataset '" + input.name() + "'", input.digest());
            StoredText.check("the role of dataset '" + input.name() + "'", input.role());
            StoredText.check("the source of dataset '" + input.name() + "'", input.source());
            if (all.add(input)) {
                RunSubject.write(input, added.addObject());
            }
        }
        if (!added.isEmpty()) {
            add(target, Kind.RUN_INPUTS, target.record().heartbeatAt(), Map.of(), line);
        }
    }

    private void add(Target target, Kind kind, Instant at, Map<String, String> detail, ObjectNode line)
            throws IOException {
        draft.line(target.path(), draft.event(at, kind, target.record().id(), "", detail), line);
    }

    static ObjectNode timed(String what, Instant at) {
        ObjectNode line = Lines.object();
        line.put("do", what);
        line.put("at", Subject.millis(at).toString());
        return line;
    }

    private Target open(String runId, String what) {
        RunSubject run = living(draft, runId);
        if (run.record().status().isTerminal()) {
            throw new ConflictException("run '" + runId + "' ended as "
                    + run.record().status() + ": it is too late to " + what + "; resume it, or start a new run");
        }
        return target(runId);
    }

    private Target target(String runId) {
        RunSubject run = get(draft, runId);
        return new Target(run.path(), run);
    }

    /** Returns a run that is not deleted. */
    static RunSubject living(Draft draft, String runId) {
        RunSubject run = get(draft, runId);
        if (run.record().deletedAt() != null) {
            throw new ConflictException("run '" + runId + "' is deleted and is not changed; restore it first");
        }
        return run;
    }

    static RunSubject get(Draft draft, String runId) {
        RunSubject run = find(draft, runId);
        if (run == null) {
            throw noRun(runId);
        }
        return run;
    }

    static NotFoundException noRun(String runId) {
        return new NotFoundException("there is no run with id '" + runId + "' in this store; search for it by name");
    }

    static @Nullable RunSubject find(Draft draft, String runId) {
        String path = draft.runPath(runId);
        return path != null && draft.entity(path).subject() instanceof RunSubject run ? run : null;
    }

    /** Returns a text short enough for a message. */
    private static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "... (" + value.length() + " characters)";
    }
}
