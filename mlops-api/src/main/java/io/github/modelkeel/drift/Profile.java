package io.github.modelkeel.drift;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.error.NotFoundException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a data set, usually the training rows, looked like: enough to detect drift later without keeping the rows. Part of
 * the model package as {@code profile.json}. Immutable and thread-safe.
 */
public final class Profile {
    /** Version of the stored form. A reader refuses a newer one. */
    public static final long FORMAT_VERSION = 1;

    /** A text column with more distinct texts than this share of its values is free text: only its presence is kept. */
    private static final double FREE_TEXT_SHARE = 0.5;

    private static final int CODES_COUNTED = 1 << 20;

    private final long rows;
    private final Map<String, ColumnProfile> columns;
    private final @Nullable DuplicateRows duplicates;

    private Profile(long rows, Map<String, ColumnProfile> columns, @Nullable DuplicateRows duplicates) {
        this.rows = rows;
        this.columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        this.duplicates = duplicates;
    }

    static Profile of(long rows, Map<String, ColumnProfile> columns) {
        return new Profile(rows, columns, null);
    }

    /** Returns the exact profile of every column. Numbers cost O(n) memory for their distinct values. */
    public static Profile of(Dataset dataset) {
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        for (Column column : dataset.columns()) {
            columns.put(column.name(), of(column));
        }
        return new Profile(dataset.rowCount(), columns, DuplicateRows.of(dataset));
    }

    /**
     * Returns the exact profile of one column. A column of free text (more than half of its values distinct) and one of
     * points in time give a {@link PresenceProfile}.
     */
    public static ColumnProfile of(Column column) {
        return switch (column.type()) {
            case NUMBER -> NumericProfile.of(column.toDoubles());
            case CATEGORY -> countCodes(column);
            case TEXT -> {
                CategoryProfile texts = countTexts(column);
                boolean free = texts.counts().size() > FREE_TEXT_SHARE * texts.count()
                        && texts.counts().size() > 20;
                yield free ? new PresenceProfile(texts.count(), texts.missing()) : texts;
            }
            case INSTANT -> new PresenceProfile(column.size() - (long) column.missingCount(), column.missingCount());
        };
    }

    /**
     * Returns the profile of a column in the form of the one it will be compared with, so that a text column is counted by
     * category when the reference was.
     *
     * @throws DriftInputException if the column is not of a type that can be compared with the reference
     */
    public static ColumnProfile like(ColumnProfile reference, Column column) {
        if (reference instanceof NumericProfile numeric && column.type() == ColumnType.NUMBER) {
            return NumericProfile.of(column.toDoubles()).countedAt(numeric);
        } else if (reference instanceof CategoryProfile categories && column.type() == ColumnType.CATEGORY) {
            return countCodes(column).countedAt(categories);
        } else if (reference instanceof CategoryProfile categories && column.type() == ColumnType.TEXT) {
            return countTexts(column).countedAt(categories);
        } else if (reference instanceof PresenceProfile) {
            int missing = column.missingCount();
            return new PresenceProfile(column.size() - (long) missing, missing);
        }
        throw new DriftInputException(
                Kind.INVALID_PROFILE,
                "column '" + column.name() + "' is of type " + column.type() + " but the reference holds " + reference
                        + ": read the window with the schema of the reference");
    }

    /**
     * Returns a profile of a window in the form of the one it will be compared with, as {@link #like(ColumnProfile, Column)} does for
     * a column.
     *
     * @throws DriftInputException if the two are of different kinds
     */
    public static ColumnProfile like(ColumnProfile reference, ColumnProfile window) {
        if (reference instanceof NumericProfile grid && window instanceof NumericProfile numbers) {
            return numbers.countedAt(grid);
        } else if (reference instanceof CategoryProfile grid && window instanceof CategoryProfile categories) {
            return categories.countedAt(grid);
        } else if (reference instanceof PresenceProfile) {
            return new PresenceProfile(window.count(), window.missing());
        }
        throw new DriftInputException(
                Kind.INVALID_PROFILE,
                "the window holds " + window + " but the reference holds " + reference
                        + ": make the window's profile with the schema of the reference");
    }

