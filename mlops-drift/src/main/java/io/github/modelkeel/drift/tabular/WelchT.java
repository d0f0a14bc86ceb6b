package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;

/**
 * Welch's t test of two means with unequal variances, two-sided. Infinite values take no part. Immutable and thread-safe.
 *
 * <p>The statistic is t = (mean of the reference - mean of the window) / standard error. The effect is Cohen's d, the
 * distance of the means over the root of the mean variance; it may exceed 1.
 *
 * @see <a href="https://doi.org/10.1093/biomet/34.1-2.28">B. L. Welch, The generalization of Student's problem when several
 *     different population variances are involved, Biometrika 34 (1947), 28-35</a>
 */
public final class WelchT implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "welch-t";

    private WelchT() {}

    /** Returns the test. */
    public static WelchT twoSample() {
        return new WelchT();
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
     * {@inheritDoc} Where neither side varies, the p-value is 1 for equal and 0 for different means.
     *
     * @throws DriftInputException if a side has fewer than two finite values
     */
    @Override
    public TestResult compare(ColumnProfile reference, ColumnProfile window) {
        NumericProfile r = Samples.numeric(reference, NAME, "reference");
        NumericProfile w = Samples.numeric(window, NAME, "window");
        long n = r.finiteCount();
        long m = w.finiteCount();
        if (n < 2 || m < 2) {
            throw new DriftInputException(
                    Kind.EMPTY_SAMPLE, NAME + " needs two finite values on each side, there are " + n + " and " + m);
        }
        double difference = r.mean() - w.mean();
        double a = r.sampleVariance() / n;
        double b = w.sampleVariance() / m;
        double t;
        double p;
        double effect;
        if (a + b == 0.0) {
            t = difference == 0.0 ? 0.0 : Math.copySign(Double.POSITIVE_INFINITY, difference);
            p = difference == 0.0 ? 1.0 : 0.0;
            effect = Math.abs(t);
        } else {
            double scale = Math.max(a, b); // squares of tiny or huge variances leave the range of doubles
            double degrees = (a / scale + b / scale)
                    * (a / scale + b / scale)
                    / (a / scale * (a / scale) / (n - 1.0) + b / scale * (b / scale) / (m - 1.0));
            t = difference / Math.sqrt(a + b);
            if (Double.isNaN(t) || Double.isNaN(degrees)) {
                throw new DriftInputException(
                        Kind.TOO_LARGE,
                        NAME + ": the squares of the values leave the range of doubles; scale the column");
            }
            p = Survival.studentTwoSided(t, degrees);
            effect = Math.abs(difference) / Math.sqrt((r.sampleVariance() + w.sampleVariance()) / 2.0);
        }
        return new TestResult(
                NAME,
                "student",
                t,
                p,
                effect,
                "d",
                (int) Math.signum(-difference),
                null,
                detectable(n, m, 0.05, 0.9),
                n,
                m);
    }

    /** {@inheritDoc} By the normal law, for equal variances. */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return detectable(
                Math.max(1, Samples.numeric(reference, NAME, "reference").finiteCount()),
                Math.max(1, Samples.numeric(window, NAME, "window").finiteCount()),
                level,
                power);
    }

    private static double detectable(long n, long m, double level, double power) {
        double error = 1.0 / Math.sqrt(Samples.effectiveSize(n, m));
        return Math.max(0.0, (Survival.normalQuantile(level / 2) + Survival.normalQuantile(1 - power)) * error);
    }
}
