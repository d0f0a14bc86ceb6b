package io.github.modelkeel.registry;

import java.util.List;
import java.util.Optional;

/** A registered model: its versions, stages and aliases. Thread-safe; every answer is read anew. */
public interface RegisteredModel {
    /** Returns the name. */
    String name();

    /** Returns every version, by number. */
    List<ModelVersion> versions();

    /**
     * Returns a version.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    ModelVersion version(int version);

    /** Returns the newest version in a stage, or empty. */
    Optional<ModelVersion> findInStage(Stage stage);

    /**
     * Returns the newest version in a stage.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    ModelVersion inStage(Stage stage);

    /** Returns the version an alias points to, or empty. */
    Optional<ModelVersion> findAlias(String alias);

    /**
     * Returns the version an alias points to.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     */
    ModelVersion alias(String alias);

    /**
     * Moves a version to a stage, audited.
     *
     * @param archiveExisting whether versions that are in that stage now go to {@link Stage#ARCHIVED} in the same step
     * @param reason why; kept in the audit log
     */
    ModelVersion transition(int version, Stage stage, boolean archiveExisting, String reason);

    /** Points an alias to a version, audited. Aliases have 1 to 100 characters of letters, digits, {@code . _ -}. */
    ModelVersion setAlias(String alias, int version, String reason);

    /** Removes an alias, audited; no change when there is none. */
    void removeAlias(String alias, String reason);

    /**
     * Points an alias back to the version it had before the present one, audited as one event.
     *
     * @throws io.github.modelkeel.error.NotFoundException if the alias never had another version
     */
    ModelVersion rollback(String alias, String reason);

    /** Returns what happened to the model, oldest first. */
    List<RegistryEvent> history();
}
