package io.github.modelkeel.drift.tabular;

/**
 * Exact distribution function of the one-sample Kolmogorov statistic as a power of a small matrix.
 *
 * @see <a href="https://doi.org/10.18637/jss.v008.i18">G. Marsaglia, W. W. Tsang and J. Wang, Evaluating Kolmogorov's
 *     distribution, Journal of Statistical Software 8(18) (2003)</a>
 */
final class DurbinMatrix {
    private static final int RESCALE_BITS = 256;
    private static final double TOO_LARGE = Math.scalb(1.0, RESCALE_BITS);

    private final int size;
    private double[][] values;
    private int exponent;

    private DurbinMatrix(double[][] values, int exponent) {
        this.values = values;
        this.size = values.length;
        this.exponent = exponent;
    }

    /** Returns P(D &lt; x) for n values, x between 1/(2n) and 1. */
    static double cdf(int n, double x) {
        int k = (int) (n * x) + 1;
        double h = k - n * x;
        DurbinMatrix power = start(k, h).power(n);
        double p = power.values[k - 1][k - 1];
        int exponent = power.exponent;
        for (int i = 1; i <= n; i++) {
            p *= (double) i / n;
            if (p < 1.0 / TOO_LARGE) {
                p *= TOO_LARGE;
                exponent -= RESCALE_BITS;
            }
        }
        return Math.scalb(p, exponent);
    }

    private static DurbinMatrix start(int k, double h) {
        int size = 2 * k - 1;
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= Math.min(i + 1, size - 1); j++) {
                matrix[i][j] = 1.0;
            }
        }
        for (int i = 0; i < size; i++) {
            matrix[i][0] -= Math.pow(h, i + 1);
            matrix[size - 1][i] -= Math.pow(h, size - i);
        }
        if (2.0 * h - 1.0 > 0.0) {
            matrix[size - 1][0] += Math.pow(2.0 * h - 1.0, size);
        }
        for (int i = 0; i < size; i++) {
            double factorial = 1.0;
            for (int j = i; j >= 0; j--) {
                factorial *= i - j + 1;
                matrix[i][j] /= factorial;
            }
        }
        return new DurbinMatrix(matrix, 0);
    }

    private DurbinMatrix power(int n) {
        if (n == 1) {
            return this;
        }
        DurbinMatrix half = power(n / 2);
        DurbinMatrix square = half.times(half);
        return n % 2 == 0 ? square : square.times(this);
    }

    private DurbinMatrix times(DurbinMatrix other) {
        double[][] product = new double[size][size];
        for (int i = 0; i < size; i++) {
            double[] row = product[i];
            for (int k = 0; k < size; k++) {
                double factor = values[i][k];
                double[] from = other.values[k];
                for (int j = 0; j < size; j++) {
                    row[j] += factor * from[j];
                }
            }
        }
        DurbinMatrix result = new DurbinMatrix(product, exponent + other.exponent);
        result.rescale();
        return result;
    }

    private void rescale() {
        if (values[size / 2][size / 2] > TOO_LARGE) {
            for (double[] row : values) {
                for (int j = 0; j < size; j++) {
                    row[j] /= TOO_LARGE;
                }
            }
            exponent += RESCALE_BITS;
        }
    }
}