    private static CategoryProfile countCodes(Column column) {
        int levels = column.levels().size();
        if (levels > CODES_COUNTED) {
            return countTexts(column);
        }
        long[] counts = new long[levels];
        long missing = 0;
        for (int row = 0; row < column.size(); row++) {
            int code = column.code(row);
            if (code < 0) {
                missing++;
            } else {
                counts[code]++;
            }
        }
        Map<String, Long> byName = new HashMap<>();
        for (int code = 0; code < levels; code++) {
            byName.put(column.levels().get(code), counts[code]);
        }
        return CategoryProfile.of(byName, missing);
    }

    private static CategoryProfile countTexts(Column column) {
        Map<String, Long> counts = new HashMap<>();
        long missing = 0;
        for (int row = 0; row < column.size(); row++) {
            String text = column.text(row);
            if (text == null) {
                missing++;
            } else {
                counts.merge(text, 1L, Long::sum);
            }
        }
        return CategoryProfile.of(counts, missing);
    }

    /**
     * Returns how many rows are copies of others; empty for a profile stored before this was counted. It is beside the
     * distributions: it depends on how rows were cut into parts before a {@link #merge}, and takes no part in
     * {@link #equals} and {@link #fingerprint()}.
     */
    public Optional<DuplicateRows> duplicates() {
        return Optional.ofNullable(duplicates);
    }

    /**
     * Returns the SHA-256 of the distributions in the form that is {@linkplain #compressed() stored}. Equal on every platform
     * and JDK, whatever the order of rows and columns, and for exact profiles also whatever parts were {@linkplain #merge
     * merged} in whatever order. Profiles that were compressed before they were merged give the same for both orders of two;
     * of more, the last bit of a mean may depend on the order.
     */
    public Fingerprint fingerprint() {
        return ProfileFingerprint.of(compressed());
    }

    /** Returns the number of rows. */
    public long rows() {
        return rows;
    }

    /** Returns what is remembered of each column, by name, in the order of the data set. */
    public Map<String, ColumnProfile> columns() {
        return columns;
    }

    /** Returns what is remembered of a column, or empty. */
    public Optional<ColumnProfile> find(String column) {
        return Optional.ofNullable(columns.get(column));
    }

    /**
     * Returns the profile of these columns only, in this order. Copies of rows were counted over all columns, so
     * {@link #duplicates()} is empty where some are left out.
     *
     * @throws NotFoundException if there is no such column; the message lists those there are
     */
    public Profile select(Collection<String> names) {
        Map<String, ColumnProfile> selected = new LinkedHashMap<>();
        for (String name : names) {
            ColumnProfile column = columns.get(name);
            if (column == null) {
                throw new NotFoundException(
                        "no column '" + name + "' in the profile; it has " + columns.keySet() + ": check the spelling");
            }
            selected.put(name, column);
        }
        return new Profile(rows, selected, selected.size() == columns.size() ? duplicates : null);
    }

    /**
     * Returns this profile within the bounds of storage: at most {@value NumericProfile#MAX_STORED_KNOTS} knots of a
     * numeric column, which then knows its distribution function to within 1/4095, and
     * {@value CategoryProfile#MAX_STORED_CATEGORIES} categories. About 100 KB for each numeric column at most.
     */
    public Profile compressed() {
        Map<String, ColumnProfile> bounded = new LinkedHashMap<>();
        columns.forEach((name, column) -> bounded.put(name, compressed(column)));
        return new Profile(rows, bounded, duplicates);
    }

    private static ColumnProfile compressed(ColumnProfile column) {
        if (column instanceof NumericProfile numeric) {
            return numeric.compressed(NumericProfile.MAX_STORED_KNOTS);
        } else if (column instanceof CategoryProfile categories) {
            return categories.compressed(CategoryProfile.MAX_STORED_CATEGORIES);
        } else {
            return column;
        }
    }

    /**
     * Returns the profile of the rows of both.
     *
     * @throws DriftInputException if the columns differ in name or kind
     */
    public Profile merge(Profile other) {
        return combine(other, true);
    }

