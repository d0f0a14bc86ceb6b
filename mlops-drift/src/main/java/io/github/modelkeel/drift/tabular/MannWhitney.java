package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;

/**
 * The Mann-Whitney U test, two-sided: does one side tend to larger values? Blind to changes of spread and shape alone.
 * Immutable and thread-safe.
 *
 * <p>The statistic is U of the reference: the number of pairs of a reference and a window value in which the reference is
 * larger, ties counting one half. The p-value is exact without ties up to n m = 2,500, otherwise normal with corrections for
 * ties and continuity. The effect is the rank-biserial correlation |2 U / (n m) - 1|, in [0, 1].
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177730491">H. B. Mann and D. R. Whitney, On a test of whether one of two
 *     random variables is stochastically larger than the other, Annals of Mathematical Statistics 18 (1947), 50-60</a>
 */
public final class MannWhitney implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "mann-whitney";

    private static final long EXACT_PAIRS = 2_500;

    private MannWhitney() {}

    /** Returns the test. */
    public static MannWhitney twoSample() {
        return new MannWhitney();
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
        Pooled pooled =
                Pooled.of(Samples.numeric(reference, NAME, "reference"), Samples.numeric(window, NAME, "window"));
        long pairs = Samples.pairs(pooled.n(), pooled.m(), NAME);
        long twice = pooled.twiceU();
        boolean exact = pairs <= EXACT_PAIRS && !pooled.ties();
        long larger = Math.max(twice, 2 * pairs - twice);
        double p = exact
                ? Math.min(1.0, 2.0 * exactTail((int) pooled.n(), (int) pooled.m(), (int) (larger / 2)))
                : asymptotic(pooled);
        double correlation = (double) (pairs - twice) / pairs;
        return new TestResult(
                NAME,
                exact ? "exact" : "asymptotic",
                twice / 2.0,
                p,
                Math.abs(correlation),
                "r",
                (int) Math.signum(correlation),
                null,
                detectable(pooled.n(), pooled.m(), 0.05, 0.9),
                pooled.n(),
                pooled.m());
    }

    /** Normal law with corrections for ties and continuity, as in the textbooks. */
    static double asymptotic(Pooled pooled) {
        double pairs = (double) pooled.n() * pooled.m();
        double deviation = deviation(pooled);
        if (!(deviation > 0.0)) {
            return 1.0; // every value is the same
        }
        double u = pooled.twiceU() / 2.0;
        double distance = Math.max(u, pairs - u) - pairs / 2.0 - 0.5;
        return Survival.clip(2.0 * Survival.normal(distance / deviation));
    }

    /** P(the window tends to larger values at least so much) if nothing changed: one-sided, exact where the other is. */
    static double windowLarger(Pooled pooled) {
        long pairs = Samples.pairs(pooled.n(), pooled.m(), NAME);
        long twice = 2 * pairs - pooled.twiceU();
        if (pairs <= EXACT_PAIRS && !pooled.ties()) {
            return Survival.clip(exactTail((int) pooled.n(), (int) pooled.m(), (int) (twice / 2)));
        }
        double deviation = deviation(pooled);
        return deviation > 0.0 ? Survival.normal((twice / 2.0 - pairs / 2.0 - 0.5) / deviation) : 1.0;
    }

    /** Standard deviation of U if nothing changed, 0 where every value is the same. */
    private static double deviation(Pooled pooled) {
        double pairs = (double) pooled.n() * pooled.m();
        double total = pooled.total();
        double ties = 0.0;
        for (int i = 0; i < pooled.size(); i++) {
            double t = (double) pooled.reference()[i] + pooled.window()[i];
            ties += t * t * t - t;
        }
        double variance = pairs / 12.0 * ((total + 1.0) - ties / (total * (total - 1.0)));
        return Math.sqrt(Math.max(0.0, variance));
    }

    /** P(U >= u) over all orders, by the recursion on which sample has the largest value. */
    static double exactTail(int n, int m, int u) {
        double[][] previous = new double[m + 1][];
        for (int j = 0; j <= m; j++) {
            previous[j] = new double[] {1.0};
        }
        for (int i = 1; i <= n; i++) {
            double[][] current = new double[m + 1][];
            current[0] = new double[] {1.0};
            for (int j = 1; j <= m; j++) {
                double[] law = new double[i * j + 1];
                double first = (double) i / (i + j);
                double second = (double) j / (i + j);
                for (int k = 0; k < previous[j].length; k++) {
                    law[k + j] += first * previous[j][k];
                }
                for (int k = 0; k < current[j - 1].length; k++) {
                    law[k] += second * current[j - 1][k];
                }
                current[j] = law;
            }
            previous = current;
        }
        double tail = 0.0;
        for (int k = n * m; k >= u; k--) {
            tail += previous[m][k];
        }
        return tail;
    }

    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return detectable(
                Samples.numeric(reference, NAME, "reference").count(),
                Samples.numeric(window, NAME, "window").count(),
                level,
                power);
    }

    private static double detectable(long n, long m, double level, double power) {
        double error = Math.sqrt(((double) n + m + 1.0) / 3.0 / n / m);
        return Math.max(0.0, (Survival.normalQuantile(level / 2) + Survival.normalQuantile(1 - power)) * error);
    }
}
