package io.github.modelkeel.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps registered models and their versions. Thread-safe. */
public interface Registry {
    /** Returns the names of the registered models, in order. */
    List<String> models();

    /**
     * Returns a registered model.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none; the message has the nearest names
     */
    RegisteredModel get(String model);

    /** Returns a registered model, or empty. */
    Optional<RegisteredModel> find(String model);

    /**
     * Registers the package that a run stored.
     *
     * @param model name of the model; made when there is none
     * @param runId run that stored the package
     * @param path folder of the package below the run
     * @param description for people; may be empty
     * @throws io.github.modelkeel.error.NotFoundException if the run or the package does not exist
     * @throws io.github.modelkeel.error.IntegrityException if the package is not whole
     */
    ModelVersion register(String model, String runId, String path, String description);

    /**
     * Deletes a model with its versions and aliases, audited. Registered again under its name, its numbers go on.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    void delete(String model, String reason);

    /** Returns everything that something was made of, directly or not: the runs and datasets behind a version. */
    Set<LineageNode> upstream(LineageNode node);

    /** Returns everything that was made of something, directly or not: the versions that a dataset went into. */
    Set<LineageNode> downstream(LineageNode node);

    /**
     * Returns the version that a {@code models:/} URI names.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     * @throws io.github.modelkeel.error.InvalidInputException if the URI is not one, or names a run
     */
    ModelVersion resolve(String uri);
}