    /**
     * Returns the profile without the rows of another, as after {@link #merge}.
     *
     * @throws DriftInputException if the columns differ, or if the other has rows that are not in this one
     */
    public Profile subtract(Profile other) {
        return combine(other, false);
    }

    private Profile combine(Profile other, boolean add) {
        if (!columns.keySet().equals(other.columns.keySet())) {
            throw new DriftInputException(
                    Kind.INVALID_PROFILE,
                    "profiles of different columns: " + columns.keySet() + " and " + other.columns.keySet());
        }
        Map<String, ColumnProfile> combined = new LinkedHashMap<>();
        columns.forEach((name, column) -> combined.put(name, combine(name, column, other.columns.get(name), add)));
        DuplicateRows copies = null;
        if (duplicates != null && other.duplicates != null) {
            copies = add ? duplicates.merge(other.duplicates) : duplicates.subtract(other.duplicates);
        }
        return new Profile(add ? Counts.add(rows, other.rows) : rows - other.rows, combined, copies);
    }

    static ColumnProfile merge(String name, ColumnProfile a, ColumnProfile b) {
        return combine(name, a, b, true);
    }

    private static ColumnProfile combine(String name, ColumnProfile a, @Nullable ColumnProfile b, boolean add) {
        if (a instanceof NumericProfile x && b instanceof NumericProfile y) {
            return add ? x.merge(y) : x.subtract(y);
        } else if (a instanceof CategoryProfile x && b instanceof CategoryProfile y) {
            return add ? x.merge(y) : x.subtract(y);
        } else if (a instanceof PresenceProfile x && b instanceof PresenceProfile y) {
            return add
                    ? new PresenceProfile(Counts.add(x.count(), y.count()), Counts.add(x.missing(), y.missing()))
                    : new PresenceProfile(x.count() - y.count(), x.missing() - y.missing());
        }
        throw ProfileDocuments.broken(name, "one side is " + a + ", the other " + b);
    }

    /** Returns the content as maps, lists, texts and numbers, for storage. Versioned by {@link #FORMAT_VERSION}. */
    public Map<String, Object> toDocument() {
        Map<String, Object> byName = new LinkedHashMap<>();
        columns.forEach((name, column) -> byName.put(name, column.toDocument()));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format_version", FORMAT_VERSION);
        document.put("rows", rows);
        if (duplicates != null) {
            document.put("duplicates", duplicates.toDocument());
        }
        document.put("columns", byName);
        return document;
    }

    /**
     * Returns the profile of a stored document, which is checked: it is not trusted.
     *
     * @throws DriftInputException if the document contradicts itself or was written by a newer version
     */
    public static Profile of(Map<String, ?> document) {
        long version = ProfileDocuments.whole("", "format_version", document.get("format_version"));
        if (version != FORMAT_VERSION) {
            throw new DriftInputException(
                    Kind.INVALID_PROFILE,
                    "the profile has format version " + version + ", this library reads " + FORMAT_VERSION
                            + ": upgrade the library, or write the profile again");
        }
        long rows = ProfileDocuments.whole("", "rows", document.get("rows"));
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry :
                ProfileDocuments.map("", document.get("columns"), "columns").entrySet()) {
            String name = String.valueOf(entry.getKey());
            ColumnProfile column = ProfileDocuments.read(name, entry.getValue());
            if (column.rows() != rows) {
                throw ProfileDocuments.broken(name, "it has " + column.rows() + " rows, the profile " + rows);
            }
            columns.put(name, column);
        }
        DuplicateRows duplicates = ProfileDocuments.duplicates(document.get("duplicates"));
        if (duplicates != null && duplicates.rows() != rows) {
            throw ProfileDocuments.broken(
                    "", "duplicates were counted among " + duplicates.rows() + " rows, the profile has " + rows);
        }
        return new Profile(rows, columns, duplicates);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Profile that && rows == that.rows && columns.equals(that.columns);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(rows) + columns.hashCode();
    }

    @Override
    public String toString() {
        return "Profile{rows=" + rows + ", columns=" + columns.keySet() + "}";
    }
}
