package io.github.modelkeel.drift.tabular;

/**
 * Exact null distribution of the two-sample Kolmogorov-Smirnov statistic.
 *
 * <p>Every interleaving of the two samples is a lattice path from (0, 0) to (n, m), all equally likely when nothing
 * changed. The p-value is the share of paths that reach a cell with {@code |i m - j n| >= d}. It is swept directly, as
 * a sum of positive terms, so that a p-value of 1e-200 keeps its digits; nothing is computed as one minus the rest.
 */
final class KolmogorovLattice {
    /** From here on a product of ratios in the closed form is below the smallest double. */
    private static final double NEGLIGIBLE_EXPONENT = 750.0;

    private KolmogorovLattice() {}

    /**
     * Returns P(D n m >= d) over all orders of two samples without ties; with ties this is an upper bound.
     *
     * @param d the statistic times n times m, a whole number in [0, n m]
     * @param n size of one sample, at least 1
     * @param m size of the other sample, at least 1
     * @return the probability, in [0, 1]
     */
    static double survival(long d, int n, int m) {
        if (d <= 0) {
            return 1.0;
        }
        if (n == m) {
            return square(-Math.floorDiv(-d, n), n);
        }
        return n < m ? rectangle(d, n, m) : rectangle(d, m, n);
    }

    /** Returns how many lattice cells {@link #survival} visits; its time is about half a nanosecond for each. */
    static double cells(long d, long n, long m) {
        if (n == m) {
            return 1.0;
        }
        double width = Math.min(2.0 * d / (double) (n + m) + 1.0, (double) Math.min(n, m) + 1.0);
        return width * (n + m) / 2.0;
    }

    /**
     * The case n = m: 2 (C(2n, n-h) - C(2n, n-2h) + ...) / C(2n, n), summed from the inside out so that every
     * intermediate value lies in [0, 1].
     *
     * @see <a href="https://doi.org/10.1007/BF02589501">J. L. Hodges, The significance probability of the Smirnov
     *     two-sample test, Arkiv foer Matematik 3 (1958), 469-486</a>
     */
    private static double square(long h, long n) {
        if (h <= 1) {
            return 1.0;
        }
        long last = Math.min(n / h, (long) (Math.sqrt(NEGLIGIBLE_EXPONENT * n) / h) + 1);
        double p = 0.0;
        for (long k = last; k >= 0; k--) {
            double product = 1.0;
            for (long j = 0; j < h && product > 0.0; j++) {
                product *= (double) (n - k * h - j) / (double) (n + k * h + j + 1);
            }
            p = product * (1.0 - p);
        }
        return Math.min(1.0, 2.0 * p);
    }

    /**
     * Sweeps anti-diagonals i + j = k with P(i, j) = i/k P(i-1, j) + j/k P(i, j-1), where P is the share of paths to
     * (i, j) that were outside the band, and 1 on every cell outside. A half turn maps the lattice onto itself, so the
     * sweep stops at the middle diagonal and the two halves are joined there.
     */
    private static double rectangle(long d, int n, int m) {
        long g = gcd(n, m);
        Band band = new Band(n, m, -Math.floorDiv(-d, g), n / g, m / g);
        int total = n + m;
        int middle = total / 2;
        int end = total - middle;
        double[] index = new double[n + 3];
        for (int i = 0; i <= n; i++) {
            index[i + 1] = i;
        }
        double[] previous = new double[n + 3];
        double[] current = new double[n + 3];
        current[0] = 1.0;
        current[2] = 1.0;
        for (int k = 1; k <= end; k++) {
            double[] swap = previous;
            previous = current;
            current = swap;
            sweep(previous, current, index, band.low(k) + 1, band.high(k) + 1, k);
        }
        return join(end == middle ? current : previous, current, band, middle);
    }

    /** One diagonal. Cell i lives at i + 1, so that both neighbours of the band are in the array. */
    private static void sweep(double[] from, double[] to, double[] index, int low, int high, int k) {
        double scale = 1.0 / k;
        for (int t = low; t <= high; t++) {
            to[t] = (index[t] * from[t - 1] + (k - index[t]) * from[t]) * scale;
        }
        to[low - 1] = 1.0;
        to[high + 1] = 1.0;
    }

    /** Sums over the cells of the middle diagonal: chance to pass there times chance to be outside before or after. */
    private static double join(double[] before, double[] after, Band band, int middle) {
        int n = band.n;
        int m = band.m;
        int end = n + m - middle;
        int first = Math.max(0, middle - m);
        int last = Math.min(n, middle);
        int mode = (int) ((middle + 1L) * (n + 1L) / (n + m + 2L));
        double sum = 0.0;
        double outside = 0.0;
        double weight = 1.0;
        for (int i = mode; i <= last && weight >= Double.MIN_NORMAL; i++) {
            sum += weight;
            outside += weight * passed(before, after, band, middle, end, i);
            weight *= ratio(n, m, middle, i);
        }
        weight = 1.0;
        for (int i = mode - 1; i >= first && weight >= Double.MIN_NORMAL; i--) {
            weight /= ratio(n, m, middle, i);
            sum += weight;
            outside += weight * passed(before, after, band, middle, end, i);
        }
        return Math.min(1.0, outside / sum);
    }

    /** Hypergeometric weight of cell i + 1 over that of cell i on diagonal k. */
    private static double ratio(int n, int m, int k, int i) {
        return ((double) (k - i) * (n - i)) / ((i + 1.0) * (m - k + i + 1.0));
    }

    private static double passed(double[] before, double[] after, Band band, int middle, int end, int i) {
        double p = band.inside(middle, i) ? before[i + 1] : 1.0;
        int mirrored = band.n - i;
        double q = band.inside(end, mirrored) ? after[mirrored + 1] : 1.0;
        return p + q * (1.0 - p);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** The cells (i, k - i) with {@code |i stepM - (k - i) stepN| < d}, steps being m and n without common factor. */
    private static final class Band {
        final int n;
        final int m;
        private final long d;
        private final long stepN;
        private final long side;

        Band(int n, int m, long d, long stepN, long stepM) {
            this.n = n;
            this.m = m;
            this.d = d;
            this.stepN = stepN;
            this.side = stepN + stepM;
        }

        int low(int k) {
            long inside = Math.floorDiv(k * stepN - d, side) + 1;
            return (int) Math.max(inside, Math.max(0, k - m));
        }

        int high(int k) {
            long inside = -Math.floorDiv(-(k * stepN + d), side) - 1;
            return (int) Math.min(inside, Math.min(n, k));
        }

        boolean inside(int k, int i) {
            return i >= low(k) && i <= high(k);
        }
    }
}
