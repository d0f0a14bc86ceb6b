package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run as its log tells, its points summed up. Immutable once it was handed out. */
final class RunSubject implements Subject {
    private final String id;
    private final String experimentId;
    private final @Nullable String parentId;
    private final String user;
    private final Instant startedAt;
    private final String firstName;
    private final long created;
    private String name;
    private RunStatus status = RunStatus.RUNNING;
    private @Nullable Instant endedAt;
    private @Nullable String error;
    private Instant heartbeatAt;
    private @Nullable Instant deletedAt;
    private @Nullable String deletedWith;
    private int revision;
    private Map<String, String> params = Map.of();
    private Map<String, String> tags = Map.of();
    private Map<Series.Key, Series> series = Map.of();
    private List<DatasetInput> inputs = List.of();
    private @Nullable volatile RunRecord record;

    private RunSubject(JsonNode line, long created) {
        this.id = line.path("id").asText();
        this.experimentId = line.path("experiment").asText();
        this.parentId = Subject.textOrNull(line.path("parent"));
        this.firstName = line.path("name").asText();
        this.name = firstName;
        this.user = line.path("user").asText();
        this.startedAt = Subject.instant(line.path("at"));
        this.heartbeatAt = startedAt;
        this.created = created;
    }

    private RunSubject(RunSubject of) {
        this.id = of.id;
        this.experimentId = of.experimentId;
        this.parentId = of.parentId;
        this.user = of.user;
        this.startedAt = of.startedAt;
        this.firstName = of.firstName;
        this.created = of.created;
        this.name = of.name;
        this.status = of.status;
        this.endedAt = of.endedAt;
        this.error = of.error;
        this.heartbeatAt = of.heartbeatAt;
        this.deletedAt = of.deletedAt;
        this.deletedWith = of.deletedWith;
        this.revision = of.revision;
        this.params = of.params;
        this.tags = of.tags;
        this.series = of.series;
        this.inputs = of.inputs;
    }

    static String path(String experimentId, String id) {
        return "exp/" + Names.ofId(experimentId) + "/run/" + Names.ofId(id) + "/log.jsonl";
    }

    /** Returns where the log of this run is. */
    String path() {
        return path(experimentId, id);
    }

    /** Returns the name of the folder of the log of a run, see {@link Names#ofId}; {@code null} for another path. */
    static @Nullable String folder(String path) {
        String[] parts = path.split("/", -1);
        return parts.length == 5 && parts[2].equals("run") ? parts[3] : null;
    }

    static RunSubject first(JsonNode line) {
        return new RunSubject(line, line.path("seq").asLong());
    }

    @Override
    public Subject after(JsonNode line) {
        RunSubject next = new RunSubject(this);
        switch (line.path("do").asText()) {
            case "params" -> next.params = Subject.merged(params, Subject.texts(line.path("values")));
            case "tags" -> next.tags = Subject.merged(tags, Subject.texts(line.path("values")));
            case "metrics" -> next.series = plus(series, line.path("points"));
            case "inputs" -> next.inputs = plus(inputs, line.path("values"));
            case "alive" -> next.heartbeatAt = Subject.instant(line.path("at"));
            default -> next.turn(line);
        }
        return next;
    }

    /** Changes the life of the run. */
    private void turn(JsonNode line) {
        Instant at = Subject.instant(line.path("at"));
        switch (line.path("do").asText()) {
            case "end" -> {
                status = RunStatus.valueOf(line.path("status").asText());
                endedAt = at;
                error = Subject.textOrNull(line.path("error"));
            }
            case "resume" -> {
                status = RunStatus.RUNNING;
                endedAt = null;
                error = null;
                heartbeatAt = heartbeatAt.isBefore(at) ? at : heartbeatAt;
            }
            case "rename" -> name = line.path("name").asText();
            case "delete" -> {
                deletedAt = at;
                deletedWith = Subject.textOrNull(line.path("with"));
            }
            case "restore" -> {
                deletedAt = null;
                deletedWith = null;
            }
            default -> throw Subject.unknown(line);
        }
        revision++;
    }

