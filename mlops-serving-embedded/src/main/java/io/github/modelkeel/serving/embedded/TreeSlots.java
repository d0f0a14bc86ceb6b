package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import java.util.Arrays;

/**
 * What a row of cells becomes before it walks through {@link TreePacking}: whole numbers, the keys. A numeric feature has two
 * slots, alike but for a missing cell: least in the first, so that it goes left, greatest in the second; two more if zero is
 * missing at some of its nodes. In float precision the key is the float in order-preserving bits; in double precision it is
 * how many of the model's thresholds for the feature are not above the cell. A set slot holds the number of a category.
 * Immutable; read by every thread.
 */
final class TreeSlots {
    /** A row of keys has {@code 1 << slotBits} slots. */
    final int slotBits;

    /** The first slot whose keys are numbers of categories. */
    final int firstSet;

    private final boolean ranks;
    private final boolean plain;
    private final int[] features;
    private final boolean[] zeroMissing;
    private final double[][] thresholds;
    private final SetSlot[] sets;
    private final boolean floatCells;

    /** Keys of a feature whose cells are looked up in sets. */
    record SetSlot(int feature, Split rule, boolean zeroMissing, boolean missingLeft, int words, double[] values) {
        /** Bit that is in no set, just above the categories. */
        int none() {
            return words * Long.SIZE;
        }

        /** Bit that is in every set. */
        int all() {
            return none() + 1;
        }

        int key(double cell) {
            if (Double.isNaN(cell) || (zeroMissing && Math.abs(cell) <= TreeEnsemble.ZERO)) {
                return missingLeft ? all() : none();
            }
            if (rule == Split.EQUAL) {
                int rank = rank(values, cell) - 1;
                return rank >= 0 && values[rank] == cell ? rank : none();
            }
            boolean category = cell < none()
                    && switch (rule) {
                        case MEMBER -> cell >= 0 && cell == (int) cell;
                        case MEMBER_TRUNCATED -> cell > -1;
                        default -> cell >= 0;
                    };
            return category ? (int) cell : none();
        }
    }

    TreeSlots(Precision precision, int[] features, boolean[] zeroMissing, double[][] thresholds, SetSlot[] sets) {
        this.ranks = precision == Precision.DOUBLE;
        this.floatCells = !ranks;
        this.features = features;
        this.zeroMissing = zeroMissing;
        this.thresholds = thresholds;
        this.sets = sets;
        this.firstSet = Math.max(1, 2 * features.length); // slot 0 is a number: leaves compare it
        this.slotBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(firstSet + sets.length - 1));
        boolean zeros = false;
        for (boolean zero : zeroMissing) {
            zeros |= zero;
        }
        this.plain = !ranks && !zeros;
    }

    /** Returns a whole number that is ordered as the floats are, -0 as 0; neither the least nor the greatest. */
    static int key(float number) {
        int bits = Float.floatToRawIntBits(number + 0.0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /** Returns how many of the numbers, which rise, are not above {@code cell}. */
    static int rank(double[] numbers, double cell) {
        int low = 0;
        int length = numbers.length;
        while (length > 1) {
            int half = length >>> 1;
            low = numbers[low + half - 1] <= cell ? low + half : low;
            length -= half;
        }
        return length == 1 && numbers[low] <= cell ? low + 1 : low;
    }

    /**
     * Writes the keys of a row.
     *
     * @param keys receives {@code 1 << slotBits} numbers
     */
    void keys(double[] values, int offset, int[] keys) {
        int count = features.length;
        if (plain) {
            for (int i = 0; i < count; i++) {
                plain((float) values[offset + features[i]], keys, i, count);
            }
        } else {
            for (int i = 0; i < count; i++) {
                number(values[offset + features[i]], i, keys, i, count);
            }
        }
        for (int i = 0; i < sets.length; i++) {
            double cell = values[offset + sets[i].feature()];
            keys[firstSet + i] = sets[i].key(floatCells ? (float) cell : cell);
        }
    }

    /** Writes the keys of a row of floats. */
    void keys(float[] values, int offset, int[] keys) {
        int count = features.length;
        if (plain) {
            for (int i = 0; i < count; i++) {
                plain(values[offset + features[i]], keys, i, count);
            }
        } else {
            for (int i = 0; i < count; i++) {
                number(values[offset + features[i]], i, keys, i, count);
            }
        }
        for (int i = 0; i < sets.length; i++) {
            keys[firstSet + i] = sets[i].key(values[offset + sets[i].feature()]);
        }
    }

    private static void plain(float number, int[] keys, int to, int second) {
        int key = key(number);
        boolean missing = Float.isNaN(number);
        keys[to] = missing ? Integer.MIN_VALUE : key;
        keys[to + second] = missing ? Integer.MAX_VALUE : key;
    }

    private void number(double cell, int feature, int[] keys, int to, int second) {
        double number = floatCells ? (float) cell : cell;
        boolean missing = Double.isNaN(number) || (zeroMissing[feature] && Math.abs(number) <= TreeEnsemble.ZERO);
        int key = ranks ? rank(thresholds[feature], number) : key((float) number);
        keys[to] = missing ? Integer.MIN_VALUE : key;
        keys[to + second] = missing ? Integer.MAX_VALUE : key;
    }

    /** Returns the bytes of the tables. */
    long bytes() {
        return Arrays.stream(thresholds)
                        .mapToLong(table -> 16L + 8L * table.length)
                        .sum()
                + Arrays.stream(sets)
                        .mapToLong(set -> 48L + 8L * set.values().length)
                        .sum()
                + 13L * features.length;
    }
}
