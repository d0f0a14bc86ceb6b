package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A registered model as its log tells: the sum of the events of its history. What a version was registered with is in a file
 * of its own. Immutable once it was handed out.
 */
final class ModelSubject implements Subject {
    final String name;
    boolean isLiving;
    String description = "";
    Map<String, String> tags = Map.of();
    Instant createdAt = Instant.EPOCH;
    int next = 1;
    Map<Integer, Version> versions = new TreeMap<>();
    Map<String, Integer> aliases = new TreeMap<>();
    Map<Integer, List<Approval>> approvals = new TreeMap<>();
    List<RegistryEvent> events = new ArrayList<>();

    /**
     * What changes about a version.
     *
     * @param stage where it is
     * @param description what it is described by since it was registered, or {@code null}
     * @param tags its tags
     */
    record Version(Stage stage, @Nullable String description, Map<String, String> tags) {}

    private ModelSubject(String name) {
        this.name = name;
    }

    private ModelSubject(ModelSubject of) {
        this.name = of.name;
        this.isLiving = of.isLiving;
        this.description = of.description;
        this.tags = of.tags;
        this.createdAt = of.createdAt;
        this.next = of.next;
        this.versions = new TreeMap<>(of.versions);
        this.aliases = new TreeMap<>(of.aliases);
        this.approvals = new TreeMap<>(of.approvals);
        this.events = new ArrayList<>(of.events);
    }

    static String folder(String name) {
        return "registry/" + Names.ofText(name);
    }

    static String path(String name) {
        return folder(name) + "/log.jsonl";
    }

    /** Returns where a version's registration is kept. */
    static String versionPath(String name, int version) {
        return folder(name) + "/versions/" + version + ".json";
    }

    static Subject first(JsonNode line) {
        return new ModelSubject(line.path("model").asText()).after(line);
    }

    /** Writes an event as a line of the log. */
    static ObjectNode line(
            String action,
            RegistryEvent.Kind kind,
            String model,
            int version,
            @Nullable String alias,
            @Nullable String from,
            @Nullable String to,
            Change change) {
        ObjectNode line = Lines.object();
        line.put("do", action);
        line.put("model", model);
        line.put("event", kind.name());
        line.put("version", version);
        line.put("alias", alias);
        line.put("from", from);
        line.put("to", to);
        line.put("actor", change.actor());
        line.put("reason", change.reason());
        line.put("at", Subject.millis(change.at()).toString());
        return line;
    }

    @Override
    public Subject after(JsonNode line) {
        ModelSubject after = new ModelSubject(this);
        switch (line.path("do").asText()) {
            case "change" -> {
                RegistryEvent event = event(line);
                after.events.add(event);
                after.change(event);
            }
            case "past" -> after.events.add(event(line)); // of a history that came from elsewhere with its outcome
            case "import" -> after.take(line);
            default -> throw Subject.unknown(line);
        }
        return after;
    }

    private RegistryEvent event(JsonNode line) {
        return new RegistryEvent(
                line.path("seq").asLong(),
                RegistryEvent.Kind.valueOf(line.path("event").asText()),
                name,
                line.path("version").asInt(),
                Subject.textOrNull(line.path("alias")),
                Subject.textOrNull(line.path("from")),
                Subject.textOrNull(line.path("to")),
                new Change(
                        line.path("actor").asText(), line.path("reason").asText(), Subject.instant(line.path("at"))));
    }

    private void change(RegistryEvent event) {
        int version = event.version();
        String to = event.to();
        switch (event.kind()) {
            case VERSION_CREATED -> {
                if (!isLiving) {
                    isLiving = true;
                    createdAt = event.change().at();
                }
                versions.put(version, new Version(Stage.NONE, null, Map.of()));
                next = Math.max(next, version + 1);
            }
            case STAGE_CHANGED ->
                versions.computeIfPresent(
                        version,
                        (number, each) ->
                                new Version(Stage.valueOf(requireNonNull(to)), each.description(), each.tags()));
            case ALIAS_SET -> aliases.put(requireNonNull(event.alias()), version);
            case ALIAS_REMOVED -> aliases.remove(requireNonNull(event.alias()));
            case VERSION_DELETED -> {
                versions.remove(version);
                approvals.remove(version);
            }
            case MODEL_DELETED -> {
                isLiving = false;
                description = "";
                tags = Map.of();
                versions.clear();
                aliases.clear();
                approvals.clear();
            }
            case DESCRIBED -> {
                if (version == 0) {
                    description = requireNonNull(to);
                } else {
                    versions.computeIfPresent(
                            version, (number, each) -> new Version(each.stage(), requireNonNull(to), each.tags()));
                }
            }
            case TAGGED -> {
                String key = requireNonNull(event.alias());
                if (version == 0) {
                    tags = tagged(tags, key, to);
                } else {
                    versions.computeIfPresent(
                            version,
                            (number, each) ->
                                    new Version(each.stage(), each.description(), tagged(each.tags(), key, to)));
                }
            }
            case DECIDED -> {
                List<Approval> all = new ArrayList<>(approvals.getOrDefault(version, List.of()));
                all.add(new Approval(Approval.Decision.valueOf(requireNonNull(to)), event.change()));
                approvals.put(version, List.copyOf(all));
            }
        }
    }

    private static Map<String, String> tagged(Map<String, String> present, String key, @Nullable String value) {
        Map<String, String> tags = new HashMap<>(present);
        if (value == null) {
            tags.remove(key);
        } else {
            tags.put(key, value);
        }
        return Map.copyOf(tags);
    }

    /** Takes over the state that was read from another registry. */
    private void take(JsonNode line) {
        isLiving = true;
        description = line.path("description").asText();
        tags = Subject.texts(line.path("tags"));
        createdAt = Subject.instant(line.path("at"));
        next = line.path("next").asInt();
        for (JsonNode each : line.path("versions")) {
            Version version =
                    new Version(Stage.valueOf(each.path("stage").asText()), null, Subject.texts(each.path("tags")));
            versions.put(each.path("version").asInt(), version);
            each.path("aliases")
                    .forEach(alias ->
                            aliases.put(alias.asText(), each.path("version").asInt()));
            List<Approval> decisions = new ArrayList<>();
            each.path("decisions")
                    .forEach(one -> decisions.add(new Approval(
                            Approval.Decision.valueOf(one.path("decision").asText()),
                            new Change(
                                    one.path("actor").asText(),
                                    one.path("reason").asText(),
                                    Subject.instant(one.path("at"))))));
            if (!decisions.isEmpty()) {
                approvals.put(each.path("version").asInt(), List.copyOf(decisions));
            }
        }
    }
}
