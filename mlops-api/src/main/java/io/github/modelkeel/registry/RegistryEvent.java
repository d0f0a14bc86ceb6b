package io.github.modelkeel.registry;

import org.jspecify.annotations.Nullable;

/**
 * One change of a registered model, from the audit log. Immutable.
 *
 * @param sequence position in the store's log; grows
 * @param kind what happened
 * @param model name of the model
 * @param version version that was changed; for a removed alias the one it pointed to
 * @param alias the alias, for alias events, or the name of a tag; else {@code null}
 * @param from what was before: a stage name, the alias's version number, a text; {@code null} when there was nothing
 * @param to what is now: a stage name, the alias's version number, a text; {@code null} when there is nothing
 * @param change who, why, when
 */
public record RegistryEvent(
        long sequence,
        Kind kind,
        String model,
        int version,
        @Nullable String alias,
        @Nullable String from,
        @Nullable String to,
        Change change) {
    /** What happened. */
    public enum Kind {
        /** A version was registered. */
        VERSION_CREATED,
        /** A version went from one stage to another. */
        STAGE_CHANGED,
        /** An alias was set or moved. */
        ALIAS_SET,
        /** An alias was removed. */
        ALIAS_REMOVED,
        /** A version was deleted. Its aliases went with it, each with an event of its own. */
        VERSION_DELETED,
        /** The model was deleted with all its versions; {@code version} is 0. */
        MODEL_DELETED,
        /** A description changed; {@code version} is 0 for that of the model. */
        DESCRIBED,
        /** A tag changed: {@code alias} has its name; {@code version} is 0 for one of the model. */
        TAGGED,
        /** Somebody approved or rejected a version; {@code to} has the decision. */
        DECIDED
    }
}
