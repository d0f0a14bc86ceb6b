package io.github.modelkeel.drift.report;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reference and window counted in the same bins, for showing, not for testing.
 *
 * @param edges limits of the bins, one more than counts, the first and last bin being open; empty for categories and for
 *     numbers of few distinct values, which have a label for each count
 * @param labels what each count is of; empty where there are edges
 */
record Histogram(double[] edges, List<String> labels, long[] reference, long[] window) {
    private static final int BINS = 30;
    private static final int FEW = 24;
    private static final int MAX_CATEGORIES = 15;

    /** Returns the histogram, or {@code null} where there is nothing to count. */
    static @Nullable Histogram of(ColumnProfile reference, @Nullable ColumnProfile window) {
        if (reference instanceof NumericProfile r && r.count() > 0) {
            return numbers(r, window instanceof NumericProfile w ? w : NumericProfile.of());
        } else if (reference instanceof CategoryProfile r && r.count() > 0) {
            return categories(r, window instanceof CategoryProfile w ? w : CategoryProfile.of(java.util.Map.of()));
        }
        return null;
    }

    boolean continuous() {
        return edges.length > 0;
    }

    int size() {
        return reference.length;
    }

    double referenceShare(int i) {
        return share(reference, i);
    }

    double windowShare(int i) {
        return share(window, i);
    }

    private static double share(long[] counts, int i) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total == 0 ? 0.0 : (double) counts[i] / total;
    }

    private static Histogram numbers(NumericProfile reference, NumericProfile window) {
        if (reference.exact() && reference.knots() + window.knots() <= 2 * FEW) {
            TreeSet<Double> values = new TreeSet<>();
            for (int i = 0; i < reference.knots(); i++) {
                values.add(reference.value(i));
            }
            for (int i = 0; i < window.knots(); i++) {
                values.add(window.value(i));
            }
            if (values.size() <= FEW) {
                return distinct(List.copyOf(values), reference, window);
            }
        }
        Range range = Range.of(reference, window);
        double[] edges = edges(range, wholeNumbers(reference) && wholeNumbers(window));
        return new Histogram(edges, List.of(), count(edges, reference), count(edges, window));
    }

    private static Histogram distinct(List<Double> values, NumericProfile reference, NumericProfile window) {
        long[] left = new long[values.size()];
        long[] right = new long[values.size()];
        for (int i = 0; i < left.length; i++) {
            double before = i == 0 ? Double.NaN : values.get(i - 1);
            left[i] = reference.countUpTo(values.get(i)) - (i == 0 ? 0 : reference.countUpTo(before));
            right[i] = window.countUpTo(values.get(i)) - (i == 0 ? 0 : window.countUpTo(before));
        }
        return new Histogram(new double[0], values.stream().map(Format::number).toList(), left, right);
    }

    /** Bins of equal width; on whole numbers of a whole width, or some bins would hold more numbers than others. */
    private static double[] edges(Range range, boolean whole) {
        double low = range.low();
        double width = (range.high() / BINS) - (low / BINS);
        int bins = BINS;
        if (whole && Math.abs(low) < 1e15 && Math.abs(range.high()) < 1e15) {
            width = Math.max(1.0, Math.ceil((range.high() - low + 1.0) / BINS));
            bins = (int) Math.ceil((range.high() - low + 1.0) / width);
            low -= 0.5;
        }
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = low + i * width;
        }
        return edges;
    }

    private static boolean wholeNumbers(NumericProfile profile) {
        for (int i = 0; i < profile.knots(); i++) {
            double v = profile.value(i);
            if (v != Math.rint(v) || Double.isInfinite(v)) {
                return false;
            }
        }
        return true;
    }

    private static long[] count(double[] edges, NumericProfile profile) {
        long[] counts = new long[edges.length - 1];
        long before = 0;
        for (int i = 0; i < counts.length; i++) {
            long upTo = i + 1 == counts.length ? profile.count() : profile.countUpTo(edges[i + 1]);
            counts[i] = upTo - before;
            before = upTo;
        }
        return counts;
    }

    private static Histogram categories(CategoryProfile reference, CategoryProfile window) {
        Set<String> names = new TreeSet<>(reference.counts().keySet());
        names.addAll(window.counts().keySet());
        List<String> sorted = new ArrayList<>(names);
        double n = Math.max(1, reference.count());
        double m = Math.max(1, window.count());
        sorted.sort(Comparator.comparingDouble(
                name -> -Math.max(reference.count(name) / n, window.count(name) / m))); // stable: ties stay in order
        List<String> shown = sorted.subList(0, Math.min(MAX_CATEGORIES, sorted.size()));
        List<String> labels = new ArrayList<>(shown);
        long restLeft = reference.count();
        long restRight = window.count();
        for (String name : shown) {
            restLeft -= reference.count(name);
            restRight -= window.count(name);
        }
        if (restLeft + restRight > 0) {
            labels.add("(all others)");
        }
        long[] left = new long[labels.size()];
        long[] right = new long[labels.size()];
        for (int i = 0; i < shown.size(); i++) {
            left[i] = reference.count(shown.get(i));
            right[i] = window.count(shown.get(i));
        }
        if (labels.size() > shown.size()) {
            left[shown.size()] = restLeft;
            right[shown.size()] = restRight;
        }
        return new Histogram(new double[0], labels, left, right);
    }

    /** Where the values lie, without the outermost half percent on each side. */
    record Range(double low, double high) {
        private static final double TAIL = 0.005;

        static Range of(NumericProfile reference, NumericProfile window) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (NumericProfile profile : List.of(reference, window)) {
                if (profile.finiteCount() > 0) {
                    long negative = profile.countUpTo(Double.NEGATIVE_INFINITY);
                    long finite = profile.finiteCount();
                    low = Math.min(low, profile.orderStatistic(negative + 1 + (long) (TAIL * (finite - 1))));
                    high = Math.max(high, profile.orderStatistic(negative + finite - (long) (TAIL * (finite - 1))));
                }
            }
            if (low > high) { // no finite value at all
                return new Range(-1.0, 1.0);
            }
            if (low == high) {
                double margin = Math.max(0.5, Math.abs(low) * 0.01);
                return new Range(low - margin, high + margin);
            }
            return new Range(low, high);
        }

        /** Returns where x lies between low (0) and high (1), values outside at the ends; without overflow. */
        double place(double x) {
            double share = (x / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
            return Double.isNaN(share) ? 0.5 : Math.min(1.0, Math.max(0.0, share));
        }
    }
}
