package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;

/**
 * The Anderson-Darling test of two samples with midranks, sensitive in the tails. Immutable and thread-safe.
 *
 * <p>The statistic is the standardised one, (A^2 - 1) / sigma. Its p-value is interpolated in the published table, which
 * ends at 0.25 and 0.001: a p-value at a limit means "at least" or "at most" that. The effect is the root mean square
 * distance of the distribution functions over the pooled values, below 1.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1987.10478517">F. W. Scholz and M. A. Stephens, K-sample Anderson-Darling
 *     tests, Journal of the American Statistical Association 82 (1987), 918-924</a>
 */
public final class AndersonDarling implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "anderson-darling";

    /** Smallest p-value of the table. */
    public static final double SMALLEST_P = 0.001;

    /** Largest p-value of the table. */
    public static final double LARGEST_P = 0.25;

    // critical values of the table for two samples at 0.25 and 0.001, and the least-squares parabola of ln p between
    private static final double AT_LARGEST = 0.325;
    private static final double AT_SMALLEST = 6.546;
    private static final double[] LN_P = {0.018198094574111343, -1.0082265644652515, -1.077770279820486};

    private AndersonDarling() {}

    /** Returns the test. */
    public static AndersonDarling twoSample() {
        return new AndersonDarling();
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
     * {@inheritDoc}
     *
     * @throws DriftInputException if all values are equal, or there are fewer than four
     */
    @Override
    public TestResult compare(ColumnProfile reference, ColumnProfile window) {
        Pooled pooled =
                Pooled.of(Samples.numeric(reference, NAME, "reference"), Samples.numeric(window, NAME, "window"));
        if (pooled.size() < 2) {
            throw new DriftInputException(
                    Kind.ONE_DISTINCT_VALUE,
                    NAME + " needs two distinct values, all " + (pooled.n() + pooled.m()) + " are "
                            + pooled.values()[0]);
        }
        if (pooled.n() + pooled.m() < 4) {
            throw new DriftInputException(
                    Kind.EMPTY_SAMPLE, NAME + " needs four values in all, there are " + (pooled.n() + pooled.m()));
        }
        double statistic = standardised(pooled);
        return new TestResult(
                NAME,
                "interpolated",
                statistic,
                pValue(statistic),
                pooled.rootMeanSquareGap(),
                "rms",
                pooled.direction(),
                null,
                CramerVonMises.detectable(pooled.n(), pooled.m(), 0.05, 0.9),
                pooled.n(),
                pooled.m());
    }

    private static double standardised(Pooled pooled) {
        double total = pooled.total();
        double n = pooled.n();
        double m = pooled.m();
        double below = 0.0;
        double f = 0.0;
        double g = 0.0;
        double sum = 0.0;
        for (int i = 0; i < pooled.size(); i++) {
            double here = (double) pooled.reference()[i] + pooled.window()[i];
            double b = below + here / 2.0;
            double weight = here / total / (b * (total - b) - total * here / 4.0);
            double deviation = total * (f + pooled.reference()[i] / 2.0) - b * n;
            double other = total * (g + pooled.window()[i] / 2.0) - b * m;
            if (b * (total - b) - total * here / 4.0 > 0.0) {
                sum += weight * (deviation * deviation / n + other * other / m);
            }
            below += here;
            f += pooled.reference()[i];
            g += pooled.window()[i];
        }
        return (sum * (total - 1.0) / total - 1.0) / deviation(n, m);
    }

    /** Standard deviation of A^2 for two samples, equation 4 of the source. */
    private static double deviation(double n, double m) {
        double total = n + m;
        double harmonic = 1.0 / n + 1.0 / m;
        double h = 0.0;
        double g = 0.0;
        for (double i = total - 1.0; i >= 2.0; i--) {
            h += 1.0 / i;
            g += h / (total - i + 1.0);
        }
        h += 1.0;
        double k = 2.0;
        double a = (4.0 * g - 6.0) * (k - 1.0) + (10.0 - 6.0 * g) * harmonic;
        double b =
                (2.0 * g - 4.0) * k * k + 8.0 * h * k + (2.0 * g - 14.0 * h - 4.0) * harmonic - 8.0 * h + 4.0 * g - 6.0;
        double c = (6.0 * h + 2.0 * g - 2.0) * k * k
                + (4.0 * h - 4.0 * g + 6.0) * k
                + (2.0 * h - 6.0) * harmonic
                + 4.0 * h;
        double d = (2.0 * h + 6.0) * k * k - 4.0 * h * k;
        return Math.sqrt((((a * total + b) * total + c) * total + d) / ((total - 1.0) * (total - 2.0) * (total - 3.0)));
    }

    private static double pValue(double statistic) {
        if (statistic < AT_LARGEST) {
            return LARGEST_P;
        } else if (statistic > AT_SMALLEST) {
            return SMALLEST_P;
        }
        return Math.exp((LN_P[0] * statistic + LN_P[1]) * statistic + LN_P[2]);
    }

    /** {@inheritDoc} As for {@link CramerVonMises}, which has the same effect and less power in the tails. */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return CramerVonMises.detectable(
                Samples.numeric(reference, NAME, "reference").count(),
                Samples.numeric(window, NAME, "window").count(),
                level,
                power);
    }
}
