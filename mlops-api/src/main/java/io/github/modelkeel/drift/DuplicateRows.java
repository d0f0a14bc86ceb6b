package io.github.modelkeel.drift;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of a table are copies of an earlier row of their block. Immutable.
 *
 * <p>The more rows one looks at together, the more copies there are: a share of copies means something only beside another
 * that was counted among as many rows. So the rows of a block are counted together, and a window is counted in blocks no
 * larger than those of its reference. That also makes counts of parts add up, without a row being kept.
 *
 * <p>Rows are equal where all their cells are; two missing cells are, and so are -0.0 and 0.0. They are compared by a 64-bit
 * hash: of n distinct rows two are taken for one with a probability of at most n^2 / 2^65, for a million rows 3e-8. Counting
 * takes 8 bytes and O(columns + log rows) steps for each row.
 *
 * @param rows rows counted
 * @param copies rows that are a copy of an earlier one of the same block
 * @param block rows of the smallest block that was counted together
 */
public record DuplicateRows(long rows, long copies, long block) {
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final long MISSING = 0x5851F42D4C957F2DL;

    /** Checks the counts. */
    public DuplicateRows {
        if (rows < 0 || copies < 0 || block < 0) {
            throw new DriftInputException(
                    Kind.NEGATIVE_COUNT,
                    "counts of duplicate rows must not be negative, were " + rows + " rows, " + copies
                            + " copies and blocks of " + block);
        } else if (copies > rows || block > rows) {
            throw new DriftInputException(
                    Kind.INVALID_PROFILE,
                    rows + " rows cannot hold " + copies + " copies, nor blocks of " + block + "; count them again");
        }
    }

    /** Returns the count among all rows together, over every column. */
    public static DuplicateRows of(Dataset dataset) {
        return of(dataset.columns(), dataset.rowCount(), Math.max(1, dataset.rowCount()));
    }

    /**
     * Returns the count over some columns, in consecutive blocks; the last block may be smaller and does not lower
     * {@link #block()}.
     *
     * @param columns names of the columns that make two rows equal
     * @param block rows counted together, at least 1
     * @throws io.github.modelkeel.error.NotFoundException if there is no such column
     */
    public static DuplicateRows of(Dataset dataset, List<String> columns, long block) {
        if (block < 1) {
            throw new IllegalArgumentException("a block needs at least 1 row, was " + block);
        }
        return of(columns.stream().map(dataset::column).toList(), dataset.rowCount(), block);
    }

    private static DuplicateRows of(List<Column> columns, int rows, long block) {
        if (columns.isEmpty()) {
            return new DuplicateRows(rows, 0, Math.min(rows, block)); // rows without a cell are no copies of each other
        }
        long[] hashes = new long[rows];
        for (Column column : columns) {
            add(hashes, column);
        }
        long copies = 0;
        for (long start = 0; start < rows; start += block) {
            int from = (int) start;
            int to = (int) Math.min(rows, start + block);
            Arrays.sort(hashes, from, to);
            for (int i = from + 1; i < to; i++) {
                copies += hashes[i] == hashes[i - 1] ? 1 : 0;
            }
        }
        return new DuplicateRows(rows, copies, Math.min(rows, block));
    }

    private static void add(long[] hashes, Column column) {
        switch (column.type()) {
            case NUMBER -> {
                for (int row = 0; row < hashes.length; row++) {
                    hashes[row] = mix(hashes[row], Double.doubleToLongBits(column.number(row) + 0.0));
                }
            }
            case CATEGORY -> {
                long[] levels =
                        column.levels().stream().mapToLong(DuplicateRows::hash).toArray();
                for (int row = 0; row < hashes.length; row++) {
                    int code = column.code(row);
                    hashes[row] = mix(hashes[row], code < 0 ? MISSING : levels[code]);
                }
            }
            case TEXT -> {
                for (int row = 0; row < hashes.length; row++) {
                    hashes[row] = mix(hashes[row], hash(column.text(row)));
                }
            }
            case INSTANT -> {
                for (int row = 0; row < hashes.length; row++) {
                    Instant time = column.instant(row);
                    hashes[row] = mix(hashes[row], time == null ? MISSING : mix(time.getEpochSecond(), time.getNano()));
                }
            }
        }
    }

    private static long hash(@Nullable String text) {
        if (text == null) {
            return MISSING;
        }
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * ODD;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** The finaliser of SplitMix64 over what came before and the next cell. */
    private static long mix(long hash, long cell) {
        long z = (hash * ODD) ^ cell;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L + ODD;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Returns the share of rows that are copies, in [0, 1]; 0 without a row. */
    public double share() {
        return rows == 0 ? 0.0 : (double) copies / rows;
    }

    /** Returns the counts of both; rows of one that are copies of rows of the other stay uncounted. */
    public DuplicateRows merge(DuplicateRows other) {
        long smallest = rows == 0 ? other.block : other.rows == 0 ? block : Math.min(block, other.block);
        return new DuplicateRows(Counts.add(rows, other.rows), Counts.add(copies, other.copies), smallest);
    }

    /**
     * Returns the counts without those of a part, as after {@link #merge}.
     *
     * @throws DriftInputException if the part has more than there is
     */
    public DuplicateRows subtract(DuplicateRows part) {
        long left = rows - part.rows;
        return new DuplicateRows(left, copies - part.copies, Math.min(Math.max(0, left), block));
    }

    Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", rows);
        document.put("copies", copies);
        document.put("block", block);
        return document;
    }
}
