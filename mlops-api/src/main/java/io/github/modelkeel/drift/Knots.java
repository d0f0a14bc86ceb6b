package io.github.modelkeel.drift;

import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.Arrays;

/** What is done to the knots of {@link NumericProfile}s: put together, thinned out, counted at those of another. */
final class Knots {
    /** Bits of a double below sign, exponent and the leading 8 of its fraction. */
    private static final int HIDDEN_BITS = 44;

    private Knots() {}

    /** Returns the rows of both, or with the sign -1 of the first without those of the second. */
    static NumericProfile combine(NumericProfile first, NumericProfile second, int sign) {
        double[] union = new double[first.knots() + second.knots()];
        long[] sums = new long[union.length];
        int size = 0;
        int i = 0;
        int j = 0;
        long total = 0;
        while (i < first.knots() || j < second.knots()) {
            double v = j == second.knots() || (i < first.knots() && first.value(i) <= second.value(j))
                    ? first.value(i)
                    : second.value(j);
            long count = 0;
            if (i < first.knots() && first.value(i) == v) {
                count += first.countAt(i++);
            }
            if (j < second.knots() && second.value(j) == v) {
                count += sign * second.countAt(j++);
            }
            if (count < 0) {
                throw notContained(v);
            }
            if (count > 0) {
                total = Counts.add(total, count);
                union[size] = v;
                sums[size++] = total;
            }
        }
        long missing = Counts.add(first.missing(), sign * second.missing());
        if (missing < 0) {
            throw notContained(Double.NaN);
        }
        double[] values = Arrays.copyOf(union, size);
        long[] cumulative = Arrays.copyOf(sums, size);
        if (first.exact() && second.exact()) {
            return NumericProfile.exact(values, cumulative, missing);
        }
        double rows = Math.max(1L, total);
        double bound = (first.resolution() * first.count() + second.resolution() * second.count()) / rows;
        Moments moments = first.moments().combine(first.finiteCount(), second.moments(), second.finiteCount(), sign);
        return new NumericProfile(values, cumulative, missing, moments, Math.min(1.0, bound));
    }

    private static DriftInputException notContained(double value) {
        return new DriftInputException(
                Kind.NEGATIVE_COUNT,
                "cannot subtract: more rows with value " + value + " are taken away than there are; subtract only what"
                        + " was merged before");
    }

    /** Returns at most so many knots: the smallest value and order statistics at equal steps of rank. */
    static NumericProfile compress(NumericProfile profile, int maxKnots) {
        long n = profile.count();
        int steps = maxKnots - 1;
        double[] knots = new double[maxKnots];
        long[] sums = new long[maxKnots];
        knots[0] = profile.value(0);
        sums[0] = profile.cumulative(0);
        int size = 1;
        int from = 0;
        double gap = 0.0;
        for (int k = 1; k <= steps; k++) {
            long rank = (long) Math.ceil((double) n * k / steps);
            int position = profile.position(Math.min(rank, n));
            if (position > from) {
                gap = Math.max(gap, (double) (profile.cumulative(position - 1) - profile.cumulative(from)) / n);
                knots[size] = profile.value(position);
                sums[size++] = profile.cumulative(position);
                from = position;
            }
        }
        return new NumericProfile(
                Arrays.copyOf(knots, size),
                Arrays.copyOf(sums, size),
                profile.missing(),
                profile.moments(),
                profile.resolution() + gap);
    }

    /** Returns the profile with values between two knots of the grid moved up to the next. */
    static NumericProfile count(NumericProfile profile, NumericProfile grid) {
        double[] moved = new double[profile.knots()];
        long[] sums = new long[moved.length];
        int size = 0;
        int knot = 0;
        for (int i = 0; i < moved.length; i++) {
            double v = profile.value(i);
            while (knot < grid.knots() && grid.value(knot) < v) { // both ascend: one walk, no search
                knot++;
            }
            if (knot > 0 && knot < grid.knots()) {
                v = grid.value(knot);
            }
            if (size > 0 && moved[size - 1] == v) {
                sums[size - 1] = profile.cumulative(i);
            } else {
                moved[size] = v;
                sums[size++] = profile.cumulative(i);
            }
        }
        return new NumericProfile(
                Arrays.copyOf(moved, size),
                Arrays.copyOf(sums, size),
                profile.missing(),
                profile.moments(),
                grid.resolution());
    }

    /**
     * Puts the values that are no knots of the reference together: neighbours between the same two knots that agree in sign, exponent
     * and the leading bits move up to the largest of them. Which values those are does not depend on the chunks.
     */
    static NumericProfile coarse(NumericProfile profile, NumericProfile grid) {
        double[] values = new double[profile.knots()];
        long[] sums = new long[values.length];
        int size = 0;
        int knot = 0;
        long cell = 0;
        boolean open = false; // whether the value before is no knot
        long moved = 0; // rows of the present cell below its largest value
        long most = 0;
        for (int i = 0; i < values.length; i++) {
            double value = profile.value(i);
            int gap = knot;
            while (knot < grid.knots() && grid.value(knot) < value) {
                knot++;
            }
            boolean stray = knot == grid.knots() || grid.value(knot) != value;
            long leading = Double.doubleToRawLongBits(value) >> HIDDEN_BITS;
            if (stray && open && gap == knot && leading == cell) {
                moved += profile.countAt(i - 1);
                most = Math.max(most, moved);
            } else {
                size++;
                moved = 0;
            }
            values[size - 1] = value;
            sums[size - 1] = profile.cumulative(i);
            open = stray;
            cell = leading;
        }
        if (most == 0) {
            return profile;
        }
        return new NumericProfile(
                Arrays.copyOf(values, size),
                Arrays.copyOf(sums, size),
                profile.missing(),
                profile.moments(),
                Math.min(1.0, profile.resolution() + (double) most / profile.count()));
    }
}
