package io.github.modelkeel.drift.stream;

import java.util.Map;

/**
 * Watches a stream of values, or of errors (1) and hits (0). Confined to one thread. An update allocates nothing.
 *
 * <p>After {@link StreamState#DRIFT} a detector starts empty at the next value, unless it says otherwise. A missing value
 * ({@code NaN}) is skipped: it changes nothing and gives {@link StreamState#STABLE}.
 */
public interface StreamDetector {
    /**
     * Takes the next value.
     *
     * @throws io.github.modelkeel.drift.DriftInputException if the detector has a range of values and this lies outside
     */
    StreamState update(double value);

    /** Returns what the last value gave, {@link StreamState#STABLE} before the first. */
    StreamState state();

    /** Forgets every value. */
    void reset();

    /**
     * Returns parameters and state as maps, lists, texts and numbers. {@link StreamDetectors#restore} gives a detector
     * that goes on exactly as this one would.
     */
    Map<String, Object> toDocument();
}
