package io.github.modelkeel.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One thing goes into another: a dataset into a run, a run into a version. Immutable.
 *
 * @param from what was there before
 * @param to what was made of it
 * @param role how, for instance {@code train}; may be empty
 * @param at when; kept in milliseconds; not part of what makes two edges the same
 */
public record LineageEdge(LineageNode from, LineageNode to, String role, Instant at) {
    /** Checks that nothing is absent and that it does not lead to itself. */
    public LineageEdge {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(role, "role");
        requireNonNull(at, "at");
        if (from.equals(to)) {
            throw new IllegalArgumentException("nothing is made of itself: " + from);
        }
    }
}
