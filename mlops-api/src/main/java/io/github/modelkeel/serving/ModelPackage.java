package io.github.modelkeel.serving;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.DocumentCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A model with everything needed to serve and watch it, in six files: {@code model.json}, {@code features.json},
 * {@code model.bin}, {@code golden.json}, {@code profile.json} and {@code card.md}. Holds no ids and no times: the same training
 * gives the same bytes. Immutable by convention, thread-safe: {@link #model()} is not copied and must not be changed.
 */
public final class ModelPackage {
    /** Name of the file with the manifest, which has the digests of the others. */
    public static final String MANIFEST_FILE = "model.json";

    private static final String FEATURES_FILE = "features.json";
    private static final String MODEL_FILE = "model.bin";
    private static final String GOLDEN_FILE = "golden.json";
    private static final String PROFILE_FILE = "profile.json";
    private static final String CARD_FILE = "card.md";

    private final ModelManifest manifest;
    private final FittedFeatures features;
    private final byte[] model;
    private final GoldenRows golden;
    private final LazyProfile profile;
    private final String card;

    /**
     * Puts a package together.
     *
     * @param manifest what the package says of itself
     * @param features the transformation from raw inputs to those of the model
     * @param model the model in the format that the manifest names
     * @param golden rows with known scores, replayed on loading
     * @param profile what the training rows looked like, to detect drift
     * @param card for people: what it is, data, metrics, limits; Markdown
     */
    public ModelPackage(
            ModelManifest manifest,
            FittedFeatures features,
            byte[] model,
            GoldenRows golden,
            Profile profile,
            String card) {
        this(manifest, features, model, golden, LazyProfile.of(requireNonNull(profile, "profile")), card);
    }

    private ModelPackage(
            ModelManifest manifest,
            FittedFeatures features,
            byte[] model,
            GoldenRows golden,
            LazyProfile profile,
            String card) {
        this.manifest = requireNonNull(manifest, "manifest");
        this.features = requireNonNull(features, "features");
        this.model = requireNonNull(model, "model");
        this.golden = requireNonNull(golden, "golden");
        this.profile = profile;
        this.card = requireNonNull(card, "card");
    }

    /** Returns what the package says of itself. */
    public ModelManifest manifest() {
        return manifest;
    }

    /** Returns the transformation from raw inputs to those of the model. */
    public FittedFeatures features() {
        return features;
    }

    /** Returns the model in the format that the manifest names; not a copy. */
    public byte[] model() {
        return model;
    }

    /** Returns rows with known scores, replayed on loading. */
    public GoldenRows golden() {
        return golden;
    }

    /**
     * Returns what the training rows looked like, to detect drift. The digest of a stored one was checked when the package was
     * read; its content is read when it is asked for, which those who only predict never do.
     *
     * @throws IntegrityException if the content is not that of a profile, or of a newer version
     */
    public Profile profile() {
        return profile.get();
    }

    /** Returns what is said to people: what it is, data, metrics, limits; Markdown. */
    public String card() {
        return card;
    }

    /** Returns the files of the package by name, sorted; the manifest among them has the digests of the others. */
    public Map<String, byte[]> files(DocumentCodec codec) {
        Map<String, byte[]> files = new TreeMap<>();
        files.put(FEATURES_FILE, codec.write(features.toDocument()));
        files.put(MODEL_FILE, model.clone());
        files.put(GOLDEN_FILE, codec.write(golden.toDocument()));
        files.put(PROFILE_FILE, codec.write(profile().toDocument()));
        files.put(CARD_FILE, card.getBytes(StandardCharsets.UTF_8));
        Map<String, Fingerprint> digests = new TreeMap<>();
        files.forEach((name, bytes) -> digests.put(name, Fingerprint.ofBytes(bytes)));
        files.put(MANIFEST_FILE, codec.write(manifest.withFiles(digests).toDocument()));
        return files;
    }

    /**
     * Reads a package. The files are untrusted: each is held against its SHA-256 in the manifest before it is parsed, and
     * only the six names above are ever asked for.
     *
     * @param file gives the content of a file by its name, or empty if there is none
     * @param codec reads JSON
     * @throws IntegrityException if a file is absent, damaged, contradicts another, or is of a newer version
     */
    public static ModelPackage read(Function<String, Optional<byte[]>> file, DocumentCodec codec) {
        byte[] manifestBytes = content(file, MANIFEST_FILE);
        ModelManifest manifest = ModelManifest.of(codec.read(manifestBytes, MANIFEST_FILE));
        FittedFeatures features = features(codec.read(verified(file, manifest, FEATURES_FILE), FEATURES_FILE));
        GoldenRows golden = GoldenRows.of(
                codec.read(verified(file, manifest, GOLDEN_FILE), GOLDEN_FILE),
                manifest.signature().outputs());
        LazyProfile profile = LazyProfile.of(verified(file, manifest, PROFILE_FILE), PROFILE_FILE, codec);
        byte[] model = verified(file, manifest, MODEL_FILE);
        String card = utf8(verified(file, manifest, CARD_FILE));
        return new ModelPackage(manifest, features, model, golden, profile, card);
    }

    private static byte[] verified(Function<String, Optional<byte[]>> file, ModelManifest manifest, String name) {
        Fingerprint expected = manifest.files().get(name);
        if (expected == null) {
            throw new IntegrityException(
                    "model.json has no digest of " + name + "; the package is incomplete: restore it or train again");
        }
        byte[] bytes = content(file, name);
        Fingerprint actual = Fingerprint.ofBytes(bytes);
        if (!actual.hex().equals(expected.hex())) {
            throw new IntegrityException(name + " has the SHA-256 " + actual.hex() + " but model.json says "
                    + expected.hex() + "; it was damaged or edited: restore the package or train again");
        }
        return bytes;
    }

    private static byte[] content(Function<String, Optional<byte[]>> file, String name) {
        Optional<byte[]> content = file.apply(name);
        if (content.isEmpty()) {
            throw new IntegrityException(
                    "the package has no " + name + "; it is incomplete: restore it or train again");
        }
        return content.get();
    }

    private static FittedFeatures features(Map<String, Object> document) {
        try {
            return FittedFeatures.of(document);
        } catch (MlopsException | IllegalArgumentException e) {
            throw notValid(FEATURES_FILE, e);
        }
    }

    /** What the readers take for wrong input was stored here. */
    static IntegrityException notValid(String name, RuntimeException e) {
        return e instanceof IntegrityException integrity
                ? integrity
                : new IntegrityException(name + " is not valid: " + e.getMessage(), e);
    }

    private static String utf8(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) { // what is not UTF-8 was replaced
            throw new IntegrityException("card.md is not UTF-8; restore the package or train again");
        }
        return text;
    }
}
