package io.github.modelkeel.store.jdbc;

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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registered models in a database. */
final class JdbcRegistryStore implements RegistryStore {
    private final Database database;

    JdbcRegistryStore(Database database) {
        this.database = database;
    }

    @Override
    public ModelVersion create(NewVersion version) {
        return database.write(tx -> new RegistryWrites(tx).create(version));
    }

    @Override
    public List<String> models() {
        return database.read(db -> new RegistryReads(db).models()).stream()
                .sorted(StoredText.CODE_POINTS)
                .toList();
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return database.read(db -> List.copyOf(new RegistryReads(db).versions(model)));
    }

    @Override
    public Optional<ModelVersion> find(String model, int version) {
        return database.read(db -> new RegistryReads(db).version(model, version));
    }

    @Override
    public ModelVersion transition(String model, int version, Stage stage, boolean archiveExisting, Change change) {
        return database.write(tx -> new RegistryWrites(tx).transition(model, version, stage, archiveExisting, change));
    }

    @Override
    public void alias(
            String model, String alias, @Nullable Integer version, @Nullable Integer expected, Change change) {
        database.change(tx -> {
            new RegistryWrites(tx).alias(model, alias, version, expected, change);
        });
    }

    @Override
    public List<RegistryEvent> history(String model) {
        return database.read(db -> List.copyOf(new RegistryReads(db).history(model)));
    }

    @Override
    public Optional<ModelInfo> model(String model) {
        return database.read(db -> new RegistryReads(db).info(model));
    }

    @Override
    public void describe(String model, @Nullable Integer version, String description, Change change) {
        database.change(tx -> new ModelWrites(tx).describe(model, version, description, change));
    }

    @Override
    public void tag(String model, @Nullable Integer version, String key, @Nullable String value, Change change) {
        database.change(tx -> new ModelWrites(tx).tag(model, version, key, value, change));
    }

    @Override
    public void decide(String model, int version, Approval approval) {
        database.change(tx -> new ModelWrites(tx).decide(model, version, approval));
    }

    @Override
    public List<Approval> approvals(String model, int version) {
        return database.read(db -> List.copyOf(new RegistryReads(db).approvals(model, version)));
    }

    @Override
    public void deleteVersion(String model, int version, Change change) {
        database.change(tx -> new ModelWrites(tx).deleteVersion(model, version, change));
    }

    @Override
    public void deleteModel(String model, Change change) {
        database.change(tx -> new ModelWrites(tx).deleteModel(model, change));
    }

    @Override
    public Optional<ModelHistory> read(String model) {
        return database.read(db -> new RegistryReads(db).read(model));
    }

    @Override
    public void write(ModelHistory history) {
        database.change(tx -> new ModelWrites(tx).write(history));
    }
}
