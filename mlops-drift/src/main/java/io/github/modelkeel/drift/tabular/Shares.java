package io.github.modelkeel.drift.tabular;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.LongStream;

/** Distances between two rows of counts over the same bins, p being the shares of the reference and q of the window. */
final class Shares {
    private final long[] reference;
    private final long[] window;
    private final double n;
    private final double m;

    Shares(long[] reference, long[] window) {
        this.reference = reference;
        this.window = window;
        this.n = LongStream.of(reference).sum();
        this.m = LongStream.of(window).sum();
    }

    private double sum(DoubleBinaryOperator term) {
        double sum = 0.0;
        for (int i = 0; i < reference.length; i++) {
            sum += term.applyAsDouble(reference[i] / n, window[i] / m);
        }
        return sum;
    }

    double populationStabilityIndex(double epsilon) {
        return sum((p, q) -> stability(Math.max(p, epsilon), Math.max(q, epsilon)));
    }

    /** With half a row added to each bin instead of a smallest share. */
    double populationStabilityIndexJeffreys() {
        double bins = reference.length;
        double sum = 0.0;
        for (int i = 0; i < reference.length; i++) {
            sum += stability((reference[i] + 0.5) / (n + 0.5 * bins), (window[i] + 0.5) / (m + 0.5 * bins));
        }
        return sum;
    }

    private static double stability(double p, double q) {
        return (q - p) * Math.log(q / p);
    }

    /** P(an index at least this large if nothing changed): chi-squared with one degree less than bins that were seen. */
    double stabilityPValue(double index) {
        return Survival.chiSquared(index / (1.0 / n + 1.0 / m), degrees());
    }

    long degrees() {
        long seen = 0;
        for (int i = 0; i < reference.length; i++) {
            seen += reference[i] + window[i] > 0 ? 1 : 0;
        }
        return seen - 1;
    }

    /** The divergence of the window from the reference. */
    double kullbackLeibler(double epsilon) {
        double sumP = sum((p, q) -> Math.max(p, epsilon));
        double sumQ = sum((p, q) -> Math.max(q, epsilon));
        return Math.max(0.0, sum((p, q) -> {
            double a = Math.max(p, epsilon) / sumP;
            double b = Math.max(q, epsilon) / sumQ;
            return b * Math.log(b / a);
        }));
    }

    Shares swapped() {
        return new Shares(window, reference);
    }

    /** The root of the divergence with natural logarithms. */
    double jensenShannon() {
        double divergence = sum((p, q) -> {
            double middle = (p + q) / 2.0;
            return entropy(p, middle) + entropy(q, middle);
        });
        return Math.sqrt(Math.max(0.0, divergence / 2.0));
    }

    /**
     * p ln(p / m), written about p = m: with d = p - m it is d + (p ln(p/m) - d), whose first part cancels in the sum over
     * both sides, and the second is small without cancelling.
     */
    private static double entropy(double p, double middle) {
        if (p == 0.0) {
            return middle; // the limit of p ln(p / m) - (p - m)
        }
        double d = (p - middle) / middle;
        if (Math.abs(d) < 1e-2) { // (1 + d) ln(1 + d) - d as a series
            double term = d * d;
            double sum = 0.0;
            for (int k = 2; k <= 9; k++) {
                sum += term / (k * (k - 1.0));
                term *= -d;
            }
            return middle * sum;
        }
        return p * Math.log(p / middle) - (p - middle);
    }

    double hellinger() {
        return Math.sqrt(sum((p, q) -> {
                    double d = p + q == 0.0 ? 0.0 : (p - q) / (Math.sqrt(p) + Math.sqrt(q));
                    return d * d;
                })
                / 2.0);
    }

    double totalVariation() {
        return sum((p, q) -> Math.abs(p - q)) / 2.0;
    }

    double largest() {
        double largest = 0.0;
        for (int i = 0; i < reference.length; i++) {
            largest = Math.max(largest, Math.abs(reference[i] / n - window[i] / m));
        }
        return largest;
    }
}
