package io.github.modelkeel.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * Points an alias to a version unless somebody moved it meanwhile, audited.
     *
     * @param expected version it must point to now, 0 for none
     * @throws io.github.modelkeel.error.ConflictException if it points elsewhere
     */
    ModelVersion setAlias(String alias, int version, int expected, String reason);

    /**
     * Returns the version that an alias pointed to at a time, from the audit log, or empty when it pointed to none.
     *
     * @throws io.github.modelkeel.error.NotFoundException if that version was deleted since
     */
    Optional<ModelVersion> aliasAt(String alias, Instant time);

    /** Removes an alias, audited; no change when there is none. */
    void removeAlias(String alias, String reason);

    /**
     * Points an alias back to the version it had before the present one, audited as one event.
     *
     * @throws io.github.modelkeel.error.NotFoundException if the alias never had another version
     */
    ModelVersion rollback(String alias, String reason);

    /** Returns description and tags of the model. */
    ModelInfo info();

    /** Sets the description of the model, audited. */
    void describe(String description, String reason);

    /** Sets the description of a version, audited. */
    ModelVersion describe(int version, String description, String reason);

    /** Sets a tag of the model, or removes it when the value is {@code null}; audited. */
    void tag(String key, @Nullable String value, String reason);

    /** Sets a tag of a version, or removes it when the value is {@code null}; audited. */
    ModelVersion tag(int version, String key, @Nullable String value, String reason);

    /** Records that a version may go on, audited. */
    void approve(int version, String reason);

    /** Records that a version may not go on, audited. */
    void reject(int version, String reason);

    /** Returns the decisions about a version, oldest first; the last one counts. */
    List<Approval> approvals(int version);

    /** Deletes a version and the aliases that point to it, audited. Its number is never used again; its package stays. */
    void deleteVersion(int version, String reason);

    /** Returns what happened to the model, oldest first. */
    List<RegistryEvent> history();
}
