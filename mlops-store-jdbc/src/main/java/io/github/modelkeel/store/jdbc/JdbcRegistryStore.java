package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.registry.Change;
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
}
