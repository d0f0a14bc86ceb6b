package io.github.modelkeel.mlflow;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes registered models of MLflow, with the events that led to them as far as MLflow knows them. */
final class MlflowModels {
    private static final String ACTOR = "mlflow";
    private static final String REASON = "imported from MLflow";
    private static final Pattern RUN_SOURCE = Pattern.compile("runs:/([^/]+)/(.+)");
    private static final Pattern FILE_SOURCE = Pattern.compile(".*/([a-z0-9]{32})/artifacts/(.+)");

    private final Storage storage;
    private final Set<String> runs;
    private int models;
    private int versions;

    /** Creates a writer that knows which runs were written. */
    MlflowModels(Storage storage, Set<String> runs) {
        this.storage = storage;
        this.runs = runs;
    }

    int models() {
        return models;
    }

    int versions() {
        return versions;
    }

    void write(MlflowContent.ModelContent model) {
        ModelHistory history = history(model);
        Optional<ModelHistory> present = storage.registry().read(model.name());
        if (present.isEmpty()) {
            storage.registry().write(history);
        } else if (!present.get().versions().equals(history.versions())) {
            throw new ConflictException("a model '" + model.name() + "' with other versions is already in "
                    + storage.description() + "; rename one of the two before importing");
        }
        models++;
        versions += history.versions().size();
    }

    private ModelHistory history(MlflowContent.ModelContent model) {
        List<MlflowContent.Version> all = model.versions().stream()
                .sorted(Comparator.comparingInt(MlflowContent.Version::number))
                .toList();
        int next = all.isEmpty() ? 1 : all.get(all.size() - 1).number() + 1;
        List<ModelVersion> living = new ArrayList<>();
        List<RegistryEvent> events = new ArrayList<>();
        for (MlflowContent.Version version : all) {
            events(model, version, events);
            Stage stage = version.stage();
            if (stage != null) {
                living.add(version(model, version, stage));
            }
        }
        model.aliases().forEach((alias, version) -> {
            long at = all.stream()
                    .filter(each -> each.number() == version)
                    .mapToLong(MlflowContent.Version::updatedMillis)
                    .findFirst()
                    .orElse(model.createdMillis());
            events.add(event(model, RegistryEvent.Kind.ALIAS_SET, version, alias, null, version.toString(), ACTOR, at));
        });
        ModelInfo info = new ModelInfo(
                model.name(), model.description(), model.tags(), Instant.ofEpochMilli(model.createdMillis()));
        return new ModelHistory(info, next, living, Map.of(), events);
    }

    private static void events(
            MlflowContent.ModelContent model, MlflowContent.Version version, List<RegistryEvent> events) {
        int number = version.number();
        String actor = version.user().isEmpty() ? ACTOR : version.user();
        events.add(event(
                model,
                RegistryEvent.Kind.VERSION_CREATED,
                number,
                null,
                null,
                Stage.NONE.name(),
                actor,
                version.createdMillis()));
        Stage stage = version.stage();
        if (stage == null) {
            events.add(event(
                    model,
                    RegistryEvent.Kind.VERSION_DELETED,
                    number,
                    null,
                    null,
                    null,
                    ACTOR,
                    version.updatedMillis()));
        } else if (stage != Stage.NONE) {
            events.add(event(
                    model,
                    RegistryEvent.Kind.STAGE_CHANGED,
                    number,
                    null,
                    Stage.NONE.name(),
                    stage.name(),
                    ACTOR,
                    version.updatedMillis()));
        }
    }

    private static RegistryEvent event(
            MlflowContent.ModelContent model,
            RegistryEvent.Kind kind,
            int version,
            @Nullable String alias,
            @Nullable String from,
            @Nullable String to,
            String actor,
            long atMillis) {
        Change change = new Change(actor, REASON, Instant.ofEpochMilli(atMillis));
        return new RegistryEvent(0, kind, model.name(), version, alias, from, to, change);
    }

    private ModelVersion version(MlflowContent.ModelContent model, MlflowContent.Version version, Stage stage) {
        String run = version.runId() == null ? null : MlflowWriter.runId(version.runId());
        Set<String> aliases = model.aliases().entrySet().stream()
                .filter(each -> each.getValue() == version.number())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new ModelVersion(
                model.name(),
                version.number(),
                stage,
                aliases,
                source(version.source()),
                "",
                Map.of(),
                new Lineage(run != null && runs.contains(run) ? run : null, Map.of(), null),
                version.description(),
                version.tags(),
                Instant.ofEpochMilli(version.createdMillis()),
                version.user().isEmpty() ? ACTOR : version.user());
    }

    /** Names the files of a run that was imported the way they are named here; other sources stay as they are. */
    private String source(String source) {
        for (Pattern form : List.of(RUN_SOURCE, FILE_SOURCE)) {
            Matcher parts = form.matcher(source);
            if (parts.matches() && runs.contains(MlflowWriter.runId(parts.group(1)))) {
                return "runs:/" + MlflowWriter.runId(parts.group(1)) + "/" + parts.group(2);
            }
        }
        return source;
    }
}
