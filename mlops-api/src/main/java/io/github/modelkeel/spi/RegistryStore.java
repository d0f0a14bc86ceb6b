package io.github.modelkeel.spi;

import io.github.modelkeel.registry.Change;
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
}
