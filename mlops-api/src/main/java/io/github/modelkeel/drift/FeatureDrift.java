package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check says about one column. Immutable.
 *
 * @param column name of the column
 * @param result what the test said, or {@code null} when too few values were there to test
 * @param adjustedPValue p-value adjusted for all columns of the check, in [0, 1]; 1 without a result
 * @param verdict what follows
 * @param reason why, in one sentence
 * @param findings further things worth knowing: new or vanished categories, more missing cells, values out of range
 */
public record FeatureDrift(
        String column,
        @Nullable TestResult result,
        double adjustedPValue,
        Verdict verdict,
        String reason,
        List<String> findings) {
    /** Checks the range and copies the findings. */
    public FeatureDrift {
        requireNonNull(column, "column");
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
        findings = List.copyOf(findings);
        if (!(adjustedPValue >= 0 && adjustedPValue <= 1)) {
            throw new IllegalArgumentException(
                    "adjusted p-value of '" + column + "' must be in [0, 1], was " + adjustedPValue);
        }
    }
}
