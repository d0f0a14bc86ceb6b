package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.PresenceProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a verdict is what it is, in one sentence with its figures. */
final class Reasons {
    private static final int NAMES = 10;

    private Reasons() {}

    static String changed(TestResult result, double adjusted, int streak, int confirmations) {
        String change =
                String.format(Locale.ROOT, "%s %.3f, adjusted p %s", result.effectName(), result.effect(), p(adjusted));
        if (streak >= confirmations) {
            return confirmations == 1
                    ? "significant and large: " + change
                    : "significant and large in " + streak + " windows in a row: " + change;
        }
        return "significant and large, but in " + streak + " of " + confirmations + " windows in a row only: " + change;
    }

    static String stable(
            TestResult result, double adjusted, double significance, double minimumEffect, double detectable) {
        String why;
        if (adjusted > significance) {
            why = String.format(Locale.ROOT, "not significant: adjusted p %s is above %s", p(adjusted), significance);
        } else {
            why = String.format(
                    Locale.ROOT,
                    "significant but small: %s %.3f is below %s",
                    result.effectName(),
                    result.effect(),
                    minimumEffect);
        }
        return why
                + (detectable > 1.0
                        ? "; no effect is found with probability 0.9 at these sizes"
                        : String.format(
                                Locale.ROOT,
                                "; a %s of %.3f would be found with probability 0.9",
                                result.effectName(),
                                detectable));
    }

    static String tooFew(TestResult result, boolean enough, long minimumRows, double critical) {
        String sizes = result.windowCount() + " values in the window, " + result.referenceCount() + " in the reference";
        return enough
                ? String.format(
                        Locale.ROOT,
                        "%s: only a %s above %.3f could be significant",
                        sizes,
                        result.effectName(),
                        critical)
                : sizes + ": a verdict needs " + minimumRows + " on each side";
    }

    static String untested(ColumnProfile reference, @Nullable ColumnProfile window) {
        if (window == null) {
            return "the window has no such column";
        } else if (reference instanceof PresenceProfile) {
            return "points in time and free text are not tested, only their missing cells";
        }
        return reference.count() == 0
                ? "every cell of the reference is missing"
                : window.rows() == 0 ? "the window has no row" : "every cell of the window is missing";
    }

    /** Returns the verdict on a window: by a critical column that drifted, or by the weight of all that did. */
    static Verdict verdict(List<FeatureDrift> features, Settings settings) {
        double drifted = 0.0;
        double judged = 0.0;
        boolean critical = false;
        for (FeatureDrift feature : features) {
            double weight = settings.weight(feature.column());
            switch (feature.verdict()) {
                case DRIFT -> {
                    drifted += weight;
                    judged += weight;
                    critical |= settings.critical().contains(feature.column());
                }
                case WATCH, STABLE -> judged += weight;
                case INSUFFICIENT_DATA, NOT_TESTED -> {}
            }
        }
        if (critical || (drifted > 0.0 && drifted >= settings.driftShare() * judged)) {
            return Verdict.DRIFT;
        } else if (count(features, Verdict.DRIFT) + count(features, Verdict.WATCH) > 0) {
            return Verdict.WATCH;
        } else if (count(features, Verdict.STABLE) > 0) {
            return Verdict.STABLE;
        }
        return count(features, Verdict.INSUFFICIENT_DATA) > 0 ? Verdict.INSUFFICIENT_DATA : Verdict.NOT_TESTED;
    }

    static String ofWindow(List<FeatureDrift> features, Settings settings) {
        List<String> parts = new ArrayList<>();
        add(parts, features, Verdict.DRIFT, "drifted");
        add(parts, features, Verdict.WATCH, "on watch");
        long stable = count(features, Verdict.STABLE);
        if (stable > 0) {
            parts.add(stable + " stable");
        }
        add(parts, features, Verdict.INSUFFICIENT_DATA, "with too few values");
        long skipped = count(features, Verdict.NOT_TESTED);
        if (skipped > 0) {
            parts.add(skipped + " not tested");
        }
        String columns = features.size() == 1 ? "1 column: " : features.size() + " columns: ";
        String rule = "";
        List<String> critical = features.stream()
                .filter(f -> f.verdict() == Verdict.DRIFT && settings.critical().contains(f.column()))
                .map(FeatureDrift::column)
                .toList();
        if (!critical.isEmpty()) {
            rule = "; critical: " + String.join(", ", critical);
        } else if (settings.driftShare() > 0.0 && count(features, Verdict.DRIFT) > 0) {
            rule = "; the window drifts from a share of " + settings.driftShare() + " of the judged columns"
                    + (settings.weights().isEmpty() ? "" : " by weight");
        }
        return columns + (parts.isEmpty() ? "none" : String.join(", ", parts)) + rule;
    }

    private static void add(List<String> parts, List<FeatureDrift> features, Verdict verdict, String label) {
        List<String> names = features.stream()
                .filter(f -> f.verdict() == verdict)
                .map(FeatureDrift::column)
                .toList();
        if (!names.isEmpty()) {
            String shown = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
            parts.add(names.size() + " " + label + " (" + shown + (names.size() > NAMES ? ", ..." : "") + ")");
        }
    }

    private static long count(List<FeatureDrift> features, Verdict verdict) {
        return features.stream().filter(f -> f.verdict() == verdict).count();
    }

    static String p(double p) {
        return p < 1e-300 ? "below 1e-300" : String.format(Locale.ROOT, p < 0.001 ? "%.1e" : "%.3f", p);
    }
}
