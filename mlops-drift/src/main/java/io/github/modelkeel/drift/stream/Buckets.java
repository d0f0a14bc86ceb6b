package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;

/**
 * Where a value lies among the knots of a reference: bucket 2 i + 1 is knot i, bucket 2 i lies between knot i - 1 and knot
 * i, the first below all and the last above all. The distribution function of the reference is constant inside a bucket, so
 * counts by bucket give the exact Kolmogorov-Smirnov distance.
 */
final class Buckets {
    final NumericProfile reference;
    private final double[] knots;
    private final boolean exact;
    private final double first;
    private final double scale;
    private final int[] start; // first knot in this cell of an even grid or a later one: a search rarely takes a step

    Buckets(NumericProfile reference) {
        if (reference.count() == 0) {
            throw new DriftInputException(Kind.EMPTY_SAMPLE, "the reference has no value; give it at least one");
        }
        this.reference = reference.compressed(NumericProfile.MAX_STORED_KNOTS);
        this.exact = this.reference.exact();
        this.knots = new double[this.reference.knots()];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = this.reference.value(i);
        }
        int cells = Math.max(1, 2 * knots.length);
        double width = knots[knots.length - 1] - knots[0];
        this.first = knots[0];
        this.scale = width > 0.0 && width < Double.MAX_VALUE && cells / width < Double.MAX_VALUE ? cells / width : 0.0;
        this.start = new int[cells + 2];
        int knot = 0;
        for (int cell = 0; cell < start.length; cell++) {
            while (knot < knots.length && cell(knots[knot]) < cell) {
                knot++;
            }
            start[cell] = knot;
        }
    }

    /** Never falls as the value rises, so knots of an earlier cell are smaller and those of a later one larger. */
    private int cell(double value) {
        double cell = (value - first) * scale;
        return cell > 0.0 ? (int) Math.min(cell, start.length - 2.0) : 0;
    }

    int size() {
        return 2 * knots.length + 1;
    }

    /** Returns the bucket of a value that is not missing; between two knots of a compressed reference that of the upper. */
    int of(double value) {
        int cell = cell(value);
        int low = start[cell];
        int high = start[cell + 1];
        while (low < high) { // the first knot not below the value
            int middle = (low + high) >>> 1;
            if (knots[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == knots.length) {
            return 2 * low;
        }
        boolean at = knots[low] == value || (!exact && low > 0);
        return at ? 2 * low + 1 : 2 * low;
    }

    /** Returns how many values of the reference lie in a bucket. */
    long referenceCount(int bucket) {
        return bucket % 2 == 0 ? 0 : reference.countAt(bucket / 2);
    }

    /** Returns the counts as a profile with the same distance to the reference; its values stand for their bucket. */
    NumericProfile profile(long[] counts) {
        double[] values = new double[counts.length];
        long[] held = new long[counts.length];
        int size = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                values[size] = value(bucket);
                held[size++] = counts[bucket];
            }
        }
        return NumericProfile.ofCounts(java.util.Arrays.copyOf(values, size), java.util.Arrays.copyOf(held, size), 0);
    }

    private double value(int bucket) {
        int knot = bucket / 2;
        if (bucket % 2 == 1) {
            return knots[knot];
        }
        return knot == knots.length ? Math.nextUp(knots[knot - 1]) : Math.nextDown(knots[knot]);
    }
}
