package io.github.modelkeel.drift;

import java.util.List;

/**
 * What a check says about one window. Immutable.
 *
 * @param referenceRows rows of the reference
 * @param windowRows rows of the window
 * @param verdict what follows for the window as a whole
 * @param reason why, in one sentence
 * @param features what was found for each watched column, in the order of the reference
 */
public record DriftReport(
        long referenceRows, long windowRows, Verdict verdict, String reason, List<FeatureDrift> features) {
    /** Copies the list. */
    public DriftReport {
        features = List.copyOf(features);
    }

    /** Returns the names of the columns whose verdict is {@link Verdict#DRIFT}, in order. */
    public List<String> driftedColumns() {
        return features.stream()
                .filter(feature -> feature.verdict() == Verdict.DRIFT)
                .map(FeatureDrift::column)
                .toList();
    }
}
