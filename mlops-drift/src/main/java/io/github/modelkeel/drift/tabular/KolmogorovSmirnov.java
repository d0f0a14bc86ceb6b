package io.github.modelkeel.drift.tabular;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;
import java.util.Locale;

/**
 * The two-sample Kolmogorov-Smirnov test, two-sided. Its statistic D is the largest vertical distance between the two
 * empirical distribution functions: dimensionless, in [0, 1], and the effect size as well. Immutable and thread-safe.
 *
 * <p>D is computed in whole numbers, so that equal gaps are equal. Ties are allowed; the p-value is then an upper bound.
 * p-values assume independent rows. Missing values ({@code NaN}) take no part, infinities are ordinary values.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177730256">N. Smirnov, Table for estimating the goodness of fit of empirical
 *     distributions, Annals of Mathematical Statistics 19 (1948), 279-281</a>
 */
public final class KolmogorovSmirnov implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "kolmogorov-smirnov";

    private static final long ALWAYS_EXACT = 10_000;
    private static final double BEARABLE_CELLS = 2e6;
    private static final double MOST_CELLS = 1e10;

    private final Method method;

    private KolmogorovSmirnov(Method method) {
        this.method = method;
    }

    /** How the p-value is found. Closed. */
    public enum Method {
        /**
         * Exact where both samples are of one size, or neither has more than 10,000 values, or the sweep takes a few
         * milliseconds at most; asymptotic otherwise.
         */
        AUTO,
        /** Always exact: the share of all orders of the pooled values with a distance at least as large. */
        EXACT,
        /** Always the one-sample law at the effective size n m / (n + m), rounded to a whole number. */
        ASYMPTOTIC
    }

    /** Returns the test that chooses its method by the sizes. */
    public static KolmogorovSmirnov twoSample() {
        return new KolmogorovSmirnov(Method.AUTO);
    }

    /** Returns this test with the method fixed. */
    public KolmogorovSmirnov withMethod(Method fixed) {
        return new KolmogorovSmirnov(requireNonNull(fixed, "method"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean appliesTo(ColumnProfile reference) {
        return reference instanceof NumericProfile;
    }

    /**
     * Returns D. Neither array is modified. Time O((n + m) log(n + m)), memory O(n + m).
     *
     * @param reference values of the column in the reference, in any order
     * @param window values of the column in the window, in any order
     * @throws DriftInputException if either sample has no value left once missing ones are skipped
     */
    public double statistic(double[] reference, double[] window) {
        return gap(NumericProfile.of(reference), NumericProfile.of(window)).statistic();
    }

    /**
     * Compares two samples. Neither array is modified.
     *
     * @param reference values of the column in the reference, in any order
     * @param window values of the column in the window, in any order
     * @throws DriftInputException if either sample has no value left once missing ones are skipped
     */
    public TestResult compare(double[] reference, double[] window) {
        return compare(NumericProfile.of(reference), NumericProfile.of(window));
    }

    /** {@inheritDoc} Time O(distinct values), and O(D n m) for an exact p-value of samples of unequal size. */
    @Override
    public TestResult compare(ColumnProfile reference, ColumnProfile window) {
        Gap gap = gap(Samples.numeric(reference, NAME, "reference"), Samples.numeric(window, NAME, "window"));
        boolean exact = exact(gap);
        double p = exact ? KolmogorovLattice.survival(gap.wholeD(), (int) gap.n(), (int) gap.m()) : asymptotic(gap);
        return new TestResult(
                NAME,
                exact ? "exact" : "asymptotic",
                gap.statistic(),
                p,
                gap.statistic(),
                "D",
                gap.wholeD() == 0 ? 0 : gap.sign(),
                gap.wholeD() == 0 ? null : gap.location(),
                detectable(gap.n(), gap.m(), 0.05, 0.9),
                gap.n(),
                gap.m());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The distance at one point is normal with a variance of at most 1/4 (1/n + 1/m), and D is not below it: the effect
     * returned is found at least as often as asked.
     */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return detectable(
                Samples.numeric(reference, NAME, "reference").count(),
                Samples.numeric(window, NAME, "window").count(),
                level,
                power);
    }

    /** The critical value in M. A. Stephens' form, JASA 69 (1974), 730-737, plus the margin for the power. */
    private static double detectable(long n, long m, double level, double power) {
        double root = Math.sqrt(Samples.effectiveSize(n, m));
        double critical = Math.sqrt(-0.5 * Math.log(level / 2.0)) / (root + 0.12 + 0.11 / root);
        return Math.max(0.0, critical + Survival.normalQuantile(1.0 - power) * 0.5 / root);
    }

    /**
     * Returns the smallest whole number d such that a distance of d / (n m) has a p-value at or below {@code level};
     * n m + 1 where even the largest distance has not. The p-value is exact for sizes that are equal or at most 10,000,
     * asymptotic otherwise. Takes some thirty p-values.
     *
     * @param n values on one side, at least 1
     * @param m values on the other side, at least 1
     * @param level in (0, 1)
     * @throws DriftInputException if there are too many pairs to count in 64 bits
     */
    public static long criticalWholeDistance(long n, long m, double level) {
        if (Math.min(n, m) < 1 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "sizes must be at least 1 and the level in (0, 1), were " + n + ", " + m + " and " + level);
        }
        boolean exact = (n == m && n < Integer.MAX_VALUE) || Math.max(n, m) <= ALWAYS_EXACT;
        long effective = Math.max(1, (long) Math.rint(Samples.effectiveSize(n, m)));
        double pairs = (double) n * m;
        long low = 0;
        long high = Samples.pairs(n, m, NAME) + 1;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            double p = exact
                    ? KolmogorovLattice.survival(middle, (int) n, (int) m)
                    : KolmogorovLaw.survival(effective, middle / pairs);
            if (p <= level) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean exact(Gap gap) {
        boolean possible = gap.n() + gap.m() < Integer.MAX_VALUE;
        double cells = KolmogorovLattice.cells(gap.wholeD(), gap.n(), gap.m());
        return switch (method) {
            case ASYMPTOTIC -> false;
            case AUTO -> possible && (cells <= BEARABLE_CELLS || Math.max(gap.n(), gap.m()) <= ALWAYS_EXACT);
            case EXACT -> {
                if (!possible || cells > MOST_CELLS) {
                    throw new DriftInputException(
                            Kind.TOO_LARGE,
                            String.format(
                                    Locale.ROOT,
                                    "an exact p-value of %d against %d values would take %.1e steps; use the method"
                                            + " AUTO, which is asymptotic there",
                                    gap.n(),
                                    gap.m(),
                                    cells));
                }
                yield true;
            }
        };
    }

    private static double asymptotic(Gap gap) {
        long size = (long) Math.rint(Samples.effectiveSize(gap.n(), gap.m()));
        return size == 0 ? 1.0 : KolmogorovLaw.survival(size, gap.statistic()); // one value each: no law, no evidence
    }

    /** Returns the largest gap; for a compressed reference the window must be counted at its knots. */
    static Gap gap(NumericProfile reference, NumericProfile window) {
        Samples.numeric(reference, NAME, "reference");
        Samples.numeric(window, NAME, "window");
        long n = reference.count();
        long m = window.count();
        Samples.pairs(n, m, NAME); // no product below is larger
        return reference.knots() < window.knots() ? walk(reference, window, 1) : walk(window, reference, -1);
    }

    /**
     * Visits every value of the smaller profile and leaps over those of the larger: between two neighbours of the one the gap is
     * largest at an end, so of the values of the other only the last before each is looked at.
     *
     * @param sign of a gap where the function of {@code few} is above
     */
    private static Gap walk(NumericProfile few, NumericProfile many, int sign) {
        long n = few.count();
        long m = many.count();
        Largest largest = new Largest();
        long f = 0;
        int knots = many.knots();
        int from = 0;
        for (int i = 0; i < few.knots() && from < knots; i++) { // once one side is used up the gap only closes
            double v = few.value(i);
            int to = firstNotBelow(many, v, from);
            if (to > from) {
                largest.take(sign * (f * m - many.cumulative(to - 1) * n), many.value(to - 1));
            }
            if (to == knots) {
                from = to;
            } else {
                f = few.cumulative(i);
                from = many.value(to) == v ? to + 1 : to;
                largest.take(sign * (f * m - (from == 0 ? 0 : many.cumulative(from - 1)) * n), v);
            }
        }
        boolean unique = largest.places == 1;
        return sign > 0
                ? new Gap(largest.size, n, m, largest.sign, largest.location, unique)
                : new Gap(largest.size, m, n, largest.sign, largest.location, unique);
    }

    /** Returns the position of the first knot from {@code from} on that is not below {@code v}; quick where it is near. */
    private static int firstNotBelow(NumericProfile profile, double v, int from) {
        int high = from;
        int low = from;
        for (int step = 1; high < profile.knots() && profile.value(high) < v; step *= 2) {
            low = high + 1;
            high = (int) Math.min((long) high + step, profile.knots());
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (profile.value(middle) < v) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The largest difference so far; of equal ones the first that is positive, or the first. */
    private static final class Largest {
        private long size;
        private int sign = 1;
        private double location;
        private int places;

        void take(long difference, double at) {
            long gap = Math.abs(difference);
            if (gap > size) {
                size = gap;
                sign = difference > 0 ? 1 : -1;
                location = at;
                places = 1;
            } else if (gap == size && gap > 0) {
                places++;
                if (difference > 0 && sign < 0) {
                    sign = 1;
                    location = at;
                }
            }
        }
    }

    /**
     * The largest gap between the distribution functions.
     *
     * @param wholeD D times n times m
     * @param n values of the reference
     * @param m values of the window
     * @param sign +1 where the reference function is above (also where both excursions are equal), -1 where below
     * @param location smallest value of the column where the gap is reached with that sign
     * @param unique whether it is reached there only
     */
    record Gap(long wholeD, long n, long m, int sign, double location, boolean unique) {
        double statistic() {
            return (double) wholeD / ((double) n * m);
        }
    }
}
