package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.NumericProfile;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A {@link KsCounter} for many writer threads. Each writes to one of several stripes, so that they seldom meet; no update is
 * lost, and {@link #snapshot()} adds the stripes up exactly. Thread-safe. An update allocates nothing.
 */
public final class StripedKsCounter {
    private final Buckets buckets;
    private final AtomicLongArray[] stripes;
    private final AtomicLong missing = new AtomicLong();

    private StripedKsCounter(Buckets buckets, int stripes) {
        this.buckets = buckets;
        this.stripes = new AtomicLongArray[stripes];
        for (int i = 0; i < stripes; i++) {
            this.stripes[i] = new AtomicLongArray(buckets.size());
        }
    }

    /**
     * Returns an empty counter.
     *
     * @param reference the frozen reference
     * @param stripes how many threads can write side by side, from 1 to 64; each takes up to 64 KB
     * @throws io.github.modelkeel.drift.DriftInputException if the reference has no value
     */
    public static StripedKsCounter against(NumericProfile reference, int stripes) {
        if (stripes < 1 || stripes > 64) {
            throw new IllegalArgumentException("stripes must lie between 1 and 64, was " + stripes);
        }
        return new StripedKsCounter(new Buckets(reference), stripes);
    }

    /** Counts a value; {@code NaN} is counted as missing. */
    public void update(double value) {
        if (Double.isNaN(value)) {
            missing.incrementAndGet();
            return;
        }
        int stripe = (int) (Thread.currentThread().getId() % stripes.length);
        stripes[stripe].getAndIncrement(buckets.of(value));
    }

    /**
     * Returns what was counted so far. Exact for every update that happened before; of updates that run meanwhile each is
     * in it or not.
     */
    public KsCounter snapshot() {
        long[] counts = new long[buckets.size()];
        for (AtomicLongArray stripe : stripes) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += stripe.get(i);
            }
        }
        return KsCounter.of(buckets, counts, missing.get());
    }
}
