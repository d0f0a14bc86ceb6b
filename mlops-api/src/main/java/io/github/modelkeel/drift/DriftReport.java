package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Fingerprint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check says about one window. Immutable.
 *
 * @param referenceRows rows of the reference
 * @param windowRows rows of the window
 * @param significance level the adjusted p-values were held against
 * @param minimumEffect smallest effect that matters
 * @param confirmations windows in a row that make a drift
 * @param correction how the p-values were adjusted for the number of columns
 * @param verdict what follows for the window as a whole
 * @param reason why, in one sentence
 * @param features what was found for each watched column, in the order of the reference
 * @param findings what is worth knowing of the rows as such, for instance that many are copies
 * @param referenceFingerprint {@link Profile#fingerprint()} of what the window was compared with; {@code null} if
 *     unknown
 * @param domain what a classifier said that tried to tell the rows of both sides apart, or {@code null} if none was asked
 */
public record DriftReport(
        long referenceRows,
        long windowRows,
        double significance,
        double minimumEffect,
        int confirmations,
        String correction,
        Verdict verdict,
        String reason,
        List<FeatureDrift> features,
        List<Finding> findings,
        @Nullable Fingerprint referenceFingerprint,
        @Nullable DomainDrift domain) {
    /** Copies the lists. */
    public DriftReport {
        requireNonNull(correction, "correction");
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
        features = List.copyOf(features);
        findings = List.copyOf(findings);
    }

    /** Returns this report with what a classifier said of the same window. The verdict on the window stays as it is. */
    public DriftReport with(DomainDrift domain) {
        return new DriftReport(
                referenceRows,
                windowRows,
                significance,
                minimumEffect,
                confirmations,
                correction,
                verdict,
                reason,
                features,
                findings,
                referenceFingerprint,
                requireNonNull(domain, "domain"));
    }

    /** Returns the names of the columns whose verdict is {@link Verdict#DRIFT}, in order. */
    public List<String> driftedColumns() {
        return columns(Verdict.DRIFT);
    }

    /** Returns the names of the columns with this verdict, in order. */
    public List<String> columns(Verdict verdict) {
        return features.stream()
                .filter(feature -> feature.verdict() == verdict)
                .map(FeatureDrift::column)
                .toList();
    }

    /** Returns what was found for a column, or empty. */
    public Optional<FeatureDrift> find(String column) {
        return features.stream().filter(f -> f.column().equals(column)).findFirst();
    }

    /**
     * Returns in how many windows in a row, this one included, each column showed a change that was significant and large; columns
     * that did not are left out. This is all that the next check needs to know of the past.
     */
    public Map<String, Integer> streaks() {
        Map<String, Integer> streaks = new LinkedHashMap<>();
        for (FeatureDrift feature : features) {
            if (feature.streak() > 0) {
                streaks.put(feature.column(), feature.streak());
            }
        }
        return streaks;
    }
}
