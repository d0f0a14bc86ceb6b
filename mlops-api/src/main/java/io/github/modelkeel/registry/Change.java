package io.github.modelkeel.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Who changes something, why and when. Kept in the audit log. Immutable.
 *
 * @param actor who
 * @param reason why; may be empty
 * @param at when; kept in milliseconds
 */
public record Change(String actor, String reason, Instant at) {
    /** Checks that nothing is absent. */
    public Change {
        requireNonNull(actor, "actor");
        requireNonNull(reason, "reason");
        requireNonNull(at, "at");
    }
}
