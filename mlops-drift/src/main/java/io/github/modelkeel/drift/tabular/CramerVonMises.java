package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;
import java.util.HashMap;
import java.util.Map;

/**
 * The two-sample Cramer-von Mises test: the mean square distance of the distribution functions. Immutable and thread-safe.
 *
 * <p>The statistic is T of Anderson, with midranks. The p-value is exact without ties and up to 20 values on each side,
 * otherwise from the limiting law at the standardised statistic. With many ties the p-value is wrong, even for equal
 * samples: use {@link KolmogorovSmirnov} or {@link AndersonDarling} on columns of few distinct values. The effect is the
 * root mean square distance over the pooled values, below 1.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177704477">T. W. Anderson, On the distribution of the two-sample
 *     Cramer-von Mises criterion, Annals of Mathematical Statistics 33 (1962), 1148-1159</a>
 */
public final class CramerVonMises implements DriftTest {
    /** Name of this test in results. */
    public static final String NAME = "cramer-von-mises";

    private static final long EXACT_SIZE = 20;

    private CramerVonMises() {}

    /** Returns the test. */
    public static CramerVonMises twoSample() {
        return new CramerVonMises();
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
        boolean exact = !pooled.ties() && Math.max(pooled.n(), pooled.m()) <= EXACT_SIZE;
        return new TestResult(
                NAME,
                exact ? "exact" : "asymptotic",
                statistic(pooled),
                exact ? exactTail(pooled) : asymptotic(pooled),
                pooled.rootMeanSquareGap(),
                "rms",
                pooled.direction(),
                null,
                detectable(pooled.n(), pooled.m(), 0.05, 0.9),
                pooled.n(),
                pooled.m());
    }

    /** U of the source: n sum (R_i - i)^2 + m sum (S_j - j)^2 over the midranks of both samples. */
    private static double rankSum(Pooled pooled) {
        double below = 0.0;
        double f = 0.0;
        double g = 0.0;
        double left = 0.0;
        double right = 0.0;
        for (int i = 0; i < pooled.size(); i++) {
            double a = pooled.reference()[i];
            double b = pooled.window()[i];
            double rank = below + (a + b + 1.0) / 2.0;
            left += squares(rank - f, a);
            right += squares(rank - g, b);
            below += a + b;
            f += a;
            g += b;
        }
        return pooled.n() * left + pooled.m() * right;
    }

    /** Returns the sum of (rank - k)^2 over k = 1 .. count. */
    private static double squares(double rank, double count) {
        double middle = rank - (count + 1.0) / 2.0;
        return count * middle * middle + count * (count * count - 1.0) / 12.0;
    }

    static double statistic(Pooled pooled) {
        double k = (double) pooled.n() * pooled.m();
        double total = pooled.total();
        return rankSum(pooled) / (k * total) - (4.0 * k - 1.0) / (6.0 * total);
    }

    static double asymptotic(Pooled pooled) {
        double n = pooled.n();
        double m = pooled.m();
        double total = n + m;
        double k = n * m;
        double mean = (1.0 + 1.0 / total) / 6.0;
        double variance =
                (total + 1.0) * (4.0 * k * total - 3.0 * (n * n + m * m) - 2.0 * k) / (180.0 * total * total * k);
        if (variance <= 0.0) {
            return 1.0; // one value against one
        }
        return CramerVonMisesLaw.survival(1.0 / 6.0 + (statistic(pooled) - mean) / Math.sqrt(45.0 * variance));
    }

    /** Counts lattice paths by the integer form of the statistic. */
    private static double exactTail(Pooled pooled) {
        int n = (int) pooled.n();
        int m = (int) pooled.m();
        long multiple = (long) n * m / gcd(n, m);
        long a = multiple / n;
        long b = multiple / m;
        long pairs = (long) n * m;
        long u = Math.round(rankSum(pooled));
        long zeta = multiple * multiple * (n + m) * (6 * u - pairs * (4 * pairs - 1)) / (6 * pairs * pairs);
        return tail(n, m, a, b, zeta);
    }

    /** P(zeta or more), the law at each cell being the mixture of those of its two predecessors. */
    private static double tail(int n, int m, long a, long b, long zeta) {
        Map<Integer, Map<Long, Double>> row = new HashMap<>();
        for (int j = 0; j <= m; j++) {
            Map<Integer, Map<Long, Double>> next = new HashMap<>();
            for (int i = 0; i <= n; i++) {
                Map<Long, Double> law = new HashMap<>();
                long step = (a * i - b * j) * (a * i - b * j);
                if (i + j == 0) {
                    law.put(step, 1.0);
                }
                add(law, next.get(i - 1), step, (double) i / (i + j));
                add(law, row.get(i), step, (double) j / (i + j));
                next.put(i, law);
            }
            row = next;
        }
        double tail = 0.0;
        for (Map.Entry<Long, Double> entry : row.getOrDefault(n, Map.of()).entrySet()) {
            tail += entry.getKey() >= zeta ? entry.getValue() : 0.0;
        }
        return Math.min(1.0, tail);
    }

    private static void add(
            Map<Long, Double> law,
            @org.jspecify.annotations.Nullable Map<Long, Double> from,
            long step,
            double weight) {
        if (from != null && weight > 0.0) {
            from.forEach((value, p) -> law.merge(value + step, weight * p, Double::sum));
        }
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The critical value of the limiting law plus a margin for a standard error of at most 1/2 over the root of the
     * effective size; the effect returned is found at least about as often as asked.
     */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return detectable(
                Samples.numeric(reference, NAME, "reference").count(),
                Samples.numeric(window, NAME, "window").count(),
                level,
                power);
    }

    static double detectable(long n, long m, double level, double power) {
        double root = Math.sqrt(Samples.effectiveSize(n, m));
        double critical = Math.sqrt(CramerVonMisesLaw.quantile(level));
        return Math.max(0.0, (critical + 0.5 * Survival.normalQuantile(1.0 - power)) / root);
    }
}
