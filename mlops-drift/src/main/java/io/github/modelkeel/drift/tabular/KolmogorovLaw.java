package io.github.modelkeel.drift.tabular;

import org.apache.commons.math3.special.Gamma;

/**
 * Survival function of the two-sided one-sample Kolmogorov statistic at a finite sample size, which serves as the
 * asymptotic law of the two-sample statistic at the effective size n m / (n + m).
 *
 * @see <a href="https://doi.org/10.18637/jss.v039.i11">R. Simard and P. L'Ecuyer, Computing the two-sided
 *     Kolmogorov-Smirnov distribution, Journal of Statistical Software 39(11) (2011)</a>, whose choice of method by
 *     region is followed
 */
final class KolmogorovLaw {
    private static final int SMALL = 140;
    private static final long SUMMED = 20_000;
    private static final double SQRT_TWO_PI = Math.sqrt(2.0 * Math.PI);
    private static final double PI_2 = Math.PI * Math.PI;
    private static final double PI_4 = PI_2 * PI_2;
    private static final double PI_6 = PI_4 * PI_2;

    private KolmogorovLaw() {}

    /**
     * Returns P(D >= x) for n independent values of a continuous law.
     *
     * @param n sample size, at least 1
     * @param x the distance
     * @return the probability, in [0, 1]
     */
    static double survival(long n, double x) {
        double t = n * x;
        if (x >= 1.0) {
            return 0.0;
        }
        if (t <= 0.5) {
            return 1.0;
        }
        if (t <= 1.0) {
            return -Math.expm1(Gamma.logGamma(n + 1.0) - n * Math.log((double) n) + n * Math.log(2.0 * t - 1.0));
        }
        if (t >= n - 1.0) {
            return 2.0 * Math.pow(1.0 - x, (double) n);
        }
        double square = t * x;
        if (x >= 0.5 || square > (n <= SMALL ? 4.0 : 2.2)) {
            return Math.min(1.0, 2.0 * oneSided(n, x));
        }
        // below 0.06 the distribution function is under 1e-8 and only its absolute error counts
        boolean matrix = n <= SMALL || (n <= 100_000 && square > 0.06 && n * Math.pow(x, 1.5) <= 1.4);
        double cdf = matrix ? DurbinMatrix.cdf((int) n, x) : pelzGood(n, x);
        return Math.min(1.0, Math.max(0.0, 1.0 - cdf));
    }

    /** P(D+ >= x), by Smirnov's sum of positive terms, for very large n by its expansion in 1/sqrt(n). */
    static double oneSided(long n, double x) {
        if (n > SUMMED) {
            return oneSidedExpansion(n, x);
        }
        double logChoose = 0.0;
        double sum = 0.0;
        long last = (long) Math.floor(n * (1.0 - x));
        for (long j = 0; j <= last; j++) {
            double left = x + (double) j / n;
            double right = 1.0 - left;
            if (right > 0.0) {
                sum += Math.exp(logChoose + (j - 1) * Math.log(left) + (n - j) * Math.log(right));
            } else if (j == n) {
                sum += Math.exp(logChoose + (j - 1) * Math.log(left));
            }
            logChoose += Math.log((double) (n - j) / (double) (j + 1));
        }
        return Math.min(1.0, x * sum);
    }

    /** The logarithm of the classical expansion; the term in z^6 is that of the large-deviation rate. */
    private static double oneSidedExpansion(long n, double x) {
        double e = 1.0 / Math.sqrt((double) n);
        double z = x / e;
        double z2 = z * z;
        double log = -2.0 * z2
                - 2.0 * z * e / 3.0
                + 4.0 / 9.0 * (z2 - z2 * z2) * e * e
                + (4.0 * z / 45.0 - 88.0 * z * z2 / 405.0) * e * e * e
                - 32.0 / 135.0 * z2 * z2 * z2 * e * e * e * e;
        return Math.min(1.0, Math.exp(log));
    }

    /**
     * Distribution function to order n^-2.
     *
     * @see <a href="https://doi.org/10.1111/j.2517-6161.1976.tb01579.x">W. Pelz and I. J. Good, Approximating the
     *     lower tail-areas of the Kolmogorov-Smirnov one-sample statistic, JRSS B 38 (1976), 152-156</a>
     */
    private static double pelzGood(long n, double x) {
        double z = Math.sqrt((double) n) * x;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double q = Math.exp(-PI_2 / 8.0 / z2);
        if (q == 0.0) {
            return 0.0;
        }
        double k0 = 0.0;
        double k1 = 0.0;
        double k2 = 0.0;
        double k3 = 0.0;
        int terms = (int) Math.ceil(16.0 * z / Math.PI);
        for (int k = terms; k > 0; k--) {
            double m2 = (2.0 * k - 1.0) * (2.0 * k - 1.0);
            double m4 = m2 * m2;
            double power = Math.pow(q, m2);
            k0 += power;
            k1 += power * (-z2 + PI_2 / 4.0 * m2);
            k2 += power
                    * (6.0 * z6
                            + 2.0 * z4
                            + (2.0 * z4 - 5.0 * z2) * PI_2 / 4.0 * m2
                            + PI_4 * (1.0 - 2.0 * z2) / 16.0 * m4);
            k3 += power
                    * (-30.0 * z6
                            - 90.0 * z4 * z4
                            + PI_2 * (135.0 * z4 - 96.0 * z6) / 4.0 * m2
                            + PI_4 * (-60.0 * z2 + 212.0 * z4) / 16.0 * m4
                            + PI_6 * (5.0 - 30.0 * z2) / 64.0 * m4 * m2);
        }
        double extra2 = 0.0;
        double extra3 = 0.0;
        for (int k = terms; k > 0; k--) {
            double square = (double) k * k;
            double power = Math.exp(-PI_2 / 2.0 / z2 * square);
            extra2 += square * power;
            extra3 += (3.0 * z2 - PI_2 * square) * square * power;
        }
        k0 *= SQRT_TWO_PI / z;
        k1 *= SQRT_TWO_PI / (6.0 * z4);
        k2 = k2 * SQRT_TWO_PI / (72.0 * z6 * z) - extra2 * PI_2 * SQRT_TWO_PI / (36.0 * z2 * z);
        k3 = k3 * SQRT_TWO_PI / (6480.0 * z6 * z4) + extra3 * PI_2 * SQRT_TWO_PI / (216.0 * z6);
        double root = Math.sqrt((double) n);
        return k0 + k1 / root + k2 / n + k3 / (n * root);
    }
}
