package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.PresenceProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.spi.DriftTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column of one check: first everything that does not depend on the other columns, then the verdict.
 *
 * @param enough whether both sides have as many values as a verdict needs
 * @param missingPValue p-value of the change in the share of missing cells, {@code null} without rows
 * @param refused why the test had no answer for these values, {@code null} where it had one or was not asked
 */
record ColumnCheck(
        String column,
        ColumnProfile reference,
        @Nullable ColumnProfile window,
        @Nullable DriftTest test,
        @Nullable TestResult result,
        boolean enough,
        @Nullable Double missingPValue,
        @Nullable String refused) {
    private static final double POWER = 0.9;

    /** @param window the column in the form of the reference, {@code null} where the window has none of this name */
    static ColumnCheck of(String name, ColumnProfile reference, @Nullable ColumnProfile window, Settings settings) {
        if (window == null) {
            return new ColumnCheck(name, reference, null, null, null, false, null, null);
        }
        DriftTest test = settings.test(name, reference);
        Double missing = null;
        if (reference.rows() > 0 && window.rows() > 0) {
            missing = Proportions.compare(reference.missing(), reference.rows(), window.missing(), window.rows())
                    .pValue();
        }
        if (test == null || reference.count() == 0 || window.count() == 0) {
            return new ColumnCheck(name, reference, window, test, null, false, missing, null);
        }
        boolean enough = reference.count() >= settings.minimumRows() && window.count() >= settings.minimumRows();
        try {
            TestResult result = test.compare(reference, window);
            return new ColumnCheck(name, reference, window, test, result, enough, missing, null);
        } catch (DriftInputException e) { // for instance one distinct value: says nothing of the other columns
            return new ColumnCheck(name, reference, window, test, null, false, missing, e.getMessage());
        }
    }

    /** Returns the column of this name, or {@code null}. */
    static @Nullable Column find(Dataset window, String name) {
        OptionalInt position = window.schema().find(name);
        return position.isPresent() ? window.columns().get(position.getAsInt()) : null;
    }

    /**
     * Returns what follows from all columns of a check together.
     *
     * @param streaks of the columns up to the window before
     */
    static List<FeatureDrift> judge(List<ColumnCheck> checks, Map<String, Integer> streaks, Settings settings) {
        double[] adjusted = adjust(checks, ColumnCheck::pValue, settings);
        double[] adjustedMissing = adjust(checks, ColumnCheck::missingPValue, settings);
        long tests = checks.stream().filter(check -> check.pValue() != null).count();
        List<FeatureDrift> features = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            ColumnCheck check = checks.get(i);
            int before = streaks.getOrDefault(check.column(), 0);
            features.add(check.judge(adjusted[i], adjustedMissing[i], tests, before, settings));
        }
        return features;
    }

    /** Adjusts the p-values that are there; the others are 1. */
    private static double[] adjust(
            List<ColumnCheck> checks, Function<ColumnCheck, @Nullable Double> pValue, Settings settings) {
        double[] given = checks.stream()
                .map(pValue)
                .filter(Objects::nonNull)
                .mapToDouble(p -> p)
                .toArray();
        double[] adjusted = settings.correction().adjust(given);
        double[] all = new double[checks.size()];
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = pValue.apply(checks.get(i)) == null ? 1.0 : adjusted[next++];
        }
        return all;
    }

    /** Returns the p-value that takes part in the correction, or {@code null}. */
    @Nullable
    Double pValue() {
        return result != null && enough ? (Double) result.pValue() : null;
    }

    /**
     * Returns what follows.
     *
     * @param adjusted p-value adjusted for all columns
     * @param adjustedMissing p-value of the missing share, adjusted likewise
     * @param tests number of columns that take part in the correction
     * @param before streak of the column up to the window before
     */
    private FeatureDrift judge(double adjusted, double adjustedMissing, long tests, int before, Settings settings) {
        if (result == null || test == null || window == null) {
            return untested(adjustedMissing, before, settings);
        }
        double level = settings.level(tests);
        double minimumEffect = settings.minimumEffect(column);
        double critical = test.detectableEffect(reference, window, level, 0.5);
        double sure = test.detectableEffect(reference, window, level, POWER);
        double margin = sure > critical ? sure - critical : 0.0; // both are infinite where no effect is surely found
        double detectable = Math.max(critical, minimumEffect) + margin;
        boolean coarse = !enough || critical > TabularDriftDetector.TOO_COARSE;
        boolean changed = result.effect() >= minimumEffect && adjusted <= settings.significance();
        int streak = coarse ? before : changed ? before + 1 : 0;
        Verdict verdict;
        String reason;
        if (coarse) {
            verdict = Verdict.INSUFFICIENT_DATA;
            reason = Reasons.tooFew(result, enough, settings.minimumRows(), critical);
        } else if (changed) {
            verdict = streak >= settings.confirmations() ? Verdict.DRIFT : Verdict.WATCH;
            reason = Reasons.changed(result, adjusted, streak, settings.confirmations());
        } else {
            verdict = Verdict.STABLE;
            reason = Reasons.stable(result, adjusted, settings.significance(), minimumEffect, detectable);
        }
        return new FeatureDrift(
                column,
                result,
                coarse ? 1.0 : adjusted,
                detectable,
                streak,
                verdict,
                reason,
                Findings.of(this, adjustedMissing, settings),
                reference,
                window);
    }

    private FeatureDrift untested(double adjustedMissing, int before, Settings settings) {
        boolean presence = reference instanceof PresenceProfile;
        return new FeatureDrift(
                column,
                null,
                1.0,
                Double.POSITIVE_INFINITY,
                presence ? 0 : before,
                presence ? Verdict.NOT_TESTED : Verdict.INSUFFICIENT_DATA,
                refused == null ? Reasons.untested(reference, window) : refused,
                Findings.of(this, adjustedMissing, settings),
                reference,
                window);
    }
}
