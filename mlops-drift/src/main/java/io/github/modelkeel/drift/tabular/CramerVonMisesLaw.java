package io.github.modelkeel.drift.tabular;

/**
 * Limiting law of the Cramer-von Mises statistic. The tail is summed directly over the poles of its characteristic
 * function, so that small p-values keep their digits.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177729437">T. W. Anderson and D. A. Darling, Asymptotic theory of certain
 *     goodness of fit criteria, Annals of Mathematical Statistics 23 (1952), 193-212</a>
 */
final class CramerVonMisesLaw {
    private static final double SMALLEST = 0.003; // below, the distribution function is under 2e-18
    private static final double SMALL = 0.25;
    private static final double LARGEST = 160.0; // beyond, the tail is below the smallest double

    private CramerVonMisesLaw() {}

    /** Returns P(W >= x), in [0, 1]. */
    static double survival(double x) {
        if (x < SMALLEST) {
            return 1.0;
        }
        return Survival.clip(x < SMALL ? 1.0 - cdf(x) : tail(x));
    }

    /** Returns the x with P(W >= x) = tail. */
    static double quantile(double tail) {
        double low = 0.0;
        double high = 1.0;
        while (survival(high) > tail) {
            high *= 2.0;
        }
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2.0;
            if (survival(middle) > tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /**
     * Smirnov's sum: (1/pi) sum over k of (-1)^(k+1) times the integral over y from (2k-1) pi to 2 k pi of
     * 2/y sqrt(-y / sin y) exp(-x y^2 / 2). The singular ends are taken out by y = c + (pi/2) sin(t).
     */
    private static double tail(double x) {
        if (x > LARGEST) {
            return 0.0;
        }
        int nodes = 64 + (int) (20.0 * Math.sqrt(x)); // the integrand gets narrower with x
        double sum = 0.0;
        for (int k = 1; k <= 200; k++) {
            double center = (2.0 * k - 0.5) * Math.PI;
            double integral = 0.0;
            for (int i = 0; i < nodes; i++) {
                double t = Math.PI * ((i + 0.5) / nodes - 0.5);
                double offset = Math.PI / 2.0 * Math.sin(t);
                double y = center + offset;
                // -sin(y) = cos(offset) = sin(pi/2 (1 - |sin t|)), without cancellation at the ends
                double gap = 2.0 * Math.sin(Math.PI / 4.0 - Math.abs(t) / 2.0);
                double sine = Math.sin(Math.PI / 2.0 * gap * gap / 2.0);
                integral += 2.0 / y * Math.sqrt(y / sine) * Math.exp(-x * y * y / 2.0) * Math.PI / 2.0 * Math.cos(t);
            }
            double term = integral * Math.PI / nodes;
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-17 * sum) {
                break;
            }
        }
        return sum / Math.PI;
    }

    /** The series in modified Bessel functions, which converges fast for small x. */
    private static double cdf(double x) {
        double sum = 0.0;
        double coefficient = Math.sqrt(Math.PI); // gamma(k + 1/2) / k!
        for (int k = 0; k < 100; k++) {
            double y = 4.0 * k + 1.0;
            double q = y * y / (16.0 * x);
            double term = coefficient * Math.sqrt(y) * Math.exp(-2.0 * q) * scaledBesselK(q);
            sum += term;
            if (term < 1e-17 * sum) {
                break;
            }
            coefficient *= (k + 0.5) / (k + 1.0);
        }
        return sum / (Math.pow(Math.PI, 1.5) * Math.sqrt(x));
    }

    /** Returns exp(q) K_1/4(q), the integral of exp(-q (cosh t - 1)) cosh(t / 4) over t from 0, by the trapezoid rule. */
    private static double scaledBesselK(double q) {
        double step = 0.05 / Math.max(1.0, Math.sqrt(q));
        double sum = 0.5;
        for (int i = 1; i < 20_000; i++) {
            double t = i * step;
            double half = Math.sinh(t / 2.0);
            double term = Math.exp(-2.0 * q * half * half) * Math.cosh(t / 4.0);
            sum += term;
            if (term < 1e-18 * sum) {
                break;
            }
        }
        return sum * step;
    }
}
