package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;

/**
 * The energy distance, sqrt(2 integral (F - G)^2), in the root of the unit of the column. Immutable and thread-safe.
 *
 * <p>The effect is the coefficient of inhomogeneity H, the distance over its largest possible value for these samples, in
 * [0, 1]. The p-value is that of {@link KolmogorovSmirnov}, since the law of the distance depends on the column.
 *
 * @see <a href="https://doi.org/10.1016/j.jspi.2013.03.018">G. J. Szekely and M. L. Rizzo, Energy statistics, Journal of
 *     Statistical Planning and Inference 143 (2013), 1249-1272</a>
 */
public final class EnergyDistance implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "energy-distance";

    private EnergyDistance() {}

    /** Returns the test. */
    public static EnergyDistance twoSample() {
        return new EnergyDistance();
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
        double between = 0.0;
        double across = 0.0;
        long f = 0;
        long g = 0;
        for (int i = 0; i + 1 < pooled.size(); i++) {
            f += pooled.reference()[i];
            g += pooled.window()[i];
            double a = (double) f / pooled.n();
            double b = (double) g / pooled.m();
            double step = pooled.values()[i + 1] - pooled.values()[i];
            between += a == b ? 0.0 : (a - b) * (a - b) * step;
            across += a * (1.0 - b) + b * (1.0 - a) == 0.0 ? 0.0 : (a * (1.0 - b) + b * (1.0 - a)) * step;
        }
        double h = between == 0.0 ? 0.0 : Double.isInfinite(between) ? 1.0 : Math.min(1.0, Math.sqrt(between / across));
        return new TestResult(
                NAME,
                "p of kolmogorov-smirnov, " + ks.method(),
                Math.sqrt(2.0 * between),
                ks.pValue(),
                h,
                "H",
                pooled.direction(),
                null,
                inhomogeneity(Wasserstein.shift(ks.minimumDetectableEffect())),
                ks.referenceCount(),
                ks.windowCount());
    }

    /** {@inheritDoc} H of the shift of a normal law that Kolmogorov-Smirnov finds as often. */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return inhomogeneity(
                Wasserstein.shift(KolmogorovSmirnov.twoSample().detectableEffect(reference, window, level, power)));
    }

    /** H of two normal laws of deviation 1 and distance d: 1 - E|X - X'| / E|X - Y|, under the root. */
    private static double inhomogeneity(double d) {
        if (Double.isInfinite(d)) {
            return 1.0;
        }
        double within = 2.0 / Math.sqrt(Math.PI);
        double across = within * Math.exp(-d * d / 4.0) + d * (1.0 - 2.0 * Survival.normal(d / Math.sqrt(2.0)));
        return Math.sqrt(Math.max(0.0, 1.0 - within / across));
    }
}
