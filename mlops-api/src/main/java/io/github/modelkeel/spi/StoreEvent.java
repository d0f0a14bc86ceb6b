package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One change of a storage, written in the same step as the change. Immutable.
 *
 * @param sequence position in the log; later changes have greater ones, there may be gaps
 * @param at when, as the caller of the change said; in milliseconds
 * @param kind what happened, one of the names of {@link Kind}; a newer store may have written others
 * @param subject what was changed: a run id, an experiment id, a model name, {@code model/version}
 * @param actor who, empty when nobody was named
 * @param detail what else is known, texts by name
 */
public record StoreEvent(
        long sequence, Instant at, String kind, String subject, String actor, Map<String, String> detail) {
    /** Copies the map in the order of its keys. */
    public StoreEvent {
        requireNonNull(at, "at");
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
        requireNonNull(actor, "actor");
        detail = Collections.unmodifiableMap(new TreeMap<>(detail));
    }

    /** What happens in a store. */
    public enum Kind {
        /** An experiment was made. */
        EXPERIMENT_CREATED,
        /** An experiment was renamed; detail {@code name}. */
        EXPERIMENT_RENAMED,
        /** Tags of an experiment were set. */
        EXPERIMENT_TAGGED,
        /** An experiment was deleted, its runs with it. */
        EXPERIMENT_DELETED,
        /** An experiment was brought back. */
        EXPERIMENT_RESTORED,
        /** An experiment was removed for ever. */
        EXPERIMENT_PURGED,
        /** A run was made; detail {@code experiment}, {@code name}. */
        RUN_CREATED,
        /** Parameters of a run were set. */
        RUN_PARAMS,
        /** Points were logged; detail {@code points}. */
        RUN_METRICS,
        /** Tags of a run were set. */
        RUN_TAGGED,
        /** Datasets of a run were named. */
        RUN_INPUTS,
        /** A run ended; detail {@code status}. A lost one too. */
        RUN_ENDED,
        /** A run was opened again. */
        RUN_RESUMED,
        /** A run was renamed; detail {@code name}. */
        RUN_RENAMED,
        /** A run was deleted, those nested in it too. */
        RUN_DELETED,
        /** A run was brought back. */
        RUN_RESTORED,
        /** A run was removed for ever. */
        RUN_PURGED,
        /**
         * A change of a registered model or version; subject is {@code model}, or {@code model/version}. Detail is that of
         * {@link io.github.modelkeel.registry.RegistryEvent}: {@code event} (its kind), and {@code alias}, {@code from},
         * {@code to} and {@code reason} when there is one.
         */
        REGISTRY,
        /**
         * An edge of the lineage was added; subject is the id of the node it leads to. Detail {@code from} and {@code to}
         * (kind, colon, id, for instance {@code RUN:r1}), {@code role}.
         */
        LINKED
    }
}
