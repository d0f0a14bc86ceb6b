package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.DriftTest;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a reference that are compared with every window. Immutable.
 *
 * @param known the names of all columns of the reference
 * @param profiles the watched ones, in the order of the reference
 */
record WatchedColumns(Set<String> known, Map<String, ColumnProfile> profiles) {
    /**
     * Chooses columns.
     *
     * @param columns the only ones to watch; null for all
     * @throws NotFoundException if one that was named is not in the reference
     * @throws IllegalStateException if none is left
     */
    static WatchedColumns of(Profile reference, @Nullable Collection<String> columns, Set<String> ignored) {
        Map<String, ColumnProfile> left = new LinkedHashMap<>(reference.columns());
        WatchedColumns watched = new WatchedColumns(reference.columns().keySet(), Collections.unmodifiableMap(left));
        if (columns != null) {
            watched.requireKnown(columns);
            left.keySet().retainAll(columns);
        }
        watched.requireKnown(ignored);
        left.keySet().removeAll(ignored);
        if (left.isEmpty()) {
            throw new IllegalStateException("no column is left to watch");
        }
        return watched;
    }

    /** Fails with {@link NotFoundException} if something was set for a column that the reference does not have. */
    void requireKnown(Collection<String> named) {
        for (String name : named) {
            if (!known.contains(name)) {
                throw new NotFoundException(
                        "no column '" + name + "' in the reference; it has " + known + ": check the spelling");
            }
        }
    }

    /** Fails with {@link IllegalArgumentException} if a test does not apply to the column it was set for. */
    void requireTests(Settings settings) {
        profiles.forEach((name, profile) -> {
            DriftTest test = settings.test(name, profile);
            if (test != null && !test.appliesTo(profile)) {
                throw new IllegalArgumentException(
                        "test '" + test.name() + "' does not apply to column '" + name + "', which is " + profile);
            }
        });
    }
}
