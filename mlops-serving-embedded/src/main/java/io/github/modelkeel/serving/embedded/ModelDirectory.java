package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.model.DocumentCodec;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import io.github.modelkeel.spi.ModelFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model package in a directory of its own: the way from a training machine to a host that only serves. Immutable and
 * thread-safe once opened; everything was read, nothing stays open.
 */
public final class ModelDirectory {
    /** Largest file of a package. */
    public static final long MAX_FILE_BYTES = PackageFiles.MAX_BYTES;

    private static final DocumentCodec JSON = new JsonDocuments();

    private final ModelPackage content;
    private final Model model;

    private ModelDirectory(ModelPackage content, Model model) {
        this.content = content;
        this.model = model;
    }

    /**
     * Reads and checks a package: digests first, then structure. Only its six files are read, and no symbolic link is followed
     * inside the directory.
     *
     * @param directory the directory
     * @param formats the formats this host serves, for instance {@link TreeModels#format()}
     * @throws NotFoundException if there is no such directory
     * @throws IntegrityException if the package is incomplete, damaged, or of a newer version
     * @throws InvalidInputException if its model is in none of the formats
     * @throws io.github.modelkeel.error.UnavailableException if a file cannot be read
     */
    public static ModelDirectory open(Path directory, ModelFormat... formats) {
        if (!Files.isDirectory(directory)) {
            throw new NotFoundException("no directory '" + directory + "' to read a model package from");
        }
        ModelPackage content = ModelPackage.read(new PackageFiles(directory), JSON);
        String wanted = content.manifest().format();
        List<String> names = new ArrayList<>();
        for (ModelFormat format : formats) {
            if (format.name().equals(wanted)) {
                Model model =
                        format.readVerified(content.model(), content.manifest().signature());
                return new ModelDirectory(content, model);
            }
            names.add(format.name());
        }
        throw new InvalidInputException("the model in '" + directory + "' has the format '" + wanted
                + "' but open(...) was given " + names + "; pass its format too");
    }

    /**
     * Writes a package into a new directory, with the rights that the parent and the process give to new files. The
     * directory appears whole or not at all; each file is flushed to disk before it does.
     *
     * @param directory a path where nothing is yet; its parent exists
     * @throws io.github.modelkeel.error.ConflictException if there is something already
     * @throws io.github.modelkeel.error.UnavailableException if the files cannot be written
     */
    public static void write(Path directory, ModelPackage content) {
        PackageWriter.write(directory, content.files(JSON));
    }

    /** Returns what the package holds. */
    public ModelPackage content() {
        return content;
    }

    /** Returns the decoded model, which takes features instead of raw rows. */
    public Model model() {
        return model;
    }

    /**
     * Replays the golden rows and returns a predictor.
     *
     * @param name name of the model, for messages and predictions
     * @param version version of the model; 0 if it is not registered
     * @param ids gives each prediction its id; called from every thread that predicts
     * @throws IntegrityException if a golden row does not come out as in training
     */
    public Predictor predictor(String name, int version, Supplier<String> ids) {
        return Predictors.of(content, model, name, version, ids);
    }
}
