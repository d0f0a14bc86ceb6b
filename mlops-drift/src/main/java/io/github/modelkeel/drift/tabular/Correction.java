package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How p-values are adjusted for being several. An adjusted p-value is held against the level of the whole check. Closed.
 */
public enum Correction {
    /**
     * Keeps the expected share of false alarms among the alarms below the level, for independent or positively dependent
     * tests.
     *
     * @see <a href="https://doi.org/10.1111/j.2517-6161.1995.tb02031.x">Y. Benjamini and Y. Hochberg, Controlling the
     *     false discovery rate, JRSS B 57 (1995), 289-300</a>
     */
    BENJAMINI_HOCHBERG,
    /**
     * The same for tests that depend on each other in any way.
     *
     * @see <a href="https://doi.org/10.1214/aos/1013699998">Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001),
     *     1165-1188</a>
     */
    BENJAMINI_YEKUTIELI,
    /**
     * Keeps the chance of a single false alarm below the level, stepping down.
     *
     * @see <a href="https://www.jstor.org/stable/4615733">S. Holm, A simple sequentially rejective multiple test
     *     procedure, Scandinavian Journal of Statistics 6 (1979), 65-70</a>
     */
    HOLM,
    /** Keeps the chance of a single false alarm below the level, each p-value times the number of tests. */
    BONFERRONI,
    /** Leaves p-values as they are: of 50 undrifted columns at level 0.05 at least one alarms in 92 % of checks. */
    NONE;

    /**
     * Returns the adjusted p-values in the order given, each in [0, 1]. The array is not modified. O(k log k).
     *
     * @throws DriftInputException if a p-value is outside [0, 1] or NaN
     */
    public double[] adjust(double... pValues) {
        for (double p : pValues) {
            if (!(p >= 0 && p <= 1)) {
                throw new DriftInputException(Kind.PVALUE_OUT_OF_RANGE, "a p-value must lie in [0, 1], was " + p);
            }
        }
        int k = pValues.length;
        int[] order = IntStream.range(0, k)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = pValues.clone();
        switch (this) {
            case NONE -> {}
            case BONFERRONI -> {
                for (int i = 0; i < k; i++) {
                    adjusted[i] = Math.min(1.0, k * pValues[i]);
                }
            }
            case HOLM -> {
                double largest = 0.0;
                for (int rank = 0; rank < k; rank++) {
                    largest = Math.max(largest, (k - rank) * pValues[order[rank]]);
                    adjusted[order[rank]] = Math.min(1.0, largest);
                }
            }
            case BENJAMINI_HOCHBERG -> stepUp(pValues, order, adjusted, 1.0);
            case BENJAMINI_YEKUTIELI -> stepUp(pValues, order, adjusted, harmonic(k));
        }
        return adjusted;
    }

    /** Returns 1 + 1/2 + ... + 1/k. */
    static double harmonic(long k) {
        double harmonic = 0.0;
        for (long i = 1; i <= k; i++) {
            harmonic += 1.0 / i;
        }
        return harmonic;
    }

    private static void stepUp(double[] pValues, int[] order, double[] adjusted, double factor) {
        int k = order.length;
        double smallest = 1.0;
        for (int rank = k; rank >= 1; rank--) {
            int at = order[rank - 1];
            smallest = Math.min(smallest, pValues[at] * k / rank * factor);
            adjusted[at] = Math.max(pValues[at], smallest); // rounding must not make it smaller
        }
    }

    /** Returns the name in reports, for instance {@code benjamini-hochberg}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
