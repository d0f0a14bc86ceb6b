package io.github.modelkeel.tracking;

import static java.util.Objects.requireNonNull;

/**
 * A dataset that a run read. Immutable.
 *
 * @param name its name for people
 * @param digest fingerprint of its content, 1 to 128 characters; the same content has the same digest
 * @param role what it was for, for instance {@code train}; may be empty
 * @param source where it came from, for people; no secrets; may be empty
 * @param rows number of rows, or -1 when not known
 */
public record DatasetInput(String name, String digest, String role, String source, long rows) {
    /** Checks that nothing is absent and the digest is bounded. */
    public DatasetInput {
        requireNonNull(name, "name");
        requireNonNull(digest, "digest");
        requireNonNull(role, "role");
        requireNonNull(source, "source");
        if (digest.isEmpty() || digest.length() > 128) {
            throw new IllegalArgumentException("a digest has 1 to 128 characters, had " + digest.length());
        }
        if (rows < -1) {
            throw new IllegalArgumentException("rows must be at least 0, or -1 when not known, was " + rows);
        }
    }
}
