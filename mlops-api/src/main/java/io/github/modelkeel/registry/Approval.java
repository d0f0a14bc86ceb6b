package io.github.modelkeel.registry;

import static java.util.Objects.requireNonNull;

/**
 * A decision about a model version. Immutable.
 *
 * @param decision what was decided
 * @param change who, why, when
 */
public record Approval(Decision decision, Change change) {
    /** Checks that nothing is absent. */
    public Approval {
        requireNonNull(decision, "decision");
        requireNonNull(change, "change");
    }

    /** What can be decided. Closed. */
    public enum Decision {
        /** The version may go on. */
        APPROVED,
        /** The version may not. */
        REJECTED
    }
}
