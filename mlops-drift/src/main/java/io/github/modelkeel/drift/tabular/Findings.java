package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DuplicateRows;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is worth knowing of a column beside its distribution. */
final class Findings {
    /** A change of the share of missing cells below this is not mentioned. */
    private static final double SMALLEST_MISSING_CHANGE = 0.01;

    /** Values out of range are mentioned from this share on. */
    private static final double SMALLEST_OUTSIDE = 0.01;

    /** A rise of the share of duplicate rows below this is not mentioned. */
    private static final double SMALLEST_DUPLICATE_CHANGE = 0.01;

    private Findings() {}

    static List<Finding> of(ColumnCheck check, double adjustedMissing, Settings settings) {
        ColumnProfile reference = check.reference();
        ColumnProfile window = check.window();
        List<Finding> findings = new ArrayList<>();
        if (window == null) {
            findings.add(new Finding(
                    Finding.Kind.MISSING_COLUMN,
                    "the window has no column '" + check.column() + "'",
                    List.of(check.column())));
            return findings;
        }
        if (reference.rows() > 0 && window.rows() > 0 && adjustedMissing <= settings.significance()) {
            double before = (double) reference.missing() / reference.rows();
            double now = (double) window.missing() / window.rows();
            if (Math.abs(now - before) >= SMALLEST_MISSING_CHANGE) {
                findings.add(new Finding(
                        Finding.Kind.MISSING_SHARE,
                        String.format(
                                Locale.ROOT,
                                "missing cells: %.1f %% in the reference, %.1f %% in the window (adjusted p %s)",
                                100.0 * before,
                                100.0 * now,
                                Reasons.p(adjustedMissing)),
                        List.of()));
            }
        }
        if (reference.count() > 0 && window.count() > 0) {
            if (reference instanceof NumericProfile r && window instanceof NumericProfile w) {
                numbers(r, w, settings, findings);
            } else if (reference instanceof CategoryProfile r && window instanceof CategoryProfile w) {
                categories(r, w, settings, findings);
            }
        }
        return findings;
    }

    /** Counts copies of rows as they were counted in the reference; {@code null} where that cannot be done. */
    static @Nullable DuplicateRows copies(Profile reference, Dataset window) {
        DuplicateRows before = reference.duplicates().orElse(null);
        List<String> columns = List.copyOf(reference.columns().keySet());
        boolean complete =
                columns.stream().allMatch(name -> window.schema().find(name).isPresent());
        return before == null || before.block() < 1 || !complete
                ? null
                : DuplicateRows.of(window, columns, before.block());
    }

    /** What is worth knowing of the rows as such: whether more of them than before are copies of others. */
    static List<Finding> ofWindow(Profile reference, @Nullable DuplicateRows now, Settings settings) {
        DuplicateRows before = reference.duplicates().orElse(null);
        if (before == null
                || now == null
                || before.block() < settings.minimumRows()
                || now.rows() < settings.minimumRows()) {
            return List.of();
        }
        if (now.share() - before.share() < SMALLEST_DUPLICATE_CHANGE) {
            return List.of();
        }
        double p = Proportions.compare(before.copies(), before.rows(), now.copies(), now.rows())
                .pValue();
        if (p > settings.significance()) {
            return List.of();
        }
        return List.of(new Finding(
                Finding.Kind.DUPLICATE_ROWS,
                String.format(
                        Locale.ROOT,
                        "rows that are copies of another: %.1f %% in the reference, %.1f %% in the window (%d of %d, p %s)",
                        100.0 * before.share(),
                        100.0 * now.share(),
                        now.copies(),
                        now.rows(),
                        Reasons.p(p)),
                List.of()));
    }

    private static void numbers(
            NumericProfile reference, NumericProfile window, Settings settings, List<Finding> findings) {
        long below = 0;
        for (int i = 0; i < window.knots() && window.value(i) < reference.min(); i++) {
            below = window.cumulative(i);
        }
        long above = window.count() - window.countUpTo(reference.max());
        double share = (double) (below + above) / window.count();
        double expected = 2.0 * window.count() / (reference.count() + 1.0); // of a law that did not change
        if (share >= SMALLEST_OUTSIDE && below + above > 3.0 + 5.0 * expected) {
            findings.add(new Finding(
                    Finding.Kind.OUT_OF_RANGE,
                    String.format(
                            Locale.ROOT,
                            "%.1f %% of the values lie outside the range of the reference, %s to %s: %d below, %d above",
                            100.0 * share,
                            reference.min(),
                            reference.max(),
                            below,
                            above),
                    List.of()));
        }
        // counted at the knots of a compressed reference, values between two knots are one knot, but still have a
        // spread
        boolean one = window.knots() == 1
                && (window.exact() || window.standardDeviation() <= 1e-12 * Math.abs(window.mean()));
        if (one && reference.knots() > 1 && window.count() >= settings.minimumRows()) {
            double value = window.exact() || Double.isInfinite(window.value(0)) ? window.value(0) : window.mean();
            findings.add(new Finding(Finding.Kind.CONSTANT, "every value of the window is " + value, List.of()));
        }
    }

    private static void categories(
            CategoryProfile reference, CategoryProfile window, Settings settings, List<Finding> findings) {
        if (reference.exact()) {
            List<String> added = new ArrayList<>(window.counts().keySet());
            added.removeAll(reference.counts().keySet());
            if (!added.isEmpty()) {
                long rows = added.stream().mapToLong(window::count).sum();
                findings.add(new Finding(
                        Finding.Kind.NEW_CATEGORIES,
                        String.format(
                                Locale.ROOT,
                                "%d new %s in %.1f %% of the values: %s",
                                added.size(),
                                added.size() == 1 ? "category" : "categories",
                                100.0 * rows / window.count(),
                                names(added)),
                        added));
            }
        }
        List<String> vanished = new ArrayList<>();
        double level = settings.significance() / Math.max(1, reference.counts().size());
        reference.counts().forEach((category, count) -> {
            // the chance that a category of this share shows up in none of so many rows
            double absent = Math.pow(1.0 - (double) count / reference.count(), (double) window.count());
            if (window.count(category) == 0 && absent <= level) {
                vanished.add(category);
            }
        });
        if (!vanished.isEmpty()) {
            findings.add(new Finding(
                    Finding.Kind.VANISHED_CATEGORIES,
                    "absent although to be expected among " + window.count() + " values: " + names(vanished),
                    vanished));
        }
        if (window.counts().size() == 1
                && window.other() == 0
                && reference.counts().size() > 1
                && window.count() >= settings.minimumRows()) {
            findings.add(new Finding(
                    Finding.Kind.CONSTANT,
                    "every value of the window is '" + window.counts().firstKey() + "'",
                    List.of()));
        }
    }

    private static String names(List<String> categories) {
        int shown = Math.min(10, categories.size());
        String list = "'" + String.join("', '", categories.subList(0, shown)) + "'";
        return list + (shown < categories.size() ? ", ..." : "");
    }
}
