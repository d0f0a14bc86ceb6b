package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;

/**
 * The Wasserstein-1 (earth mover's) distance: how far values must be moved on average to turn one sample into the other, in
 * the unit of the column. Immutable and thread-safe.
 *
 * <p>The statistic is the raw distance. The effect is the distance over the standard deviation of the reference (0 for equal
 * constants, infinite for a constant reference that moved); it may exceed 1. The p-value is that of
 * {@link KolmogorovSmirnov}, since the distance has no law of its own that holds for every column.
 *
 * @see <a href="https://doi.org/10.1137/1118101">S. S. Vallender, Calculation of the Wasserstein distance between
 *     probability distributions on the line, Theory of Probability and its Applications 18 (1974), 784-786</a>
 */
public final class Wasserstein implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "wasserstein";

    private Wasserstein() {}

    /** Returns the test. */
    public static Wasserstein twoSample() {
        return new Wasserstein();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean appliesTo(ColumnProfile reference) {
        return reference instanceof NumericProfile;
    }

    @Override
    public TestResult compare(ColumnProfile reference, ColumnProfile window) {
        NumericProfile r = Samples.numeric(reference, NAME, "reference");
        NumericProfile w = Samples.numeric(window, NAME, "window");
        Pooled pooled = Pooled.of(r, w);
        TestResult ks = KolmogorovSmirnov.twoSample().compare(r, w);
        double distance = distance(pooled);
        return new TestResult(
                NAME,
                "p of kolmogorov-smirnov, " + ks.method(),
                distance,
                ks.pValue(),
                normalised(distance, r.standardDeviation()),
                "W/sd",
                pooled.direction(),
                null,
                shift(ks.minimumDetectableEffect()),
                ks.referenceCount(),
                ks.windowCount());
    }

    /** {@inheritDoc} The shift of a normal law, in standard deviations, that Kolmogorov-Smirnov finds as often. */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return shift(KolmogorovSmirnov.twoSample().detectableEffect(reference, window, level, power));
    }

    /** Returns the shift of a normal law with this D, in standard deviations. */
    static double shift(double d) {
        return d >= 1.0 ? Double.POSITIVE_INFINITY : 2.0 * Survival.normalQuantile((1.0 - d) / 2.0);
    }

    static double normalised(double distance, double deviation) {
        if (distance == 0.0) {
            return 0.0;
        }
        double share = distance / deviation;
        return Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
    }

    /** The integral of |F - G|. */
    static double distance(Pooled pooled) {
        double sum = 0.0;
        long f = 0;
        long g = 0;
        for (int i = 0; i + 1 < pooled.size(); i++) {
            f += pooled.reference()[i];
            g += pooled.window()[i];
            double gap = Math.abs((double) f / pooled.n() - (double) g / pooled.m());
            if (gap > 0.0) {
                sum += gap * (pooled.values()[i + 1] - pooled.values()[i]);
            }
        }
        return sum;
    }
}
