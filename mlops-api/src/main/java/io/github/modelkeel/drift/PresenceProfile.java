package io.github.modelkeel.drift;

import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many cells of a column have a value: all there is to compare of points in time and of free text.
 *
 * @param count cells with a value
 * @param missing cells without one
 */
public record PresenceProfile(long count, long missing) implements ColumnProfile {
    /** Checks the counts. */
    public PresenceProfile {
        if (count < 0 || missing < 0) {
            throw new DriftInputException(
                    Kind.NEGATIVE_COUNT,
                    "counts of a column must not be negative, were " + count + " present and " + missing + " missing");
        }
        Counts.add(count, missing); // rows
    }

    @Override
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", "presence");
        document.put("count", count);
        document.put("missing", missing);
        return document;
    }
}
