package io.github.modelkeel.features;

import io.github.modelkeel.data.Cell;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The edges of bins: n + 1 edges make n bins. A value on an edge belongs to the bin below it ({@code (0, 25]}, as
 * {@code pandas.cut} does) unless {@link #closedLeft()} is chosen ({@code [0, 25)}). A value outside all bins is missing;
 * the outer edges may be infinite to catch everything. Immutable.
 *
 * @param values strictly increasing, at least two
 * @param closedRight whether a bin contains its upper edge; otherwise it contains its lower edge
 */
public record Edges(List<Double> values, boolean closedRight) {
    /** Most edges accepted. */
    public static final int MAX = 10_000;

    /** Checks and copies the edges. */
    public Edges {
        values = List.copyOf(values);
        if (values.size() < 2 || values.size() > MAX) {
            throw new IllegalArgumentException("bins need 2 to " + MAX + " edges, found " + values.size());
        }
        for (int i = 0; i < values.size(); i++) {
            if (Double.isNaN(values.get(i)) || (i > 0 && !(values.get(i) > values.get(i - 1)))) {
                throw new IllegalArgumentException("edges must increase strictly, found " + values);
            }
        }
    }

    /** Returns edges of bins that contain their upper edge. */
    public static Edges edges(double... values) {
        return new Edges(DoubleStream.of(values).boxed().toList(), true);
    }

    /** Returns the same edges with bins that contain their lower edge. */
    public Edges closedLeft() {
        return new Edges(values, false);
    }

    /** Returns the number of bins. */
    public int bins() {
        return values.size() - 1;
    }

    /** Returns a name for bin {@code bin}, such as {@code (0, 25]}. */
    String interval(int bin) {
        String bounds = Cell.display(values.get(bin)) + ", " + Cell.display(values.get(bin + 1));
        return closedRight ? "(" + bounds + "]" : "[" + bounds + ")";
    }

    /** Returns the bin of a number, or -1 if it is missing or outside. */
    int binOf(double number) {
        if (Double.isNaN(number)) {
            return -1;
        }
        int low = 0;
        int high = values.size(); // the count of edges below (or at) the number lies in [low, high]
        while (low < high) {
            int middle = (low + high) >>> 1;
            double edge = values.get(middle);
            if (closedRight ? edge < number : edge <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 || low == values.size() ? -1 : low - 1;
    }
}
