package io.github.modelkeel.drift;

/**
 * Mean and spread of the finite values of a column. The same distribution gives the same bits, whatever order its rows came
 * in.
 *
 * @param mean their mean, 0 if there is none
 * @param squares sum of their squared deviations from it; infinite where the squares leave the range of doubles
 */
record Moments(double mean, double squares) {
    /** Returns the moments of these ascending values, of which so many rows are at or below each. */
    static Moments of(double[] values, long[] cumulative) {
        double sum = 0.0;
        double lost = 0.0; // Neumaier's compensation
        long finite = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                long count = count(cumulative, i);
                double term = values[i] * count;
                double next = sum + term;
                lost += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
                sum = next;
                finite += count;
            }
        }
        double mean = finite == 0 ? 0.0 : (sum + lost) / finite;
        if (!Double.isFinite(mean)) { // the sum overflowed: average without forming it
            mean = 0.0;
            for (int i = 0; i < values.length; i++) {
                if (Double.isFinite(values[i])) {
                    mean += values[i] * ((double) count(cumulative, i) / finite);
                }
            }
        }
        double squares = 0.0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                double deviation = values[i] - mean;
                squares += deviation * deviation * count(cumulative, i);
            }
        }
        return new Moments(mean, squares);
    }

    private static long count(long[] cumulative, int i) {
        return cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
    }

    /**
     * Returns the moments of this many values of these moments together with others, or without them. Adding gives the same
     * bits both ways round.
     *
     * @param sign +1 to add the others, -1 to take them away
     * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">T. F. Chan, G. H. Golub and R. J. LeVeque, Algorithms
     *     for computing the sample variance, The American Statistician 37 (1983), 242-247</a>
     */
    Moments combine(long count, Moments other, long otherCount, int sign) {
        double m = count;
        double k = sign * (double) otherCount;
        if (m + k == 0.0) {
            return new Moments(0.0, 0.0);
        } else if (m == 0.0 || k == 0.0) {
            return m == 0.0 ? other : this;
        }
        double delta = other.mean - mean;
        double together = (squares + sign * other.squares) + delta * delta * (m * k / (m + k));
        return new Moments(
                mean * (m / (m + k)) + other.mean * (k / (m + k)),
                Double.isNaN(together) ? Double.POSITIVE_INFINITY : Math.max(0.0, together)); // infinite minus infinite
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Moments that
                && Double.compare(mean, that.mean) == 0
                && Double.compare(squares, that.squares) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(mean) + Double.hashCode(squares);
    }
}
