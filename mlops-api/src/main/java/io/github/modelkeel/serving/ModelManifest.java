package io.github.modelkeel.serving;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.InputField.Range;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model package says of itself: the content of {@code model.json}. Holds no ids and no times, so that the same training
 * gives the same bytes. Immutable.
 *
 * @param format name of the {@code ModelFormat} that reads {@code model.bin}: 1 to 100 letters, digits, dots, hyphens
 * @param signature what the model takes and gives
 * @param algorithm name of the algorithm, for instance {@code xgboost}
 * @param hyperparameters every setting of the trainer: numbers, texts and booleans; whole numbers become {@code Long}, others
 *     {@code Double}
 * @param seed the seed, or empty for a trainer without chance
 * @param data fingerprint of each dataset, by role, for instance {@code train}
 * @param code fingerprint of the code that trained, or {@code null}
 * @param gitCommit commit the code came from, 7 to 64 hexadecimal digits, or {@code null}
 * @param environment what matters for making the model again: JDK, operating system, library versions
 * @param metrics what was measured, by name
 * @param files SHA-256 of every other file of the package, by name; empty until {@link ModelPackage#files} fills it
 */
public record ModelManifest(
        String format,
        ModelSignature signature,
        String algorithm,
        Map<String, Object> hyperparameters,
        OptionalLong seed,
        Map<String, Fingerprint> data,
        @Nullable Fingerprint code,
        @Nullable String gitCommit,
        Map<String, String> environment,
        Map<String, Double> metrics,
        Map<String, Fingerprint> files) {
    /** Version of the stored form. A reader refuses a newer one. */
    public static final long FORMAT_VERSION = 1;

    private static final String FORMAT = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    private static final String COMMIT = "0123456789abcdef";

    /** Checks the names and copies the maps, sorted by key. */
    public ModelManifest {
        requireNonNull(signature, "signature");
        requireNonNull(algorithm, "algorithm");
        requireNonNull(seed, "seed");
        if (!consists(format, FORMAT, 1, 100)) {
            throw new IllegalArgumentException(
                    "a format has 1 to 100 letters, digits, dots and hyphens, was '" + format + "'");
        }
        if (gitCommit != null && !consists(gitCommit, COMMIT, 7, 64)) {
            throw new IllegalArgumentException("a commit has 7 to 64 hexadecimal digits, was '" + gitCommit + "'");
        }
        Map<String, Object> settings = new TreeMap<>();
        for (Map.Entry<String, Object> entry : hyperparameters.entrySet()) {
            settings.put(entry.getKey(), setting(entry.getKey(), entry.getValue()));
        }
        hyperparameters = Collections.unmodifiableMap(settings);
        data = sorted(data);
        environment = sorted(environment);
        metrics = sorted(metrics);
        files = sorted(files);
    }

    /** Returns whether a text has only these characters and so many; no regular expression, which takes time to load. */
    private static boolean consists(String text, String characters, int shortest, int longest) {
        boolean fits = text.length() >= shortest && text.length() <= longest;
        for (int i = 0; fits && i < text.length(); i++) {
            fits = characters.indexOf(text.charAt(i)) >= 0;
        }
        return fits;
    }

    /** Returns this manifest with other digests. */
    public ModelManifest withFiles(Map<String, Fingerprint> digests) {
        return new ModelManifest(
                format,
                signature,
                algorithm,
                hyperparameters,
                seed,
                data,
                code,
                gitCommit,
                environment,
                metrics,
                digests);
    }

    /** Returns the stored form. */
    public Map<String, Object> toDocument() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("format_version", FORMAT_VERSION);
        document.put("format", format);
        document.put("signature", signature(signature));
        document.put("algorithm", algorithm);
        document.put("hyperparameters", hyperparameters);
        document.put("seed", seed.isPresent() ? (Object) seed.getAsLong() : null);
        document.put("data", hexes(data));
        document.put("code", code == null ? null : code.hex());
        document.put("git_commit", gitCommit);
        document.put("environment", environment);
        Map<String, @Nullable Object> measured = new LinkedHashMap<>();
        metrics.forEach((name, value) -> measured.put(name, StoredMap.number(value)));
        document.put("metrics", measured);
        document.put("files", hexes(files));
        return present(document);
    }

    /**
     * Reads the stored form. The document is untrusted.
     *
     * @throws IntegrityException if it is damaged or of a newer version; the message has the path of what is wrong
     */
    public static ModelManifest of(Map<String, ?> document) {
        StoredMap stored = StoredMap.of("model.json", document);
        long version = stored.whole("format_version");
        if (version > FORMAT_VERSION) {
            throw new IntegrityException("model.json has format version " + version
                    + " but this library reads versions up to " + FORMAT_VERSION
                    + "; use a newer version of the library");
        }
        try {
            return new ModelManifest(
                    stored.text("format"),
                    signature(stored.map("signature")),
                    stored.text("algorithm"),
                    settings(stored.map("hyperparameters")),
                    stored.has("seed") ? OptionalLong.of(stored.whole("seed")) : OptionalLong.empty(),
                    fingerprints(stored.map("data")),
                    stored.has("code") ? fingerprint(stored, "code") : null,
                    stored.textOrNull("git_commit"),
                    texts(stored.map("environment")),
                    numbers(stored.map("metrics")),
                    fingerprints(stored.map("files")));
        } catch (IllegalArgumentException e) { // from the constructors, which say what is wrong
            throw new IntegrityException("model.json is not valid: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> signature(ModelSignature signature) {
        List<Object> inputs = new ArrayList<>();
        for (InputField input : signature.inputs()) {
            Map<String, @Nullable Object> field = new LinkedHashMap<>();
            field.put("name", input.name());
            field.put("type", input.type().name().toLowerCase(Locale.ROOT));
            field.put("nullable", input.nullable());
            field.put("allowed", range(input.allowed()));
            field.put("observed", range(input.observed()));
            field.put("levels", input.levels());
            field.put("closed", input.closed());
            inputs.add(field);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("inputs", inputs);
        document.put("task", signature.task().name().toLowerCase(Locale.ROOT));
        document.put("target", signature.target());
        document.put("classes", signature.classes());
        return document;
    }

    private static ModelSignature signature(StoredMap stored) {
        List<InputField> inputs = new ArrayList<>();
        for (StoredMap field : stored.maps("inputs")) {
            inputs.add(new InputField(
                    field.text("name"),
                    field.constant("type", ColumnType.values()),
                    field.flag("nullable"),
                    range(field, "allowed"),
                    range(field, "observed"),
                    field.texts("levels"),
                    field.flag("closed")));
        }
        return new ModelSignature(
                inputs, stored.constant("task", Task.values()), stored.text("target"), stored.texts("classes"));
    }

    private static @Nullable Map<String, Object> range(@Nullable Range range) {
        if (range == null) {
            return null;
        }
        Map<String, @Nullable Object> ends = new LinkedHashMap<>();
        ends.put("min", StoredMap.number(range.min()));
        ends.put("max", StoredMap.number(range.max()));
        return present(ends);
    }

    private static @Nullable Range range(StoredMap field, String key) {
        return field.has(key)
                ? new Range(field.map(key).number("min"), field.map(key).number("max"))
                : null;
    }

    private static Map<String, Object> hexes(Map<String, Fingerprint> fingerprints) {
        Map<String, Object> hexes = new LinkedHashMap<>();
        fingerprints.forEach((name, fingerprint) -> hexes.put(name, fingerprint.hex()));
        return hexes;
    }

    private static Fingerprint fingerprint(StoredMap stored, String key) {
        String hex = stored.text(key);
        try {
            return new Fingerprint(hex);
        } catch (InvalidInputException e) {
            throw StoredMap.wrong(stored.path(key), "64 lower-case hexadecimal digits", hex);
        }
    }

    private static Map<String, Fingerprint> fingerprints(StoredMap stored) {
        Map<String, Fingerprint> fingerprints = new LinkedHashMap<>();
        for (String name : stored.names()) {
            fingerprints.put(name, fingerprint(stored, name));
        }
        return fingerprints;
    }

    private static Map<String, Object> settings(StoredMap stored) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String name : stored.names()) {
            Object value = stored.raw(name);
            if (!(value instanceof String || value instanceof Boolean || value instanceof Number)) {
                throw StoredMap.wrong(stored.path(name), "a number, a text or a boolean", value);
            }
            settings.put(name, value);
        }
        return settings;
    }

    private static Map<String, String> texts(StoredMap stored) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : stored.names()) {
            texts.put(name, stored.text(name));
        }
        return texts;
    }

    private static Map<String, Double> numbers(StoredMap stored) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (String name : stored.names()) {
            numbers.put(name, stored.number(name));
        }
        return numbers;
    }

    private static Object setting(String name, Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        } else if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? (Object) number : Double.toString(number);
        } else if (value instanceof Long || value instanceof String || value instanceof Boolean) {
            return value;
        }
        throw new IllegalArgumentException(
                "hyperparameter '" + name + "' must be a number, a text or a boolean, was " + value);
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // JSON knows null; readers of documents check every value
    private static Map<String, Object> present(Map<String, @Nullable Object> document) {
        return (Map<String, Object>) (Map<?, ?>) document;
    }
}
