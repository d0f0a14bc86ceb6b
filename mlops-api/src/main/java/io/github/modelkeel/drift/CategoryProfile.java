package io.github.modelkeel.drift;

import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each category of a column occurs. Immutable and thread-safe. Categories stand in code-point order, so equal
 * content has equal bytes whatever the order of the rows was. Categories without a row are not kept.
 */
public final class CategoryProfile implements ColumnProfile {
    /** Largest number of categories that {@link Profile} stores of one column; the rest is counted together. */
    public static final int MAX_STORED_CATEGORIES = 1_000;

    /** Orders texts by code point; {@link String#compareTo} orders by UTF-16 unit, which differs beyond U+FFFF. */
    private static final Comparator<String> BY_CODE_POINT = CategoryProfile::compareCodePoints;

    private final SortedMap<String, Long> counts;
    private final long other;
    private final long missing;
    private final long count;

    private CategoryProfile(SortedMap<String, Long> counts, long other, long missing) {
        this.counts = Collections.unmodifiableSortedMap(counts);
        this.other = other;
        this.missing = missing;
        long sum = other;
        for (long c : counts.values()) {
            sum = Counts.add(sum, c);
        }
        this.count = sum;
        Counts.add(count, missing); // rows
    }

    /**
     * Returns the profile with these counts and nothing missing.
     *
     * @throws DriftInputException if a count is negative
     */
    public static CategoryProfile of(Map<String, ? extends Number> counts) {
        return of(counts, 0);
    }

    /**
     * Returns the profile with these counts.
     *
     * @param counts rows of each category; a category with 0 rows is left out
     * @param missing rows without a category
     * @throws DriftInputException if a count is negative
     */
    public static CategoryProfile of(Map<String, ? extends Number> counts, long missing) {
        return of(counts, 0, missing);
    }

    static CategoryProfile of(Map<String, ? extends Number> counts, long other, long missing) {
        SortedMap<String, Long> sorted = new TreeMap<>(BY_CODE_POINT);
        counts.forEach((category, number) -> {
            long value = number.longValue();
            checkCount(value, "category '" + category + "'");
            if (value > 0) {
                sorted.put(category, value);
            }
        });
        checkCount(other, "the other categories");
        checkCount(missing, "missing cells");
        return new CategoryProfile(sorted, other, missing);
    }

    private static void checkCount(long value, String what) {
        if (value < 0) {
            throw new DriftInputException(
                    Kind.NEGATIVE_COUNT, "the count of " + what + " must not be negative, was " + value);
        }
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public long missing() {
        return missing;
    }

    /** Returns the rows of each category that is kept by name, in code-point order. */
    public SortedMap<String, Long> counts() {
        return counts;
    }

    /** Returns the rows of categories that are not kept by name, 0 unless {@linkplain #compressed compressed}. */
    public long other() {
        return other;
    }

    /** Returns the rows of this category, 0 if it is not kept. */
    public long count(String category) {
        return counts.getOrDefault(category, 0L);
    }

    /** Returns whether every category is kept by name. */
    public boolean exact() {
        return other == 0;
    }

    /**
     * Returns this profile with the rows of another added. Categories that one side keeps and the other counts under
     * {@link #other()} stay as they are.
     */
    public CategoryProfile merge(CategoryProfile added) {
        SortedMap<String, Long> sum = new TreeMap<>(counts);
        added.counts.forEach((category, value) -> sum.merge(category, value, Counts::add));
        return new CategoryProfile(sum, Counts.add(other, added.other), Counts.add(missing, added.missing));
    }

    /**
     * Returns this profile with the rows of another taken away, as after {@link #merge}.
     *
     * @throws DriftInputException if the other holds rows that are not in this one
     */
    public CategoryProfile subtract(CategoryProfile taken) {
        SortedMap<String, Long> rest = new TreeMap<>(counts);
        taken.counts.forEach((category, value) -> rest.merge(category, -value, Counts::add));
        return of(rest, other - taken.other, missing - taken.missing);
    }

    /**
     * Returns this profile with at most so many categories kept by name: the most frequent, of equally frequent ones the
     * first in code-point order. Returns this if it has no more.
     */
    public CategoryProfile compressed(int maxCategories) {
        if (maxCategories < 1) {
            throw new IllegalArgumentException("a profile needs at least 1 category, was " + maxCategories);
        }
        if (counts.size() <= maxCategories) {
            return this;
        }
        SortedMap<String, Long> kept = new TreeMap<>(BY_CODE_POINT);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(maxCategories)
                .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        long keptRows = kept.values().stream().mapToLong(Long::longValue).sum();
        return new CategoryProfile(kept, count - keptRows, missing);
    }

    /** Returns this profile with every category that {@code grid} does not keep by name counted under {@link #other()}. */
    public CategoryProfile countedAt(CategoryProfile grid) {
        if (grid.exact()) {
            return this;
        }
        SortedMap<String, Long> kept = new TreeMap<>(counts);
        kept.keySet().retainAll(grid.counts.keySet());
        long keptRows = kept.values().stream().mapToLong(Long::longValue).sum();
        return new CategoryProfile(kept, count - keptRows, missing);
    }

    @Override
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", "category");
        document.put("counts", new LinkedHashMap<>(counts));
        document.put("other", other);
        document.put("missing", missing);
        return document;
    }

    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
                return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof CategoryProfile that
                && counts.equals(that.counts)
                && other == that.other
                && missing == that.missing;
    }

    @Override
    public int hashCode() {
        return 31 * counts.hashCode() + Long.hashCode(missing);
    }

    @Override
    public String toString() {
        return "CategoryProfile{count=" + count + ", missing=" + missing + ", categories=" + counts.size() + "}";
    }
}
