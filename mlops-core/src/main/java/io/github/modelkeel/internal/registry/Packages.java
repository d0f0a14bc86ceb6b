package io.github.modelkeel.internal.registry;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.model.DocumentCodec;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.registry.ModelUri;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.ModelFormat;
import io.github.modelkeel.spi.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads model packages out of the files of runs, verified, and their models by the formats of the host. Thread-safe. */
public final class Packages {
    /** Largest file of a package that is read, in bytes. */
    static final int MAX_FILE_BYTES = 1 << 30;

    private final Storage storage;
    private final DocumentCodec codec;
    private final Map<String, ModelFormat> formats;

    /**
     * Creates a reader.
     *
     * @throws IllegalArgumentException if two formats have the same name
     */
    public Packages(Storage storage, DocumentCodec codec, List<ModelFormat> formats) {
        this.storage = requireNonNull(storage, "storage");
        this.codec = requireNonNull(codec, "codec");
        this.formats = new TreeMap<>();
        for (ModelFormat format : formats) {
            if (this.formats.put(format.name(), format) != null) {
                throw new IllegalArgumentException("two model formats are named '" + format.name() + "'; pass one");
            }
        }
    }

    /**
     * A package as stored.
     *
     * @param digest SHA-256 of its {@code model.json}
     * @param content what is in it
     */
    public record Stored(Fingerprint digest, ModelPackage content) {}

    /** Returns the codec that reads and writes documents. */
    public DocumentCodec codec() {
        return codec;
    }

    /**
     * Reads the package of a run.
     *
     * @throws NotFoundException if the run or the package does not exist
     * @throws IntegrityException if it is not whole
     */
    public Stored read(String runId, String path) {
        Names.runId(runId);
        ArtifactStore files = storage.artifacts();
        Optional<byte[]> manifest = content(files, runId, path + "/" + ModelPackage.MANIFEST_FILE);
        if (manifest.isEmpty()) {
            throw noPackage(runId, path);
        }
        ModelPackage content = ModelPackage.read(
                name -> name.equals(ModelPackage.MANIFEST_FILE) ? manifest : content(files, runId, path + "/" + name),
                codec);
        return new Stored(Fingerprint.ofBytes(manifest.get()), content);
    }

    /**
     * Reads the package of a registered version.
     *
     * @throws IntegrityException if it is not whole, or not the one that was registered
     */
    public Stored read(ModelVersion version) {
        if (!(ModelUri.parse(version.source()) instanceof ModelUri.InRun source)) {
            throw new IntegrityException("model '" + version.model() + "' v" + version.version() + " has the source '"
                    + version.source() + "', which is not runs:/<run id>/<path>; the registry is damaged");
        }
        Stored stored = read(source.runId(), source.path());
        if (!stored.digest().hex().equals(version.packageDigest())) {
            throw new IntegrityException("the package of model '" + version.model() + "' v" + version.version()
                    + " has the digest " + stored.digest().hex() + " but " + version.packageDigest()
                    + " was registered; it was replaced: restore the files of run " + source.runId());
        }
        return stored;
    }

    /**
     * Reads the model of a package and replays its golden rows.
     *
     * @throws NotFoundException if the host passed no format of this name
     * @throws IntegrityException if the model is damaged or does not reproduce its golden rows
     */
    public Model model(ModelPackage content) {
        Model model = model(content.manifest().format(), content.model(), content);
        content.golden().verify(content.features(), model);
        return model;
    }

    private Model model(String format, byte[] bytes, ModelPackage content) {
        return format(format).read(bytes, content.manifest().signature());
    }

    /**
     * Returns a format by name.
     *
     * @throws NotFoundException if the host passed none of this name
     */
    public ModelFormat format(String name) {
        ModelFormat format = formats.get(name);
        if (format == null) {
            throw new NotFoundException("no model format '" + name + "'; the host passed " + formats.keySet()
                    + ": pass the format to Mlops.open, for instance "
                    + (name.startsWith("tribuo") ? "Tribuo.format()" : "TreeModels.format()"));
        }
        return format;
    }

    private NotFoundException noPackage(String runId, String path) {
        if (storage.runs().find(runId).isEmpty()) {
            return new NotFoundException("no run '" + runId + "' in " + storage.description() + "; check the id");
        }
        String end = "/" + ModelPackage.MANIFEST_FILE;
        List<String> packages = storage.artifacts().list(runId, "").stream()
                .map(file -> file.path())
                .filter(file -> file.endsWith(end))
                .map(file -> file.substring(0, file.length() - end.length()))
                .toList();
        return new NotFoundException("run '" + runId + "' has no model package at '" + Names.shown(path) + "'"
                + Nearest.hint(path, packages, "packages", "it has none at all"));
    }

    private static Optional<byte[]> content(ArtifactStore files, String runId, String path) {
        Optional<InputStream> opened = files.open(runId, path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = opened.get()) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES);
            if (in.read() >= 0) {
                throw new IntegrityException("'" + path + "' of run '" + runId + "' is larger than " + MAX_FILE_BYTES
                        + " bytes; no part of a model package may be");
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw new UnavailableException(
                    "'" + path + "' of run '" + runId + "' cannot be read: " + e.getMessage(), e);
        }
    }
}
