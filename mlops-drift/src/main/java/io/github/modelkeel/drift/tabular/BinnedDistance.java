package io.github.modelkeel.drift.tabular;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.spi.DriftTest;
import java.util.Locale;

/**
 * Distances between the shares of bins frozen from the reference, or of categories. Immutable and thread-safe.
 *
 * <p>A numeric reference of at most as many distinct values as bins gets one bin for each and one for any other value;
 * otherwise the edges are order statistics of the reference. The window never moves a bin.
 *
 * <p>Fixed thresholds mislead on small windows: a population stability index above 0.1 shows in 47 % of undrifted windows of
 * 100 rows. Each result therefore has a p-value: for the index that of the index itself over (1/n + 1/m), which follows
 * chi-squared with one degree less than there are bins; for the others that of chi-squared homogeneity on the same bins,
 * with bins expecting fewer than 5 put together.
 */
public final class BinnedDistance implements DriftTest {
    /** Number of bins unless set. */
    public static final int DEFAULT_BINS = 10;

    /** Smallest share that logarithms are taken of; smaller ones count as this. */
    public static final double EPSILON = 1e-4;

    private static final double RARE = 5.0;

    private final Measure measure;
    private final int bins;

    private BinnedDistance(Measure measure, int bins) {
        this.measure = measure;
        this.bins = bins;
    }

    /** What the distance of the shares p of the reference and q of the window is. Closed. */
    public enum Measure {
        /**
         * The population stability index, sum (q - p) ln(q / p), shares below {@value BinnedDistance#EPSILON} counting as that. Not
         * below 0, without an upper bound.
         */
        POPULATION_STABILITY_INDEX("PSI"),
        /** The Jensen-Shannon distance, root of the divergence with logarithms to base 2, in [0, 1]. */
        JENSEN_SHANNON("JS"),
        /**
         * The Kullback-Leibler divergence of the window from the reference, sum q ln(q / p), shares below
         * {@value BinnedDistance#EPSILON} raised to that and all scaled to sum 1. Not below 0.
         */
        KULLBACK_LEIBLER("KL"),
        /** The Hellinger distance, in [0, 1]. */
        HELLINGER("Hellinger"),
        /** The total variation, half the sum of |p - q|, in [0, 1]. */
        TOTAL_VARIATION("TV"),
        /** The largest |p - q|, in [0, 1]. */
        L_INFINITY("L-infinity");

        private final String label;

        Measure(String label) {
            this.label = label;
        }
    }

    /** Returns the distance over ten bins. */
    public static BinnedDistance of(Measure measure) {
        return new BinnedDistance(requireNonNull(measure, "measure"), DEFAULT_BINS);
    }

    /** Returns the population stability index over ten bins. */
    public static BinnedDistance populationStabilityIndex() {
        return of(Measure.POPULATION_STABILITY_INDEX);
    }

    /** Returns the Jensen-Shannon distance over ten bins. */
    public static BinnedDistance jensenShannon() {
        return of(Measure.JENSEN_SHANNON);
    }

    /**
     * Returns this distance over another number of bins; categories are their own bins.
     *
     * @throws IllegalArgumentException unless {@code 2 <= bins <= 10_000}
     */
    public BinnedDistance bins(int number) {
        if (number < 2 || number > 10_000) {
            throw new IllegalArgumentException("bins must lie between 2 and 10000, was " + number);
        }
        return new BinnedDistance(measure, number);
    }

    @Override
    public String name() {
        return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public boolean appliesTo(ColumnProfile reference) {
        return reference instanceof NumericProfile || reference instanceof CategoryProfile;
    }

    @Override
    public TestResult compare(ColumnProfile reference, ColumnProfile window) {
        Contingency table = table(reference, window);
        Shares shares = new Shares(table.reference(), table.window());
        double distance = switch (measure) {
            case POPULATION_STABILITY_INDEX -> shares.populationStabilityIndex(EPSILON);
            case JENSEN_SHANNON -> shares.jensenShannon() / Math.sqrt(Math.log(2.0));
            case KULLBACK_LEIBLER -> shares.kullbackLeibler(EPSILON);
            case HELLINGER -> shares.hellinger();
            case TOTAL_VARIATION -> shares.totalVariation();
            case L_INFINITY -> shares.largest();
        };
        boolean calibrated = measure == Measure.POPULATION_STABILITY_INDEX;
        Contingency pooled = table.pooled(RARE);
        double p = calibrated
                ? shares.stabilityPValue(distance)
                : Survival.chiSquared(pooled.pearson(false), pooled.size() - 1L);
        return new TestResult(
                name(),
                calibrated ? "calibrated" : "p of chi-squared",
                distance,
                p,
                distance,
                measure.label,
                0,
                null,
                detectable(table, 0.05, 0.9),
                table.referenceTotal(),
                table.windowTotal());
    }

    /** {@inheritDoc} To first order: each measure is a function of Cramer's V at equal sizes there. */
    @Override
    public double detectableEffect(ColumnProfile reference, ColumnProfile window, double level, double power) {
        return detectable(table(reference, window), level, power);
    }

    private double detectable(Contingency table, double level, double power) {
        long degrees = Math.max(1L, table.size() - 1L);
        double needed = Survival.nonCentrality(Survival.chiSquaredQuantile(level, degrees), degrees, power);
        double v = Math.sqrt(needed / (4.0 * Samples.effectiveSize(table.referenceTotal(), table.windowTotal())));
        return switch (measure) {
            case POPULATION_STABILITY_INDEX -> 4.0 * v * v;
            case JENSEN_SHANNON -> v / Math.sqrt(2.0 * Math.log(2.0));
            case KULLBACK_LEIBLER -> 2.0 * v * v;
            case HELLINGER -> v / Math.sqrt(2.0);
            case TOTAL_VARIATION, L_INFINITY -> v;
        };
    }

    private Contingency table(ColumnProfile reference, ColumnProfile window) {
        if (reference instanceof CategoryProfile) {
            return Contingency.of(
                    Samples.categories(reference, name(), "reference"), Samples.categories(window, name(), "window"));
        }
        NumericProfile r = Samples.numeric(reference, name(), "reference");
        NumericProfile w = Samples.numeric(window, name(), "window");
        Binning binning = Binning.of(r, bins);
        return Contingency.ofSeen(binning.count(r), binning.count(w));
    }
}
