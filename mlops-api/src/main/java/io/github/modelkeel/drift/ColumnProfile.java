package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a reference remembers of one column, so that production needs no training data. Immutable. */
public sealed interface ColumnProfile {
    /** Returns the name of the column. */
    String name();

    /** Returns the number of cells with a value. */
    long count();

    /** Returns the number of cells without one. */
    long missing();

    /**
     * Numbers: the empirical distribution function. The arrays are not copied and must not be changed.
     *
     * @param name name of the column
     * @param values the distinct values in ascending order, -0.0 counted as 0.0
     * @param cumulative for each value the number of cells at or below it; ascending, the last is {@link #count()}
     * @param missing cells without a value
     * @param mean arithmetic mean, {@code NaN} without values
     * @param standardDeviation with n - 1, {@code NaN} below two values
     */
    record Numeric(String name, double[] values, long[] cumulative, long missing, double mean, double standardDeviation)
            implements ColumnProfile {
        /** Checks order and lengths. */
        public Numeric {
            requireNonNull(name, "name");
            if (values.length != cumulative.length || missing < 0) {
                throw new IllegalArgumentException("profile of '" + name + "': " + values.length + " values, "
                        + cumulative.length + " counts, " + missing + " missing");
            }
            for (int i = 0; i < values.length; i++) {
                boolean ordered = i == 0
                        ? !Double.isNaN(values[0]) && cumulative[0] > 0
                        : values[i - 1] < values[i] && cumulative[i - 1] < cumulative[i];
                if (!ordered) {
                    throw new IllegalArgumentException(
                            "profile of '" + name + "': values and counts must ascend, not so at position " + i);
                }
            }
        }

        @Override
        public long count() {
            return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
        }
    }

    /**
     * Categories: the number of cells of each.
     *
     * @param name name of the column
     * @param counts cells of each category, in code-point order of the categories
     * @param missing cells without a value
     */
    record Categorical(String name, Map<String, Long> counts, long missing) implements ColumnProfile {
        /** Checks and copies the counts. */
        public Categorical {
            requireNonNull(name, "name");
            counts = Collections.unmodifiableMap(new TreeMap<>(counts));
            if (missing < 0 || counts.values().stream().anyMatch(count -> count < 1)) {
                throw new IllegalArgumentException("profile of '" + name + "': counts must be positive: " + counts);
            }
        }

        @Override
        public long count() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
