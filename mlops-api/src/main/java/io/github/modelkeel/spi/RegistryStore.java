package io.github.modelkeel.spi;

import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps registered models. Thread-safe, and safe for several processes where the backend is shared.
 *
 * <ol>
 *   <li>Version numbers of a model are 1, 2, 3, ... without gap or repetition, whoever registers at the same time.
 *   <li>Every change writes its event in the same step; there is no event without a change.
 *   <li>A transition with {@code archiveExisting} is one step: at no moment are two versions in the stage.
 *   <li>An alias points to one version of its model; of several compare-and-set calls with the same expectation one wins.
 *   <li>What is deleted is not found any more; its numbers are never used again and its events stay.
 * </ol>
 */
public interface RegistryStore {
    /** Registers a version under the next number and returns it. */
    ModelVersion create(NewVersion version);

    /** Returns the names of the models, in code-point order. */
    List<String> models();

    /** Returns every version of a model by number; empty when there is no such model. */
    List<ModelVersion> versions(String model);

    /** Returns a version, or empty. */
    Optional<ModelVersion> find(String model, int version);

    /**
     * Moves a version to a stage. Moving it to the stage it is in is no change.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such version
     */
    ModelVersion transition(String model, int version, Stage stage, boolean archiveExisting, Change change);

    /**
     * Points an alias to a version, or removes it.
     *
     * @param version the version to point to, or {@code null} to remove the alias
     * @param expected if not {@code null}: the version the alias must point to now, 0 for none
     * @throws io.github.modelkeel.error.NotFoundException if there is no such model or version
     * @throws io.github.modelkeel.error.ConflictException if the alias does not point to {@code expected}
     */
    void alias(String model, String alias, @Nullable Integer version, @Nullable Integer expected, Change change);

    /** Returns what happened to a model, oldest first; empty when there is no such model. */
    List<RegistryEvent> history(String model);

    /** Returns a living model's description and tags, or empty. */
    Optional<ModelInfo> model(String model);

    /**
     * Sets the description of a model, or of one of its versions.
     *
     * @param version the version, or {@code null} for the model
     * @throws io.github.modelkeel.error.NotFoundException if there is no such model or version
     */
    void describe(String model, @Nullable Integer version, String description, Change change);

    /**
     * Sets or removes a tag of a model, or of one of its versions. The same value again is no change.
     *
     * @param version the version, or {@code null} for the model
     * @param value the value, or {@code null} to remove the tag
     * @throws io.github.modelkeel.error.NotFoundException if there is no such model or version
     */
    void tag(String model, @Nullable Integer version, String key, @Nullable String value, Change change);

    /**
     * Records a decision about a version; the last one counts, all are kept.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such version
     */
    void decide(String model, int version, Approval approval);

    /** Returns the decisions about a version, oldest first; empty when there is no such version. */
    List<Approval> approvals(String model, int version);

    /**
     * Deletes a version and the aliases that point to it. Its number is never used again.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such version
     */
    void deleteVersion(String model, int version, Change change);

    /**
     * Deletes a model with its versions, aliases, tags and description. Made again under its name, its numbers go on and its
     * history stays.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such model
     */
    void deleteModel(String model, Change change);

    /** Returns all that is kept of a living model, or empty. */
    Optional<ModelHistory> read(String model);

    /**
     * Writes all that was read from another registry: versions with their numbers, stages, aliases, tags and decisions, and
     * the events, in their order under sequences of this store.
     *
     * @throws io.github.modelkeel.error.ConflictException if a model of that name was ever here
     */
    void write(ModelHistory history);
}
