package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.Stage;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What versions were registered with: a file for each, which never changes. Thread-safe. */
final class Registrations {
    private static final int MOST_KNOWN = 20_000;

    private final FileStore store;
    private final Map<String, ModelVersion> known = new ConcurrentHashMap<>();

    Registrations(FileStore store) {
        this.store = store;
    }

    static byte[] encode(ModelVersion version) throws IOException {
        ObjectNode json = Lines.object();
        json.put("model", version.model());
        json.put("version", version.version());
        json.put("source", version.source());
        json.put("package", version.packageDigest());
        ObjectNode metrics = json.putObject("metrics");
        version.metrics().forEach(metrics::put);
        json.put("run", version.lineage().runId());
        Subject.write(version.lineage().datasets(), json.putObject("datasets"));
        json.put("code", version.lineage().codeFingerprint());
        json.put("description", version.description());
        json.put("at", Subject.millis(version.createdAt()).toString());
        json.put("by", version.createdBy());
        return Lines.encode(json);
    }

    /** Returns the description in what {@link #encode} returned. */
    static String description(byte[] line) {
        return requireNonNull(Lines.decode(line, 0, line.length - 1))
                .path("description")
                .asText();
    }

    /** Returns a version as it is now. */
    ModelVersion version(ModelSubject model, int number) {
        ModelSubject.Version now = model.versions.get(number);
        if (now == null) {
            throw new IllegalArgumentException("no version " + number);
        }
        ModelVersion registered = registered(model.name, number);
        Set<String> aliases = new TreeSet<>();
        model.aliases.forEach((alias, version) -> {
            if (version == number) {
                aliases.add(alias);
            }
        });
        String description = now.description();
        return new ModelVersion(
                registered.model(),
                number,
                now.stage(),
                aliases,
                registered.source(),
                registered.packageDigest(),
                registered.metrics(),
                registered.lineage(),
                description == null ? registered.description() : description,
                now.tags(),
                registered.createdAt(),
                registered.createdBy());
    }

    private ModelVersion registered(String model, int number) {
        String path = ModelSubject.versionPath(model, number);
        ModelVersion present = known.get(path);
        if (present == null) {
            present = read(store.path(path), model, number);
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(path, present);
        }
        return present;
    }

    private static ModelVersion read(Path file, String model, int number) {
        try (FileInputStream in = new FileInputStream(file.toFile())) { // not a channel: bears interrupts
            byte[] line = in.readAllBytes();
            boolean isLine = line.length > 0 && line[line.length - 1] == '\n';
            ObjectNode json = isLine ? Lines.decode(line, 0, line.length - 1) : null;
            if (json == null) {
                throw LogReader.damaged(file, 1, "does not match its CRC");
            }
            if (!json.path("model").asText().equals(model)
                    || json.path("version").asInt() != number) {
                throw LogReader.damaged(file, 1, "is that of another version");
            }
            Map<String, Double> metrics = new TreeMap<>();
            json.path("metrics")
                    .properties()
                    .forEach(each -> metrics.put(each.getKey(), Series.number(each.getValue())));
            Lineage lineage = new Lineage(
                    Subject.textOrNull(json.path("run")),
                    Subject.texts(json.path("datasets")),
                    Subject.textOrNull(json.path("code")));
            return new ModelVersion(
                    model,
                    number,
                    Stage.NONE,
                    Set.of(),
                    json.path("source").asText(),
                    json.path("package").asText(),
                    metrics,
                    lineage,
                    json.path("description").asText(),
                    Map.of(),
                    Instant.parse(json.path("at").asText()),
                    json.path("by").asText());
        } catch (FileNotFoundException e) {
            if (Files.notExists(file)) {
                throw new IntegrityException(
                        "'" + file + "' is missing: it says what version " + number + " of model '" + model
                                + "' is; restore it from a copy",
                        e);
            }
            throw new UnavailableException("'" + file + "' could not be read: " + e, e);
        } catch (IOException e) {
            throw new UnavailableException("'" + file + "' could not be read: " + e, e);
        }
    }

    static ObjectNode decisions(ModelVersion version, List<Approval> approvals) {
        ObjectNode json = Lines.object();
        json.put("version", version.version());
        json.put("stage", version.stage().name());
        Subject.write(version.tags(), json.putObject("tags"));
        ArrayNode aliases = json.putArray("aliases");
        version.aliases().forEach(aliases::add);
        ArrayNode decisions = json.putArray("decisions");
        approvals.forEach(each -> decisions
                .addObject()
                .put("decision", each.decision().name())
                .put("actor", each.change().actor())
                .put("reason", each.change().reason())
                .put("at", Subject.millis(each.change().at()).toString()));
        return json;
    }
}
