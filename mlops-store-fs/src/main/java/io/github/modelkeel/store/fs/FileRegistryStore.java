package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.StoredText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registered models in a directory. */
final class FileRegistryStore implements RegistryStore {
    private final FileStore store;
    private final Registrations registrations;

    FileRegistryStore(FileStore store) {
        this.store = store;
        this.registrations = new Registrations(store);
    }

    @Override
    public ModelVersion create(NewVersion version) {
        String what = "of the new version of model '" + version.model() + "'";
        StoredText.check("the name of a model", version.model());
        StoredText.check("the source " + what, version.source());
        StoredText.check("the digest " + what, version.packageDigest());
        StoredText.check("the description " + what, version.description());
        version.metrics().keySet().forEach(key -> StoredText.check("the name of a metric", key));
        version.lineage().datasets().forEach((role, fingerprint) -> {
            StoredText.check("the role of a dataset " + what, role);
            StoredText.check("the fingerprint of a dataset " + what, fingerprint);
        });
        check(version.change());
        record Made(ModelSubject model, int number) {}
        Made made = store.write(true, draft -> {
            RegistryWrites writes = new RegistryWrites(draft);
            int number = writes.create(version);
            return new Made(writes.model(version.model()), number);
        });
        return registrations.version(made.model(), made.number());
    }

    private static void check(Change change) {
        StoredText.check("the actor of a change", change.actor());
        StoredText.check("the reason of a change", change.reason());
    }

    @Override
    public List<String> models() {
        return store.read(Catalog::models).stream()
                .filter(model -> model.isLiving)
                .map(model -> model.name)
                .sorted(StoredText.CODE_POINTS)
                .toList();
    }

    private Optional<ModelSubject> subject(String name) {
        return store.read(catalog ->
                FileStore.intact(catalog.entity(ModelSubject.path(name))).subject() instanceof ModelSubject model
                        ? Optional.of(model)
                        : Optional.empty());
    }

    private Optional<ModelSubject> living(String name) {
        return subject(name).filter(model -> model.isLiving);
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return living(model).map(this::all).orElse(List.of());
    }

    private List<ModelVersion> all(ModelSubject model) {
        return model.versions.keySet().stream()
                .map(number -> registrations.version(model, number))
                .toList();
    }

    @Override
    public Optional<ModelVersion> find(String model, int version) {
        return living(model)
                .filter(present -> present.versions.containsKey(version))
                .map(present -> registrations.version(present, version));
    }

    @Override
    public ModelVersion transition(String model, int version, Stage stage, boolean archiveExisting, Change change) {
        check(change);
        if (archiveExisting && stage != Stage.STAGING && stage != Stage.PRODUCTION) {
            throw new InvalidInputException(
                    "archiveExisting goes with STAGING or PRODUCTION, not with " + stage + "; call without it");
        }
        ModelSubject after = store.write(true, draft -> {
            RegistryWrites writes = new RegistryWrites(draft);
            writes.transition(model, version, stage, archiveExisting, change);
            return writes.model(model);
        });
        return registrations.version(after, version);
    }

    @Override
    public void alias(
            String model, String alias, @Nullable Integer version, @Nullable Integer expected, Change change) {
        check(change);
        StoredText.check("an alias of model '" + model + "'", alias);
        store.change(draft -> new RegistryWrites(draft).alias(model, alias, version, expected, change));
    }

    @Override
    public List<RegistryEvent> history(String model) {
        return subject(model).map(present -> List.copyOf(present.events)).orElse(List.of());
    }

    @Override
    public Optional<ModelInfo> model(String model) {
        return living(model).map(FileRegistryStore::info);
    }

    private static ModelInfo info(ModelSubject model) {
        return new ModelInfo(model.name, model.description, model.tags, model.createdAt);
    }

    @Override
    public void describe(String model, @Nullable Integer version, String description, Change change) {
        check(change);
        StoredText.check("the description of model '" + model + "'", description);
        store.change(draft -> {
            RegistryWrites writes = new RegistryWrites(draft);
            ModelSubject present = writes.model(model);
            String before = present.description;
            if (version != null) {
                String since = RegistryWrites.version(present, version).description();
                before = since != null ? since : registered(draft, present, version);
            }
            writes.describe(model, version, before, description, change);
        });
    }

    /** Returns the description that a version was registered with, maybe just before by another call. */
    private String registered(Draft draft, ModelSubject model, int version) throws IOException {
        byte[] coming = draft.coming(ModelSubject.versionPath(model.name, version));
        return coming == null ? registrations.version(model, version).description() : Registrations.description(coming);
    }

    @Override
    public void tag(String model, @Nullable Integer version, String key, @Nullable String value, Change change) {
        check(change);
        StoredText.check("the name of a tag", key);
        if (value != null) {
            StoredText.check("tag '" + key + "'", value);
        }
        store.change(draft -> new RegistryWrites(draft).tag(model, version, key, value, change));
    }

    @Override
    public void decide(String model, int version, Approval approval) {
        check(approval.change());
        store.change(draft -> new RegistryWrites(draft).decide(model, version, approval));
    }

    @Override
    public List<Approval> approvals(String model, int version) {
        return living(model)
                .map(present -> present.approvals.getOrDefault(version, List.of()))
                .orElse(List.of());
    }

    @Override
    public void deleteVersion(String model, int version, Change change) {
        check(change);
        store.change(draft -> new RegistryWrites(draft).deleteVersion(model, version, change));
    }

    @Override
    public void deleteModel(String model, Change change) {
        check(change);
        store.change(draft -> new RegistryWrites(draft).deleteModel(model, change));
    }

    @Override
    public Optional<ModelHistory> read(String model) {
        return living(model)
                .map(present ->
                        new ModelHistory(info(present), present.next, all(present), present.approvals, present.events));
    }

    @Override
    public void write(ModelHistory history) {
        ModelInfo info = history.info();
        StoredText.check("the name of a model", info.name());
        StoredText.check("the description of model '" + info.name() + "'", info.description());
        history.events().forEach(event -> check(event.change()));
        store.change(draft -> new RegistryWrites(draft).write(history));
    }
}
