package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check says about one column. Immutable.
 *
 * @param column name of the column
 * @param result what the test said, or {@code null} when the column cannot be tested or has too few values
 * @param adjustedPValue p-value adjusted for all columns of the check, in [0, 1]; 1 without a result
 * @param minimumDetectableEffect smallest effect found with a probability of 0.9 at the level that this check applies to
 *     one column; may exceed what is possible; infinite where nothing can be tested
 * @param streak in how many windows in a row, this one included, the change was significant and large
 * @param verdict what follows
 * @param reason why, in one sentence
 * @param findings further things worth knowing: new categories, more missing cells, values out of range
 * @param reference distribution of the column in the reference
 * @param window distribution of the column in the window, or {@code null} when the window lacks the column
 */
public record FeatureDrift(
        String column,
        @Nullable TestResult result,
        double adjustedPValue,
        double minimumDetectableEffect,
        int streak,
        Verdict verdict,
        String reason,
        List<Finding> findings,
        ColumnProfile reference,
        @Nullable ColumnProfile window) {
    /** Checks the ranges and copies the findings. */
    public FeatureDrift {
        requireNonNull(column, "column");
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
        requireNonNull(reference, "reference");
        findings = List.copyOf(findings);
        if (!(adjustedPValue >= 0 && adjustedPValue <= 1)) {
            throw new IllegalArgumentException(
                    "adjusted p-value of '" + column + "' must be in [0, 1], was " + adjustedPValue);
        }
        if (streak < 0 || !(minimumDetectableEffect >= 0)) {
            throw new IllegalArgumentException(
                    "'" + column + "': streak " + streak + ", minimum detectable effect " + minimumDetectableEffect);
        }
    }
}
