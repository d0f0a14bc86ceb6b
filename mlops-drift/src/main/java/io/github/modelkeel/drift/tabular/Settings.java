package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.spi.DriftTest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a detector was built with; checked by its builder. */
record Settings(
        DriftTest numeric,
        DriftTest category,
        Map<String, DriftTest> tests,
        double significance,
        double minimumEffect,
        Map<String, Double> minimumEffects,
        int confirmations,
        long minimumRows,
        Correction correction,
        double driftShare,
        Set<String> critical,
        Map<String, Double> weights,
        @Nullable Executor executor) {
    Settings {
        tests = Map.copyOf(tests);
        minimumEffects = Map.copyOf(minimumEffects);
        critical = Set.copyOf(critical);
        weights = Map.copyOf(weights);
    }

    /** Returns the test of a column, or {@code null} where its kind is not tested. */
    @Nullable
    DriftTest test(String column, ColumnProfile reference) {
        DriftTest chosen = tests.get(column);
        if (chosen != null) {
            return chosen;
        } else if (reference instanceof NumericProfile) {
            return numeric;
        } else if (reference instanceof CategoryProfile) {
            return category;
        } else {
            return null;
        }
    }

    double minimumEffect(String column) {
        return minimumEffects.getOrDefault(column, minimumEffect);
    }

    double weight(String column) {
        return weights.getOrDefault(column, 1.0);
    }

    /** The level that one column is held to in the worst case of the correction, for stating what can be detected. */
    double level(long tests) {
        long columns = Math.max(1, tests);
        return switch (correction) {
            case NONE -> significance;
            case BENJAMINI_HOCHBERG, HOLM, BONFERRONI -> significance / columns;
            case BENJAMINI_YEKUTIELI -> significance / columns / Correction.harmonic(columns);
        };
    }

    /** Returns a weight or an effect, or fails with {@link IllegalArgumentException} if it cannot be one. */
    static double checked(String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be finite and not negative, was " + value);
        }
        return value;
    }
}
