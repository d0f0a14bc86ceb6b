package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts a stream between the values of a frozen reference and gives the exact Kolmogorov-Smirnov distance at any time,
 * without keeping a single value. Counters of several threads, hosts or days merge and subtract exactly. Confined to one
 * thread; see {@link StripedKsCounter} for many writers. An update allocates nothing and takes O(log knots).
 *
 * <p>A reference of more than {@value NumericProfile#MAX_STORED_KNOTS} distinct values is compressed to so many order
 * statistics; the distance is then low by at most {@link #resolution()}.
 */
public final class KsCounter {
    private static final KolmogorovSmirnov TEST = KolmogorovSmirnov.twoSample();

    private final Buckets buckets;
    private final long[] counts;
    private long count;
    private long missing;

    private KsCounter(Buckets buckets, long[] counts, long missing) {
        this.buckets = buckets;
        this.counts = counts;
        this.missing = missing;
        for (long held : counts) {
            this.count += held;
        }
    }

    /**
     * Returns an empty counter.
     *
     * @throws DriftInputException if the reference has no value
     */
    public static KsCounter against(NumericProfile reference) {
        Buckets buckets = new Buckets(reference);
        return new KsCounter(buckets, new long[buckets.size()], 0);
    }

    static KsCounter of(Buckets buckets, long[] counts, long missing) {
        return new KsCounter(buckets, counts, missing);
    }

    /** Counts a value; {@code NaN} is counted as missing. */
    public void update(double value) {
        if (Double.isNaN(value)) {
            missing++;
        } else {
            counts[buckets.of(value)]++;
            count++;
        }
    }

    /** Returns the number of values counted, missing ones not included. */
    public long count() {
        return count;
    }

    /** Returns the number of missing values. */
    public long missing() {
        return missing;
    }

    /** Returns how much the distance may be too low, 0 for a reference of few enough values. */
    public double resolution() {
        return buckets.reference.resolution();
    }

    /**
     * Returns the test of all values counted so far against the reference. O(knots) and the p-value.
     *
     * @throws DriftInputException if nothing was counted yet
     */
    public TestResult result() {
        return TEST.compare(buckets.reference, buckets.profile(counts));
    }

    /**
     * Adds the counts of another counter.
     *
     * @throws DriftInputException if it was made against another reference
     */
    public void merge(KsCounter other) {
        checkSame(other);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        missing += other.missing;
    }

    /**
     * Takes the counts of another counter away, as after {@link #merge}.
     *
     * @throws DriftInputException if it was made against another reference, or counted what this one has not; then nothing
     *     is changed
     */
    public void subtract(KsCounter other) {
        checkSame(other);
        for (int i = 0; i < counts.length; i++) {
            if (other.counts[i] > counts[i] || other.missing > missing) {
                throw new DriftInputException(
                        Kind.NEGATIVE_COUNT, "cannot subtract: the other counter counted values that this one has not");
            }
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] -= other.counts[i];
        }
        count -= other.count;
        missing -= other.missing;
    }

    private void checkSame(KsCounter other) {
        if (buckets != other.buckets && !buckets.reference.equals(other.buckets.reference)) {
            throw new DriftInputException(
                    Kind.INVALID_PROFILE,
                    "the counters have different references, " + buckets.reference + " and " + other.buckets.reference);
        }
    }

    /** Forgets every value. */
    public void reset() {
        Arrays.fill(counts, 0);
        count = 0;
        missing = 0;
    }

    /** Returns the counts for storage, without the reference. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format_version", StreamDetectors.FORMAT_VERSION);
        document.put("missing", missing);
        document.put("counts", Arrays.stream(counts).boxed().toList());
        return document;
    }

    /**
     * Returns a stored counter.
     *
     * @param reference the reference it was made against
     * @param document what {@link #toDocument()} gave; it is checked
     * @throws DriftInputException if the document is broken, of another version, or fits another reference
     */
    public static KsCounter restore(NumericProfile reference, Map<String, ?> document) {
        Buckets buckets = new Buckets(reference);
        if (!(document.get("format_version") instanceof Number version)
                || version.longValue() != StreamDetectors.FORMAT_VERSION
                || !(document.get("counts") instanceof List<?> list)
                || list.size() != buckets.size()) {
            throw broken("it is of another version, or has not " + buckets.size() + " 'counts'");
        }
        long[] counts = new long[list.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = whole(list.get(i));
        }
        return new KsCounter(buckets, counts, whole(document.get("missing")));
    }

    private static long whole(@org.jspecify.annotations.Nullable Object content) {
        boolean integer = content instanceof Long || content instanceof Integer;
        if (integer && content instanceof Number number && number.longValue() >= 0 && number.longValue() < 1L << 53) {
            return number.longValue();
        }
        throw broken("a count must be a whole number not below 0, was '" + content + "'");
    }

    private static DriftInputException broken(String what) {
        return new DriftInputException(Kind.INVALID_PROFILE, "stored counter: " + what + "; start a new one");
    }
}
