package io.github.modelkeel.model;

/**
 * A curve that turns the probability a model gives into one that is met by as many rows as it says. Closed. Immutable and
 * thread-safe. Never decreasing.
 */
public sealed interface Calibration {
    /**
     * Returns the calibrated probability.
     *
     * @param probability what the model gives, in [0, 1]; {@code NaN} stays {@code NaN}
     */
    double apply(double probability);

    /**
     * A logistic curve of the log-odds: {@code 1 / (1 + exp(-(slope * ln(p / (1 - p)) + intercept)))}. Slope 1 and intercept 0
     * change nothing. A probability of 0 or 1 is taken as the next double inside.
     *
     * @param slope at least 0 and finite
     * @param intercept finite
     * @see <a href="https://home.cs.colorado.edu/~mozer/Teaching/syllabi/6622/papers/Platt1999.pdf">J. Platt, Probabilistic
     *     outputs for support vector machines, Advances in Large Margin Classifiers (1999), 61-74</a>
     */
    record Platt(double slope, double intercept) implements Calibration {
        private static final double SMALLEST = 0x1p-53;

        /** Checks the numbers. */
        public Platt {
            if (!(slope >= 0 && Double.isFinite(slope) && Double.isFinite(intercept))) {
                throw new IllegalArgumentException(
                        "a Platt curve has a finite slope of at least 0 and a finite intercept," + " was given " + slope
                                + " and " + intercept);
            }
        }

        @Override
        public double apply(double probability) {
            double inside = Math.min(Math.max(probability, SMALLEST), 1 - SMALLEST);
            return 1 / (1 + Math.exp(-(slope * Math.log(inside / (1 - inside)) + intercept)));
        }
    }

    /**
     * Straight lines between knots, level before the first and after the last: what isotonic regression gives.
     *
     * @param x where the knots are, strictly rising, in [0, 1]; at least one; not copied, must not be changed
     * @param y the calibrated probabilities there, never falling, in [0, 1]; not copied, must not be changed
     */
    record Isotonic(double[] x, double[] y) implements Calibration {
        /** Most knots of a curve. */
        public static final int MAX_KNOTS = 1 << 20;

        /** Checks the knots. */
        public Isotonic {
            if (x.length == 0 || x.length > MAX_KNOTS || x.length != y.length) {
                throw new IllegalArgumentException("an isotonic curve has 1 to " + MAX_KNOTS
                        + " knots, each with its value; was given " + x.length + " knots and " + y.length + " values");
            }
            for (int i = 0; i < x.length; i++) {
                boolean inside = x[i] >= 0 && x[i] <= 1 && y[i] >= 0 && y[i] <= 1;
                if (!inside || (i > 0 && !(x[i] > x[i - 1] && y[i] >= y[i - 1]))) {
                    throw new IllegalArgumentException("knot " + i + " of an isotonic curve, " + x[i] + " to " + y[i]
                            + ", must lie in [0, 1], to the right of the one before and not below it");
                }
            }
        }

        @Override
        public double apply(double probability) {
            int last = x.length - 1;
            if (probability <= x[0]) {
                return y[0];
            }
            if (probability >= x[last]) {
                return y[last];
            }
            int low = 0; // x[low] < probability < x[high]
            int high = last;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (probability >= x[middle]) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            if (Double.isNaN(probability)) {
                return probability;
            }
            double share = (probability - x[low]) / (x[high] - x[low]);
            return Math.min(y[low] + share * (y[high] - y[low]), y[high]);
        }
    }
}
