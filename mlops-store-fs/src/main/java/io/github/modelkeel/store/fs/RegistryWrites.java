package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.RegistryEvent.Kind;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.StoreEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns changes of the registry into lines of the logs of the models; a line is an event of the history. */
final class RegistryWrites {
    private final Draft draft;

    RegistryWrites(Draft draft) {
        this.draft = draft;
    }

    /** Registers a version and returns its number. */
    int create(NewVersion version) throws IOException {
        ModelSubject present = find(version.model());
        int number = present == null ? 1 : present.next;
        ModelVersion made = new ModelVersion(
                version.model(),
                number,
                Stage.NONE,
                Set.of(),
                version.source(),
                version.packageDigest(),
                version.metrics(),
                version.lineage(),
                version.description(),
                Map.of(),
                Subject.millis(version.change().at()),
                version.change().actor());
        draft.claim(ModelSubject.versionPath(version.model(), number), Registrations.encode(made));
        event(Kind.VERSION_CREATED, version.model(), number, null, null, Stage.NONE.name(), version.change());
        return number;
    }

    void transition(String name, int version, Stage stage, boolean archiveExisting, Change change) throws IOException {
        ModelSubject model = model(name);
        Stage before = version(model, version).stage();
        for (Map.Entry<Integer, ModelSubject.Version> other : model.versions.entrySet()) {
            if (archiveExisting && other.getKey() != version && other.getValue().stage() == stage) {
                setStage(name, other.getKey(), stage, Stage.ARCHIVED, change);
            }
        }
        if (before != stage) {
            setStage(name, version, before, stage, change);
        }
    }

    private void setStage(String name, int version, Stage before, Stage after, Change change) throws IOException {
        event(Kind.STAGE_CHANGED, name, version, null, before.name(), after.name(), change);
    }

    void alias(String name, String alias, @Nullable Integer version, @Nullable Integer expected, Change change)
            throws IOException {
        ModelSubject model = model(name);
        if (version != null) {
            version(model, version);
        }
        int before = model.aliases.getOrDefault(alias, 0);
        if (expected != null && expected != before) {
            throw new ConflictException("alias '" + alias + "' of model '" + name + "' points to "
                    + (before == 0 ? "nothing" : "version " + before) + ", expected "
                    + (expected == 0 ? "nothing" : "version " + expected) + "; read it again, then decide");
        }
        String from = before == 0 ? null : Integer.toString(before);
        if (version == null) {
            if (before != 0) {
                event(Kind.ALIAS_REMOVED, name, before, alias, from, null, change);
            }
        } else if (version != before) {
            event(Kind.ALIAS_SET, name, version, alias, from, version.toString(), change);
        }
    }

    void describe(String name, @Nullable Integer version, String before, String description, Change change)
            throws IOException {
        if (!before.equals(description)) {
            event(Kind.DESCRIBED, name, version == null ? 0 : version, null, before, description, change);
        }
    }

    void tag(String name, @Nullable Integer version, String key, @Nullable String value, Change change)
            throws IOException {
        ModelSubject model = model(name);
        Map<String, String> tags =
                version == null ? model.tags : version(model, version).tags();
        String before = tags.get(key);
        if (!Objects.equals(before, value)) {
            event(Kind.TAGGED, name, version == null ? 0 : version, key, before, value, change);
        }
    }

    void decide(String name, int version, Approval approval) throws IOException {
        version(model(name), version);
        event(Kind.DECIDED, name, version, null, null, approval.decision().name(), approval.change());
    }

    void deleteVersion(String name, int version, Change change) throws IOException {
        ModelSubject model = model(name);
        Stage stage = version(model, version).stage();
        for (Map.Entry<String, Integer> alias : model.aliases.entrySet()) {
            if (alias.getValue() == version) {
                String from = Integer.toString(version);
                event(Kind.ALIAS_REMOVED, name, version, alias.getKey(), from, null, change);
            }
        }
        event(Kind.VERSION_DELETED, name, version, null, stage.name(), null, change);
    }

    void deleteModel(String name, Change change) throws IOException {
        model(name);
        event(Kind.MODEL_DELETED, name, 0, null, null, null, change);
    }

    void write(ModelHistory history) throws IOException {
        ModelInfo info = history.info();
        if (find(info.name()) != null) {
            throw new ConflictException("a model '" + info.name()
                    + "' is, or was, registered here; its numbers and its history cannot be joined with others");
        }
        ObjectNode line = RunWrites.timed("import", info.createdAt());
        line.put("model", info.name());
        line.put("description", info.description());
        Subject.write(info.tags(), line.putObject("tags"));
        line.put("next", history.nextVersion());
        ArrayNode versions = line.putArray("versions");
        for (ModelVersion version : history.versions()) {
            draft.claim(ModelSubject.versionPath(info.name(), version.version()), Registrations.encode(version));
            List<Approval> approvals = history.approvals().getOrDefault(version.version(), List.of());
            versions.add(Registrations.decisions(version, approvals));
        }
        draft.line(ModelSubject.path(info.name()), draft.silent(), line);
        for (RegistryEvent event : history.events()) {
            String name = info.name();
            event("past", event.kind(), name, event.version(), event.alias(), event.from(), event.to(), event.change());
        }
    }

    private void event(
            Kind kind,
            String name,
            int version,
            @Nullable String alias,
            @Nullable String from,
            @Nullable String to,
            Change change)
            throws IOException {
        event("change", kind, name, version, alias, from, to, change);
    }

    private void event(
            String action,
            Kind kind,
            String name,
            int version,
            @Nullable String alias,
            @Nullable String from,
            @Nullable String to,
            Change change)
            throws IOException {
        Map<String, String> detail = new TreeMap<>();
        detail.put("event", kind.name());
        put(detail, "alias", alias);
        put(detail, "from", from);
        put(detail, "to", to);
        put(detail, "reason", change.reason().isEmpty() ? null : change.reason());
        String subject = version == 0 ? name : name + "/" + version;
        long sequence = draft.event(change.at(), StoreEvent.Kind.REGISTRY, subject, change.actor(), detail);
        ObjectNode line = ModelSubject.line(action, kind, name, version, alias, from, to, change);
        draft.line(ModelSubject.path(name), sequence, line);
    }

    private static void put(Map<String, String> detail, String key, @Nullable String value) {
        if (value != null) {
            detail.put(key, value);
        }
    }

    private @Nullable ModelSubject find(String name) {
        return draft.entity(ModelSubject.path(name)).subject() instanceof ModelSubject model ? model : null;
    }

    /** Returns a model that is not deleted. */
    ModelSubject model(String name) {
        ModelSubject model = find(name);
        if (model == null || !model.isLiving) {
            throw new NotFoundException(
                    "there is no registered model '" + name + "'; registry.models() lists the names");
        }
        return model;
    }

    static ModelSubject.Version version(ModelSubject model, int version) {
        ModelSubject.Version present = model.versions.get(version);
        if (present == null) {
            List<Integer> all = new ArrayList<>(model.versions.keySet());
            throw new NotFoundException("model '" + model.name + "' has no version " + version + "; it has "
                    + (all.isEmpty()
                            ? "none"
                            : all.size() > 20 ? all.size() + " versions up to " + all.get(all.size() - 1) : all));
        }
        return present;
    }
}