    private static Map<Series.Key, Series> plus(Map<Series.Key, Series> present, JsonNode points) {
        Map<Series.Key, Series> all = new HashMap<>(present);
        for (JsonNode each : points) {
            MetricPoint point = Series.point(each);
            all.compute(Series.Key.of(point), (key, before) -> Series.plus(before, point));
        }
        return all;
    }

    private static List<DatasetInput> plus(List<DatasetInput> present, JsonNode added) {
        List<DatasetInput> all = new ArrayList<>(present);
        added.forEach(each -> all.add(input(each)));
        return List.copyOf(all);
    }

    private static DatasetInput input(JsonNode from) {
        return new DatasetInput(
                from.path("name").asText(),
                from.path("digest").asText(),
                from.path("role").asText(),
                from.path("source").asText(),
                from.path("rows").asLong());
    }

    static void write(DatasetInput input, ObjectNode to) {
        to.put("name", input.name());
        to.put("digest", input.digest());
        to.put("role", input.role());
        to.put("source", input.source());
        to.put("rows", input.rows());
    }

    /** Returns the sequence of the line that made the run. */
    long created() {
        return created;
    }

    /** Returns the id of the run it is nested in. */
    @Nullable
    String parentId() {
        return parentId;
    }

    /** Returns the id of what was deleted by name: the run itself, one it is nested in, or its experiment. */
    @Nullable
    String deletedWith() {
        return deletedWith;
    }

    @Nullable
    Series series(Series.Key key) {
        return series.get(key);
    }

    /** Returns whether the run was made by such a line. */
    boolean isMadeBy(JsonNode line) {
        return experimentId.equals(line.path("experiment").asText())
                && Objects.equals(parentId, Subject.textOrNull(line.path("parent")))
                && firstName.equals(line.path("name").asText())
                && user.equals(line.path("user").asText())
                && startedAt.equals(Subject.instant(line.path("at")));
    }

    RunRecord record() {
        RunRecord known = record;
        if (known == null) {
            known = new RunRecord(
                    id,
                    experimentId,
                    parentId,
                    name,
                    status,
                    startedAt,
                    endedAt,
                    heartbeatAt,
                    deletedAt,
                    user,
                    error,
                    revision,
                    params,
                    tags,
                    series.values().stream().map(Series::summary).toList(),
                    inputs);
            record = known;
        }
        return known;
    }

    /** Writes all that {@link #read} needs. */
    void write(ObjectNode to) {
        to.put("id", id);
        to.put("experiment", experimentId);
        to.put("parent", parentId);
        to.put("name", firstName);
        to.put("renamed", name);
        to.put("user", user);
        to.put("at", startedAt.toString());
        to.put("created", created);
        to.put("status", status.name());
        to.put("ended", endedAt == null ? null : endedAt.toString());
        to.put("error", error);
        to.put("alive", heartbeatAt.toString());
        to.put("deleted", deletedAt == null ? null : deletedAt.toString());
        to.put("with", deletedWith);
        to.put("revision", revision);
        Subject.write(params, to.putObject("params"));
        Subject.write(tags, to.putObject("tags"));
        series.values().forEach(each -> each.write(to.withArray("series")));
        inputs.forEach(each -> write(each, to.withArray("inputs").addObject()));
    }

    static RunSubject read(JsonNode from) {
        RunSubject run = new RunSubject(from, from.path("created").asLong());
        run.name = from.path("renamed").asText();
        run.status = RunStatus.valueOf(from.path("status").asText());
        run.endedAt = Subject.instantOrNull(from.path("ended"));
        run.error = Subject.textOrNull(from.path("error"));
        run.heartbeatAt = Subject.instant(from.path("alive"));
        run.deletedAt = Subject.instantOrNull(from.path("deleted"));
        run.deletedWith = Subject.textOrNull(from.path("with"));
        run.revision = from.path("revision").asInt();
        run.params = Subject.merged(Map.of(), Subject.texts(from.path("params")));
        run.tags = Subject.merged(Map.of(), Subject.texts(from.path("tags")));
        Map<Series.Key, Series> series = new HashMap<>();
        for (JsonNode each : from.path("series")) {
            Series one = Series.read(each);
            series.put(Series.Key.of(one.last()), one);
        }
        run.series = series;
        run.inputs = plus(List.of(), from.path("inputs"));
        return run;
    }
}
