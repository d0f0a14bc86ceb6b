package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.Profile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One numeric column judged on its own by {@code p < threshold}. See {@link TabularDriftDetector#perFeature}.
 *
 * @param ksStatistic the Kolmogorov-Smirnov D, in [0, 1]
 * @param pValue its p-value, unadjusted, in [0, 1]
 * @param driftDetected whether the p-value is below the threshold
 * @param referenceMean mean of the finite values of the reference
 * @param windowMean mean of the finite values of the window
 */
public record PerFeatureDrift(
        double ksStatistic, double pValue, boolean driftDetected, double referenceMean, double windowMean) {
    static PerFeatureDrift of(NumericProfile reference, NumericProfile window, double threshold) {
        var result = KolmogorovSmirnov.twoSample().compare(reference, window);
        return new PerFeatureDrift(
                result.statistic(), result.pValue(), result.pValue() < threshold, reference.mean(), window.mean());
    }

    static Map<String, PerFeatureDrift> all(Map<String, ColumnProfile> reference, Dataset window, double threshold) {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("threshold must lie between 0 and 1, was " + threshold);
        }
        Map<String, PerFeatureDrift> rows = new LinkedHashMap<>();
        reference.forEach((name, profile) -> {
            Column column = ColumnCheck.find(window, name);
            if (profile instanceof NumericProfile numeric && column != null && numeric.count() > 0) {
                NumericProfile now = (NumericProfile) Profile.like(profile, column);
                if (now.count() > 0) {
                    rows.put(name, of(numeric, now, threshold));
                }
            }
        });
        return Collections.unmodifiableMap(rows);
    }

    /** Returns the figures under the usual names: ks_statistic, p_value, drift_detected, ref_mean, prod_mean. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ks_statistic", ksStatistic);
        map.put("p_value", pValue);
        map.put("drift_detected", driftDetected);
        map.put("ref_mean", referenceMean);
        map.put("prod_mean", windowMean);
        return Collections.unmodifiableMap(map);
    }
}
