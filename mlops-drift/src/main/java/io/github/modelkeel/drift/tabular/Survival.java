package io.github.modelkeel.drift.tabular;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/** Upper tails of the usual laws, computed directly: one minus a distribution function has no digits left at 1e-16. */
final class Survival {
    private static final double PRECISION = 1e-16;
    private static final int MAX_ITERATIONS = 100_000;
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0.0, 1.0);

    private Survival() {}

    /** Returns P(X >= x) for a chi-squared X. */
    static double chiSquared(double x, long degrees) {
        if (degrees == 0 || x <= 0.0) {
            return 1.0;
        }
        if (Double.isInfinite(x)) {
            return 0.0;
        }
        return clip(Gamma.regularizedGammaQ(degrees / 2.0, x / 2.0, PRECISION, MAX_ITERATIONS));
    }

    /** Returns P(|X| >= |z|) for a standard normal X. */
    static double normalTwoSided(double z) {
        return clip(Erf.erfc(Math.abs(z) / Math.sqrt(2.0)));
    }

    /** Returns P(X >= z) for a standard normal X. */
    static double normal(double z) {
        return clip(0.5 * Erf.erfc(z / Math.sqrt(2.0)));
    }

    /** Returns the value that a standard normal X exceeds with probability {@code tail}. */
    static double normalQuantile(double tail) {
        return -NORMAL.inverseCumulativeProbability(tail);
    }

    /** Returns P(|T| >= |t|) for Student's T. */
    static double studentTwoSided(double t, double degrees) {
        if (Double.isInfinite(t)) {
            return 0.0;
        }
        return clip(Beta.regularizedBeta(degrees / (degrees + t * t), degrees / 2.0, 0.5, PRECISION, MAX_ITERATIONS));
    }

    /** Returns the x with P(X >= x) = tail for a chi-squared X. */
    static double chiSquaredQuantile(double tail, long degrees) {
        double high = Math.max(1.0, (double) degrees);
        while (chiSquared(high, degrees) > tail) {
            high *= 2.0;
        }
        double low = 0.0;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2.0;
            if (chiSquared(middle, degrees) > tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Returns the non-centrality at which a chi-squared variable exceeds {@code x} with probability {@code power}. */
    static double nonCentrality(double x, long degrees, double power) {
        double low = 0.0;
        double high = Math.max(1.0, x);
        while (nonCentralChiSquared(x, degrees, high) < power) {
            high *= 2.0;
        }
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2.0;
            if (nonCentralChiSquared(x, degrees, middle) < power) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /**
     * P(X >= x) by Sankaran's normal approximation, within about one percent: enough to state what can be detected.
     *
     * @see <a href="https://doi.org/10.2307/2332707">M. Sankaran, On the non-central chi-square distribution, Biometrika 46
     *     (1959), 235-237</a>
     */
    private static double nonCentralChiSquared(double x, long degrees, double nonCentrality) {
        double mean = degrees + nonCentrality;
        double h = 1.0
                - 2.0
                        / 3.0
                        * mean
                        * (degrees + 3.0 * nonCentrality)
                        / ((degrees + 2.0 * nonCentrality) * (degrees + 2.0 * nonCentrality));
        double p = (degrees + 2.0 * nonCentrality) / (mean * mean);
        double m = (h - 1.0) * (1.0 - 3.0 * h);
        double center = 1.0 + h * p * (h - 1.0 - 0.5 * (2.0 - h) * m * p);
        double spread = h * Math.sqrt(2.0 * p) * (1.0 + 0.5 * m * p);
        return normal((Math.pow(x / mean, h) - center) / spread);
    }

    static double clip(double p) {
        return Math.min(1.0, Math.max(0.0, p));
    }
}
