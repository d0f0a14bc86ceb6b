package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects a window chunk by chunk, in the form of the reference that it will be compared with, so that a window of any length is
 * profiled in memory that does not grow with its rows. Confined to one thread; profiles of several collectors {@linkplain
 * Profile#merge merge}.
 *
 * <p>The result is that of the whole window at once, whatever the chunks were: counts are equal, mean and deviation to within
 * rounding. Of a column, up to {@value #MAX_STRAYS} distinct values or categories that the reference does not have are kept as they
 * are. Beyond that, neighbouring values between the same two knots of the reference are counted together at the largest of them
 * where they agree in the leading 8 bits (they differ by less than 1 %), and categories late in code-point order are counted under
 * {@link CategoryProfile#other()}. Neither changes a Kolmogorov-Smirnov distance, its place or its p-value.
 */
public final class ProfileCollector {
    /** Distinct values, or categories, of one column that are kept although the reference does not have them. */
    public static final int MAX_STRAYS = 16_384;

    private final Profile reference;
    private final Map<String, ColumnProfile> columns = new LinkedHashMap<>();
    private final Map<String, Boolean> coarse = new LinkedHashMap<>();
    private long rows;
    private long chunks;

    private ProfileCollector(Profile reference) {
        this.reference = reference;
    }

    /** Returns an empty collector of the columns of this reference. */
    public static ProfileCollector like(Profile reference) {
        return new ProfileCollector(requireNonNull(reference, "reference"));
    }

    /**
     * Adds the rows of a chunk. Columns that the reference does not have are left out.
     *
     * @throws DriftInputException if a column is not of the type of the reference, or is in this chunk and was not in those before,
     *     or the other way round; the collector is then of no use any more
     */
    public void add(Dataset chunk) {
        reference.columns().forEach((name, like) -> {
            OptionalInt position = chunk.schema().find(name);
            if (chunks > 0 && position.isPresent() != columns.containsKey(name)) {
                throw new DriftInputException(
                        Kind.INVALID_PROFILE,
                        "column '" + name + "' is " + (position.isPresent() ? "" : "not ") + "in chunk " + chunks
                                + " (counted from 0), unlike the chunks before: chunks of one window need the same"
                                + " columns");
            }
            if (position.isPresent()) {
                Column column = chunk.columns().get(position.getAsInt());
                columns.put(name, add(name, like, Profile.like(like, column)));
            }
        });
        rows = Counts.add(rows, chunk.rowCount());
        chunks++;
    }

    private ColumnProfile add(String name, ColumnProfile like, ColumnProfile chunk) {
        ColumnProfile before = columns.get(name);
        ColumnProfile sum = before == null ? chunk : Profile.merge(name, before, chunk);
        if (like instanceof NumericProfile grid && sum instanceof NumericProfile numbers) {
            boolean many = coarse.getOrDefault(name, false) || numbers.knots() > grid.knots() + (long) MAX_STRAYS;
            coarse.put(name, many);
            return many ? Knots.coarse(numbers, grid) : numbers;
        } else if (like instanceof CategoryProfile grid && sum instanceof CategoryProfile categories) {
            return bounded(categories, grid);
        }
        return sum;
    }

    /** Keeps the first new categories in code-point order: which these are does not depend on the chunks. */
    private static CategoryProfile bounded(CategoryProfile profile, CategoryProfile grid) {
        if (profile.counts().size() <= MAX_STRAYS) {
            return profile;
        }
        SortedMap<String, Long> kept = new TreeMap<>(profile.counts().comparator());
        long other = profile.other();
        int strays = 0;
        for (Map.Entry<String, Long> entry : profile.counts().entrySet()) {
            if (grid.count(entry.getKey()) > 0 || ++strays <= MAX_STRAYS) {
                kept.put(entry.getKey(), entry.getValue());
            } else {
                other = Counts.add(other, entry.getValue());
            }
        }
        return CategoryProfile.of(kept, other, profile.missing());
    }

    /** Returns the number of rows so far. */
    public long rows() {
        return rows;
    }

    /** Returns the profile of all rows so far, of the columns of the reference that the chunks have. More chunks may follow. */
    public Profile profile() {
        return Profile.of(rows, columns);
    }
}
