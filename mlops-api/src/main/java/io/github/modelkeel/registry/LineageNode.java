package io.github.modelkeel.registry;

import static java.util.Objects.requireNonNull;

/**
 * Something that things are made of or made from. Immutable.
 *
 * @param kind what it is
 * @param id run id; digest of a dataset; {@code model/version}; id of a deployment or an alert
 */
public record LineageNode(Kind kind, String id) {
    /** Checks that nothing is absent. */
    public LineageNode {
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
    }

    /** What a node is. Closed. */
    public enum Kind {
        /** A run. */
        RUN,
        /** A dataset, by its digest. */
        DATASET,
        /** A version of a registered model. */
        MODEL_VERSION,
        /** A deployment. */
        DEPLOYMENT,
        /** An alert. */
        ALERT
    }
}
