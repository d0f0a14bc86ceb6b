package io.github.modelkeel.tracking;

import static java.util.Objects.requireNonNull;

/**
 * What is known of one series of a run, a metric in a context, without reading its points. Immutable.
 *
 * @param last the point of greatest (step, time, value)
 * @param min least value that is a number; {@code NaN} when none is
 * @param max greatest value that is a number; {@code NaN} when none is
 * @param mean mean of the values that are numbers, added in the order they arrived; {@code NaN} when none is
 * @param count number of points, those of {@code NaN} included
 */
public record MetricSummary(MetricPoint last, double min, double max, double mean, long count) {
    /** Checks that there is a point. */
    public MetricSummary {
        requireNonNull(last, "last");
        if (count < 1) {
            throw new IllegalArgumentException("a series has at least one point, was " + count);
        }
    }

    /** Returns the name of the metric. */
    public String key() {
        return last.key();
    }

    /** Returns what it was measured on; empty when nothing was said. */
    public String context() {
        return last.context();
    }
}
