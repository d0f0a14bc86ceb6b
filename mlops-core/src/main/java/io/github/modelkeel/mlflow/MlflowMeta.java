package io.github.modelkeel.mlflow;

import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A file {@code meta.yaml}: texts by name. Untrusted: bounded in size, every scalar is taken as its text, nothing is constructed. Immutable. */
final class MlflowMeta {
    private static final int MAX_BYTES = 1 << 22;

    private final String where;
    private final Map<String, String> values;

    private MlflowMeta(String where, Map<String, String> values) {
        this.where = where;
        this.values = values;
    }

    /** Returns the file of a folder, or empty when it has none. */
    static Optional<MlflowMeta> find(Path folder) {
        return Files.isRegularFile(folder.resolve("meta.yaml"), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(read(folder))
                : Optional.empty();
    }

    static MlflowMeta read(Path folder) {
        Path file = folder.resolve("meta.yaml");
        Map<String, String> values = new HashMap<>();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw MlflowCodes.wrong(file.toString(), Files.size(file) + " bytes", "at most " + MAX_BYTES);
            }
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setMaxAliasesForCollections(0)
                    .setCodePointLimit(MAX_BYTES)
                    .build();
            Optional<Node> content = new Compose(settings).composeString(Files.readString(file));
            if (content.isEmpty() || !(content.get() instanceof MappingNode map)) {
                throw MlflowCodes.wrong(file.toString(), "no mapping", "one");
            }
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && entry.getValueNode() instanceof ScalarNode value) {
                    values.put(key.getValue(), value.getValue());
                }
            }
        } catch (YamlEngineException e) {
            throw MlflowCodes.wrong(file.toString(), "broken YAML (" + e.getMessage() + ")", "a mapping");
        } catch (IOException e) {
            throw new UnavailableException("'" + file + "' cannot be read: " + e.getMessage(), e);
        }
        return new MlflowMeta(file.toString(), values);
    }

    String where() {
        return where;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw MlflowCodes.wrong(where, "no '" + name + "'", "one");
        }
        return value;
    }

    /** Returns a text, or another when it is absent, empty or null: quoting is lost, and null was never a text here. */
    String textOr(String name, String otherwise) {
        String value = values.get(name);
        return value == null || value.isEmpty() || value.equals("null") ? otherwise : value;
    }

    Optional<Long> millis(String name) {
        String value = textOr(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(MlflowCodes.whole(where + " " + name, value));
    }
}
