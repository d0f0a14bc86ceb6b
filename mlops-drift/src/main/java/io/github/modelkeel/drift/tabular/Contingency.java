package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.CategoryProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Two rows of counts over the same categories, in code-point order, none of them empty on both sides.
 *
 * @param categories names; the last may be {@link #OTHER} for those that a compressed reference does not keep
 */
record Contingency(List<String> categories, long[] reference, long[] window, long referenceTotal, long windowTotal) {
    static final String OTHER = "(other)";
    static final String RARE = "(rare)";

    static Contingency of(CategoryProfile reference, CategoryProfile window) {
        SortedMap<String, Long> union = new TreeMap<>(reference.counts());
        union.putAll(window.counts());
        List<String> names = new ArrayList<>(union.keySet());
        boolean other = reference.other() > 0 || window.other() > 0;
        int size = names.size() + (other ? 1 : 0);
        long[] left = new long[size];
        long[] right = new long[size];
        for (int i = 0; i < names.size(); i++) {
            left[i] = reference.count(names.get(i));
            right[i] = window.count(names.get(i));
        }
        if (other) {
            names.add(OTHER);
            left[size - 1] = reference.other();
            right[size - 1] = window.other();
        }
        return new Contingency(names, left, right, reference.count(), window.count());
    }

    /** Returns a table of bins without names; those that neither side has are left out. */
    static Contingency ofSeen(long[] reference, long[] window) {
        long[] left = new long[reference.length];
        long[] right = new long[reference.length];
        int size = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > 0 || window[i] > 0) {
                left[size] = reference[i];
                right[size++] = window[i];
            }
        }
        return new Contingency(
                IntStream.range(0, size).mapToObj(i -> "bin " + (i + 1)).toList(),
                Arrays.copyOf(left, size),
                Arrays.copyOf(right, size),
                LongStream.of(left).sum(),
                LongStream.of(right).sum());
    }

    /** Returns this table with all categories of an expected count below {@code least} on either side put together. */
    Contingency pooled(double least) {
        List<String> names = new ArrayList<>();
        long[] left = new long[size() + 1];
        long[] right = new long[size() + 1];
        long rareLeft = 0;
        long rareRight = 0;
        for (int i = 0; i < size(); i++) {
            if (Math.min(expectedReference(i), expectedWindow(i)) < least) {
                rareLeft += reference[i];
                rareRight += window[i];
            } else {
                left[names.size()] = reference[i];
                right[names.size()] = window[i];
                names.add(categories.get(i));
            }
        }
        if (size() <= 2 || names.size() >= size() - 1) {
            return this; // nothing to put together
        }
        left[names.size()] = rareLeft;
        right[names.size()] = rareRight;
        names.add(RARE);
        return new Contingency(
                names,
                Arrays.copyOf(left, names.size()),
                Arrays.copyOf(right, names.size()),
                referenceTotal,
                windowTotal);
    }

    int size() {
        return reference.length;
    }

    double expectedReference(int i) {
        return ((double) reference[i] + window[i]) / total() * referenceTotal;
    }

    double expectedWindow(int i) {
        return ((double) reference[i] + window[i]) / total() * windowTotal;
    }

    double total() {
        return (double) referenceTotal + windowTotal;
    }

    double smallestExpected() {
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < size(); i++) {
            smallest = Math.min(smallest, Math.min(expectedReference(i), expectedWindow(i)));
        }
        return smallest;
    }

    /** Pearson's sum; with {@code yates} each deviation is reduced by one half, as for two by two tables. */
    double pearson(boolean yates) {
        double sum = 0.0;
        for (int i = 0; i < size(); i++) {
            double e = expectedReference(i);
            double f = expectedWindow(i);
            double deviation = Math.abs(deviation(i));
            if (yates) {
                deviation -= Math.min(0.5, deviation);
            }
            sum += deviation * deviation * (1.0 / e + 1.0 / f);
        }
        return sum;
    }

    /** Observed minus expected count of the reference, without the cancellation of computing both; the window has minus that. */
    private double deviation(int i) {
        return ((double) reference[i] * windowTotal - (double) window[i] * referenceTotal) / total();
    }

    /** Twice the log-likelihood ratio. */
    double likelihoodRatio() {
        double sum = 0.0;
        for (int i = 0; i < size(); i++) {
            sum += term(reference[i], expectedReference(i)) + term(window[i], expectedWindow(i));
        }
        return Math.max(0.0, 2.0 * sum);
    }

    private static double term(long observed, double expected) {
        return observed == 0 ? 0.0 : observed * Math.log(observed / expected);
    }

    /** Returns Cramer's V of this table. It shrinks when one side is much larger than the other. */
    double cramersV() {
        return Math.sqrt(pearson(false) / total());
    }

    /**
     * Returns Cramer's V as if both sides had the same size: sqrt(sum (p - q)^2 / (p + q) / 2) over the shares p and q.
     * It depends on the shares only, in [0, 1].
     */
    double balancedV() {
        double sum = 0.0;
        for (int i = 0; i < size(); i++) {
            double p = (double) reference[i] / referenceTotal;
            double q = (double) window[i] / windowTotal;
            sum += (p - q) * (p - q) / (p + q);
        }
        return Math.min(1.0, Math.sqrt(sum / 2.0));
    }
}
