package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the last values of a stream with a frozen reference by the Kolmogorov-Smirnov test, exactly, after every value.
 * A tree over the values of the reference keeps the largest distance; an update takes O(log knots) and allocates nothing.
 * Confined to one thread.
 *
 * <p>The state is {@link StreamState#DRIFT} as long as the window differs at the level asked for; the reference stays, and
 * nothing is reset. Neighbouring windows share all but one value, so choose a level well below that of a single test. A
 * missing value ({@code NaN}) is skipped. A reference of more than {@value NumericProfile#MAX_STORED_KNOTS} distinct values
 * is compressed to so many order statistics; the distance is then low by at most {@link #resolution()}.
 */
public final class SlidingKs {
    private final Buckets buckets;
    private final int windowSize;
    private final double level;
    private final long critical;
    private final long n;
    private final int[] ring;
    private final int leaves;
    private final long[] sums;
    private final long[] highest;
    private final long[] lowest;
    private int next;
    private int filled;

    private SlidingKs(Buckets buckets, int windowSize, double level) {
        if (windowSize < 1 || windowSize > 1_000_000) {
            throw new IllegalArgumentException("window size must lie in [1, 1000000], was " + windowSize);
        }
        this.buckets = buckets;
        this.windowSize = windowSize;
        this.level = level;
        this.n = buckets.reference.count();
        this.critical = KolmogorovSmirnov.criticalWholeDistance(n, windowSize, level);
        this.ring = new int[windowSize];
        int size = 1;
        while (size < buckets.size()) {
            size *= 2;
        }
        this.leaves = size;
        this.sums = new long[2 * size];
        this.highest = new long[2 * size];
        this.lowest = new long[2 * size];
        clear();
    }

    /**
     * Returns an empty window.
     *
     * @param reference the frozen reference
     * @param windowSize values in the window, from 1 to 1,000,000; no verdict before it is full
     * @param level p-value at or below which the window differs, in (0, 1)
     * @throws DriftInputException if the reference has no value
     * @throws IllegalArgumentException if size or level is out of range
     */
    public static SlidingKs against(NumericProfile reference, int windowSize, double level) {
        return new SlidingKs(new Buckets(reference), windowSize, level);
    }

    /** Takes the next value and returns the state of the window that ends with it. */
    public StreamState update(double value) {
        if (!Double.isNaN(value)) {
            int bucket = buckets.of(value);
            if (filled == windowSize) {
                add(ring[next], -n);
            } else {
                filled++;
            }
            add(bucket, n);
            ring[next] = bucket;
            next = next + 1 == windowSize ? 0 : next + 1;
        }
        return state();
    }

    /** Returns the state of the present window, {@link StreamState#STABLE} before it is full. */
    public StreamState state() {
        return filled == windowSize && wholeDistance() >= critical ? StreamState.DRIFT : StreamState.STABLE;
    }

    /** Returns whether the window is full. */
    public boolean full() {
        return filled == windowSize;
    }

    /** Returns the distance D of the present window, in [0, 1]; 0 before it is full. */
    public double statistic() {
        return full() ? (double) wholeDistance() / ((double) n * windowSize) : 0.0;
    }

    /** Returns how much the distance may be too low, 0 for a reference of few enough values. */
    public double resolution() {
        return buckets.reference.resolution();
    }

    private long wholeDistance() {
        return Math.max(highest[1], -lowest[1]);
    }

    /** Changes a leaf and the prefix extremes of every node above it. */
    private void add(int bucket, long change) {
        int node = leaves + bucket;
        sums[node] += change;
        highest[node] = sums[node];
        lowest[node] = sums[node];
        for (node >>= 1; node >= 1; node >>= 1) {
            combine(node);
        }
    }

    private void combine(int node) {
        int left = 2 * node;
        sums[node] = sums[left] + sums[left + 1];
        highest[node] = Math.max(highest[left], sums[left] + highest[left + 1]);
        lowest[node] = Math.min(lowest[left], sums[left] + lowest[left + 1]);
    }

    /** Forgets every value. */
    public void reset() {
        clear();
    }

    private void clear() {
        next = 0;
        filled = 0;
        for (int leaf = 0; leaf < leaves; leaf++) {
            long held = leaf < buckets.size() ? buckets.referenceCount(leaf) : 0;
            sums[leaves + leaf] = -Math.multiplyExact(held, (long) windowSize);
            highest[leaves + leaf] = sums[leaves + leaf];
            lowest[leaves + leaf] = sums[leaves + leaf];
        }
        for (int node = leaves - 1; node >= 1; node--) {
            combine(node);
        }
    }

    /** Returns parameters and window for storage, without the reference. */
    public Map<String, Object> toDocument() {
        List<Object> held = new ArrayList<>(filled);
        for (int i = 0; i < filled; i++) {
            held.add((long) ring[filled == windowSize ? (next + i) % windowSize : i]);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format_version", StreamDetectors.FORMAT_VERSION);
        document.put("window_size", windowSize);
        document.put("level", level);
        document.put("buckets", held);
        return document;
    }

    /**
     * Returns a stored window, which goes on as it would have.
     *
     * @param reference the reference it was made against
     * @param document what {@link #toDocument()} gave; it is checked
     * @throws DriftInputException if the document is broken, of another version, or fits another reference
     */
    public static SlidingKs restore(NumericProfile reference, Map<String, ?> document) {
        if (!(document.get("format_version") instanceof Number version)
                || version.longValue() != StreamDetectors.FORMAT_VERSION
                || !(document.get("window_size") instanceof Number size)
                || !(document.get("level") instanceof Number level)
                || !(document.get("buckets") instanceof List<?> held)
                || held.size() > size.intValue()) {
            throw broken("a version, size, level or list of buckets is missing or wrong");
        }
        SlidingKs window;
        try {
            window = against(reference, size.intValue(), level.doubleValue());
        } catch (IllegalArgumentException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
        for (Object element : held) {
            if (!(element instanceof Number bucket)
                    || bucket.longValue() < 0
                    || bucket.longValue() >= window.buckets.size()) {
                throw broken("bucket '" + element + "' does not belong to the reference");
            }
            window.add(bucket.intValue(), window.n);
            window.ring[window.filled++] = bucket.intValue();
        }
        window.next = window.filled == window.windowSize ? 0 : window.filled;
        return window;
    }

    private static DriftInputException broken(String what) {
        return new DriftInputException(Kind.INVALID_PROFILE, "stored window: " + what + "; start a new one");
    }
}
