package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How rows are divided into those a model learns from and those it is judged on. Immutable; the same input gives the same parts. */
public sealed interface Split {
    /**
     * Divides the rows. Both parts are views in row order.
     *
     * @throws InvalidInputException if a part would be empty, or a column or row named by the split does not exist
     */
    Parts apply(Dataset data);

    /** Returns the parameters in a form that can be recorded; equal splits give equal text. */
    String description();

    /**
     * Returns a random split.
     *
     * @param testShare share of the rows that go to the test part, in (0, 1); the count is rounded up
     */
    static Random random(double testShare) {
        return new Random(testShare, 0L, null);
    }

    /**
     * Returns a split whose test part is the last rows, for data in order of time.
     *
     * @param testShare share of the rows that go to the test part, in (0, 1); the count is rounded up
     */
    static Split last(double testShare) {
        return new Last(testShare);
    }

    /**
     * Returns a split with given test rows.
     *
     * @param testRows 0-based row numbers, in any order, none twice
     */
    static Split testRows(int... testRows) {
        return new TestRows(Arrays.stream(testRows).boxed().toList());
    }

    /**
     * The two parts of a split.
     *
     * @param train rows to learn from
     * @param test rows to be judged on
     */
    record Parts(Dataset train, Dataset test) {
        /** Checks that both parts have rows. */
        public Parts {
            if (train.rowCount() == 0 || test.rowCount() == 0) {
                throw new InvalidInputException("the split leaves " + train.rowCount() + " rows to train and "
                        + test.rowCount() + " to test; both need at least one: change the share or give more rows");
            }
        }
    }

    /**
     * A seeded random split, on request with the shares of a column's values kept in both parts.
     *
     * @param testShare share of the rows that go to the test part, in (0, 1)
     * @param seed seed of the shuffle; recorded with the run
     * @param stratifyBy column whose values keep their shares, or {@code null}
     */
    record Random(double testShare, long seed, @Nullable String stratifyBy) implements Split {
        /** Checks the share. */
        public Random {
            checkShare(testShare);
        }

        /** Returns this split with another seed; 0 unless set. */
        public Random seed(long newSeed) {
            return new Random(testShare, newSeed, stratifyBy);
        }

        /** Returns this split with the shares of the values of {@code column} (text or category) kept in both parts. */
        public Random stratifyBy(String column) {
            return new Random(testShare, seed, requireNonNull(column, "column"));
        }

        @Override
        public Parts apply(Dataset data) {
            SplittableRandom random = new SplittableRandom(seed);
            BitSet test = new BitSet(data.rowCount());
            for (int[] stratum : strata(data)) {
                shuffle(stratum, random);
                int count = (int) Math.ceil(testShare * stratum.length);
                Arrays.stream(stratum, 0, Math.min(count, stratum.length)).forEach(test::set);
            }
            return parts(data, test);
        }

        private List<int[]> strata(Dataset data) {
            if (stratifyBy == null) {
                return List.of(IntStream.range(0, data.rowCount()).toArray());
            }
            Column column = data.column(stratifyBy);
            Map<String, List<Integer>> rows = new LinkedHashMap<>();
            for (int row = 0; row < data.rowCount(); row++) {
                String key = column.isMissing(row)
                        ? ""
                        : switch (column.type()) {
                            case NUMBER -> "=" + column.number(row);
                            case CATEGORY, TEXT -> "=" + column.text(row);
                            case INSTANT -> "=" + column.instant(row);
                        };
                rows.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
            }
            return rows.values().stream()
                    .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }

        /** Fisher-Yates on the high bits of {@code nextLong}, which every Java version defines alike. */
        private static void shuffle(int[] rows, SplittableRandom random) {
            for (int i = rows.length - 1; i > 0; i--) {
                int j = (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) (i + 1) << 1);
                int swapped = rows[i];
                rows[i] = rows[j];
                rows[j] = swapped;
            }
        }

        @Override
        public String description() {
            return "random(" + testShare + ", seed=" + seed + (stratifyBy == null ? "" : ", stratify=" + stratifyBy)
                    + ")";
        }
    }

    /**
     * The last rows are the test part.
     *
     * @param testShare share of the rows that go to the test part, in (0, 1)
     */
    record Last(double testShare) implements Split {
        /** Checks the share. */
        public Last {
            checkShare(testShare);
        }

        @Override
        public Parts apply(Dataset data) {
            BitSet test = new BitSet(data.rowCount());
            test.set(data.rowCount() - (int) Math.ceil(testShare * data.rowCount()), data.rowCount());
            return parts(data, test);
        }

        @Override
        public String description() {
            return "last(" + testShare + ")";
        }
    }

    /**
     * Given rows are the test part.
     *
     * @param testRows 0-based row numbers, none twice
     */
    record TestRows(List<Integer> testRows) implements Split {
        /** Copies the rows. */
        public TestRows {
            testRows = List.copyOf(testRows);
        }

        @Override
        public Parts apply(Dataset data) {
            BitSet test = new BitSet(data.rowCount());
            for (int row : testRows) {
                if (row < 0 || row >= data.rowCount() || test.get(row)) {
                    throw new InvalidInputException("test row " + row
                            + (row >= 0 && row < data.rowCount() ? " is given twice" : " does not exist")
                            + "; the data have rows 0 to " + (data.rowCount() - 1));
                }
                test.set(row);
            }
            return parts(data, test);
        }

        @Override
        public String description() {
            return "testRows(" + Fingerprint.ofText(testRows.toString()).hex().substring(0, 16) + ", " + testRows.size()
                    + " rows)";
        }
    }

    private static void checkShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("the test share must lie between 0 and 1, was " + share);
        }
    }

    private static Parts parts(Dataset data, BitSet test) {
        return new Parts(data.filter(row -> !test.get(row)), data.filter(test::get));
    }
}
