package io.github.modelkeel.tracking;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of an answer that comes in parts. Immutable.
 *
 * @param <T> what is answered
 * @param items the items of this page, in order
 * @param nextToken where the next page begins, opaque, to be given with the same question; {@code null} on the last page,
 *     also when that is exactly full
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }

    /** Returns where the next page begins, or empty on the last. */
    public Optional<String> next() {
        return Optional.ofNullable(nextToken);
    }
}
