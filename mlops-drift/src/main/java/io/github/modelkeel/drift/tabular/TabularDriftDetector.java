package io.github.modelkeel.drift.tabular;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftDetector;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.DuplicateRows;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.ProfileCollector;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.spi.DriftTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares whole windows with a reference, column by column: numbers by the Kolmogorov-Smirnov test, categories by
 * chi-squared, unless set otherwise. Immutable and thread-safe.
 *
 * <p>A column drifts when three things come together: its p-value, adjusted for all columns of the check, is at or below
 * the significance; the effect is at least the minimum effect; and both held in as many windows in a row as
 * {@linkplain Builder#confirmations(int) asked for} (before that the verdict is {@link Verdict#WATCH}). Windows with too
 * few values, and those in which only an effect above {@value #TOO_COARSE} could be significant, give
 * {@link Verdict#INSUFFICIENT_DATA}, never "no drift"; they leave a streak as it was. New or vanished categories, a change
 * of the share of missing cells and the like are findings beside the verdict; that more rows than before are copies of
 * others is a finding of the window, counted over all columns of the reference. p-values assume that rows are independent of
 * each other.
 *
 * <p>The reference is sorted once, when the detector is built. A check sorts the window, column by column.
 */
public final class TabularDriftDetector implements DriftDetector {
    /** A window in which the smallest effect that could be significant is larger than this says nothing. */
    public static final double TOO_COARSE = 0.5;

    private final Settings settings;
    private final Profile profile;
    private final Map<String, ColumnProfile> reference;
    private final Fingerprint fingerprint;

    private TabularDriftDetector(Settings settings, Map<String, ColumnProfile> reference, Profile profile) {
        this.settings = settings;
        this.reference = reference;
        this.profile = profile;
        this.fingerprint = profile.fingerprint();
    }

    /** Returns a builder with the defaults; only a reference must be given. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public DriftReport check(Dataset window, Map<String, Integer> streaks) {
        List<ColumnCheck> checks = columns(name -> {
            Column column = ColumnCheck.find(window, name);
            return check(name, column == null ? null : Profile.like(profileOf(name), column));
        });
        return report(window.rowCount(), streaks, checks, Findings.copies(profile, window));
    }

    /**
     * Compares a window that is known by its profile with the reference: of another host, of several windows merged, or of a
     * {@link ProfileCollector}. Copies of rows are not judged.
     *
     * @param window profile of the rows to judge, exact or collected in the form of the reference
     * @param streaks {@link DriftReport#streaks()} of the window before, empty for the first
     * @throws io.github.modelkeel.error.InvalidInputException if a watched column has another type in the window
     */
    public DriftReport check(Profile window, Map<String, Integer> streaks) {
        List<ColumnCheck> checks = columns(name -> {
            ColumnProfile column = window.columns().get(name);
            return check(name, column == null ? null : Profile.like(profileOf(name), column));
        });
        return report(window.rows(), streaks, checks, null);
    }

    /**
     * Compares a window of any length with the reference, chunk by chunk: each is read once, and none is kept. The result is that
     * of {@link #check(Dataset, Map)} for all rows together, see {@link ProfileCollector}; copies of rows are looked for within
     * a chunk only.
     *
     * @param chunks the rows to judge, all with the same columns; a chunk is not used any more when the next is asked for
     * @param streaks {@link DriftReport#streaks()} of the window before, empty for the first
     * @throws io.github.modelkeel.error.InvalidInputException if a watched column has another type in the window, or is missing
     *     in some of the chunks
     */
    public DriftReport check(Iterator<Dataset> chunks, Map<String, Integer> streaks) {
        Map<String, ProfileCollector> collectors = new LinkedHashMap<>();
        reference.keySet().forEach(name -> collectors.put(name, ProfileCollector.like(profile.select(List.of(name)))));
        DuplicateRows copies = new DuplicateRows(0, 0, 0);
        long rows = 0;
        while (chunks.hasNext()) {
            Dataset chunk = chunks.next();
            rows = Math.addExact(rows, chunk.rowCount());
            DuplicateRows more = Findings.copies(profile, chunk);
            copies = more == null || copies == null ? null : copies.merge(more);
            columns(name -> {
                requireNonNull(collectors.get(name)).add(chunk);
                return name;
            });
        }
        List<ColumnCheck> checks = columns(name -> {
            Profile window = requireNonNull(collectors.get(name)).profile();
            return check(name, window.columns().get(name));
        });
        return report(rows, streaks, checks, copies);
    }

    private ColumnCheck check(String name, @Nullable ColumnProfile window) {
        return ColumnCheck.of(name, profileOf(name), window, settings);
    }

    private ColumnProfile profileOf(String name) {
        return requireNonNull(reference.get(name));
    }

    private DriftReport report(
            long windowRows, Map<String, Integer> streaks, List<ColumnCheck> checks, @Nullable DuplicateRows copies) {
        List<FeatureDrift> features = ColumnCheck.judge(checks, streaks, settings);
        return new DriftReport(
                profile.rows(),
                windowRows,
                settings.significance(),
                settings.minimumEffect(),
                settings.confirmations(),
                settings.correction().label(),
                Reasons.verdict(features, settings),
                Reasons.ofWindow(features, settings),
                features,
                Findings.ofWindow(profile, copies, settings),
                fingerprint,
                null);
    }

    /** Checks several windows in order, each following the one before; returns one report for each. */
    public List<DriftReport> checkAll(List<Dataset> windows) {
        List<DriftReport> reports = new ArrayList<>();
        Map<String, Integer> streaks = Map.of();
        for (Dataset window : windows) {
            DriftReport report = check(window, streaks);
            streaks = report.streaks();
            reports.add(report);
        }
        return reports;
    }

    /**
     * Compares every numeric column on its own by {@code p < threshold}, the rule of many tutorials, for hosts that were
     * built on it. No correction, no effect size: of 50 columns that did not change at least one alarms in 92 % of checks
     * at threshold 0.05. Columns without a value on either side, and those the window lacks, are left out.
     *
     * @param window the rows to compare with the reference
     * @param threshold p-value below which a column counts as drifted, in (0, 1)
     * @return one row for each numeric column, in the order of the reference
     */
    public Map<String, PerFeatureDrift> perFeature(Dataset window, double threshold) {
        return PerFeatureDrift.all(reference, window, threshold);
    }

    /** Returns the names of the watched columns, in the order of the reference. */
    public Set<String> columns() {
        return reference.keySet();
    }

    private <T> List<T> columns(Function<String, T> work) {
        return Parallel.map(reference.keySet(), work, settings.executor());
    }

    /** Collects the settings of a {@link TabularDriftDetector}. Confined to one thread. */
    public static final class Builder {
        /** False-alarm rate of one report when none is set. */
        public static final double DEFAULT_SIGNIFICANCE = 0.05;

        /** Smallest effect that matters when none is set. */
        public static final double DEFAULT_MINIMUM_EFFECT = 0.1;

        /** Windows in a row that make a drift when no number is set. */
        public static final int DEFAULT_CONFIRMATIONS = 2;

        /** Values a column needs on each side for a verdict when no number is set. */
        public static final long DEFAULT_MINIMUM_ROWS = 30;

        private @Nullable Profile reference;
        private @Nullable List<String> columns;
        private final Set<String> ignored = new LinkedHashSet<>();
        private DriftTest numeric = KolmogorovSmirnov.twoSample();
        private DriftTest category = ChiSquared.homogeneity();
        private final Map<String, DriftTest> tests = new LinkedHashMap<>();
        private double significance = DEFAULT_SIGNIFICANCE;
        private double minimumEffect = DEFAULT_MINIMUM_EFFECT;
        private final Map<String, Double> minimumEffects = new LinkedHashMap<>();
        private int confirmations = DEFAULT_CONFIRMATIONS;
        private long minimumRows = DEFAULT_MINIMUM_ROWS;
        private Correction correction = Correction.BENJAMINI_HOCHBERG;
        private double driftShare = 0.0;
        private final Set<String> critical = new LinkedHashSet<>();
        private final Map<String, Double> weights = new LinkedHashMap<>();
        private @Nullable Executor executor;

        private Builder() {}

        /** Sets the rows every later window is compared with, usually the training set. This or a profile is required. */
        public Builder reference(Dataset reference) {
            return reference(Profile.of(reference));
        }

        /** Sets the profile every later window is compared with, usually that of the model package. */
        public Builder reference(Profile reference) {
            this.reference = requireNonNull(reference, "reference");
            return this;
        }

        /** Watches only these columns; all of the reference unless set. */
        public Builder columns(Collection<String> columns) {
            this.columns = List.copyOf(columns);
            return this;
        }

        /** Leaves these columns out. */
        public Builder ignore(String... columns) {
            ignored.addAll(List.of(columns));
            return this;
        }

        /** Sets the test of columns of numbers, {@link KolmogorovSmirnov} unless set. */
        public Builder numeric(DriftTest test) {
            this.numeric = requireNonNull(test, "test");
            return this;
        }

        /** Sets the test of columns of categories, {@link ChiSquared#homogeneity()} unless set. */
        public Builder category(DriftTest test) {
            this.category = requireNonNull(test, "test");
            return this;
        }

        /** Sets the test of one column. */
        public Builder test(String column, DriftTest test) {
            tests.put(requireNonNull(column, "column"), requireNonNull(test, "test"));
            return this;
        }

        /**
         * Sets the false-alarm rate of one report, as a fraction of 1. {@value #DEFAULT_SIGNIFICANCE} unless set.
         *
         * @throws IllegalArgumentException unless {@code 0 < significance < 1}
         */
        public Builder significance(double significance) {
            if (!(significance > 0 && significance < 1)) {
                throw new IllegalArgumentException("significance must lie between 0 and 1, was " + significance);
            }
            this.significance = significance;
            return this;
        }

        /**
         * Sets the smallest effect that matters, on the scale of the tests (D and V lie in [0, 1]).
         * {@value #DEFAULT_MINIMUM_EFFECT} unless set.
         *
         * @throws IllegalArgumentException unless it is finite and not negative
         */
        public Builder minimumEffect(double effect) {
            this.minimumEffect = Settings.checked("minimum effect", effect);
            return this;
        }

        /**
         * Sets the smallest effect that matters in one column.
         *
         * @throws IllegalArgumentException unless it is finite and not negative
         */
        public Builder minimumEffect(String column, double effect) {
            minimumEffects.put(requireNonNull(column, "column"), Settings.checked("minimum effect", effect));
            return this;
        }

        /**
         * Sets in how many windows in a row a change must show to be a drift; 1 for a single look.
         * {@value #DEFAULT_CONFIRMATIONS} unless set.
         *
         * @throws IllegalArgumentException if below 1
         */
        public Builder confirmations(int windows) {
            if (windows < 1) {
                throw new IllegalArgumentException("confirmations must be at least 1, was " + windows);
            }
            this.confirmations = windows;
            return this;
        }

        /**
         * Sets how many values a column needs on each side for a verdict. {@value #DEFAULT_MINIMUM_ROWS} unless set.
         *
         * @throws IllegalArgumentException if below 1
         */
        public Builder minimumRows(long rows) {
            if (rows < 1) {
                throw new IllegalArgumentException("minimum rows must be at least 1, was " + rows);
            }
            this.minimumRows = rows;
            return this;
        }

        /** Sets how p-values are adjusted for the number of columns, {@link Correction#BENJAMINI_HOCHBERG} unless set. */
        public Builder correction(Correction correction) {
            this.correction = requireNonNull(correction, "correction");
            return this;
        }

        /**
         * Sets the share of judged columns that must drift for the window to drift; with fewer it is on watch. 0 unless
         * set: one drifted column is enough.
         *
         * @throws IllegalArgumentException unless {@code 0 <= share <= 1}
         */
        public Builder driftShare(double share) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("drift share must lie in [0, 1], was " + share);
            }
            this.driftShare = share;
            return this;
        }

        /** Lets the window drift as soon as one of these columns does, whatever share is asked for. */
        public Builder critical(String... columns) {
            critical.addAll(List.of(columns));
            return this;
        }

        /**
         * Sets how much a column counts in the share of drifted columns, for instance its importance to the model. 1 unless
         * set.
         *
         * @throws IllegalArgumentException unless it is finite and not negative
         */
        public Builder weight(String column, double weight) {
            weights.put(requireNonNull(column, "column"), Settings.checked("weight", weight));
            return this;
        }

        /** Examines columns in parallel on the host's executor; the result is the same. On the calling thread unless set. */
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Returns an immutable, thread-safe detector.
         *
         * @throws IllegalStateException without a reference, or if no column is left to watch
         * @throws NotFoundException if a column that was named is not in the reference
         * @throws IllegalArgumentException if a test does not apply to the column it was set for
         */
        public TabularDriftDetector build() {
            if (reference == null) {
                throw new IllegalStateException("no reference: call reference(dataset) before build()");
            }
            WatchedColumns watched = WatchedColumns.of(reference, columns, ignored);
            watched.requireKnown(tests.keySet());
            watched.requireKnown(minimumEffects.keySet());
            watched.requireKnown(critical);
            watched.requireKnown(weights.keySet());
            Settings settings = new Settings(
                    numeric,
                    category,
                    tests,
                    significance,
                    minimumEffect,
                    minimumEffects,
                    confirmations,
                    minimumRows,
                    correction,
                    driftShare,
                    critical,
                    weights,
                    executor);
            watched.requireTests(settings);
            return new TabularDriftDetector(settings, watched.profiles(), reference);
        }
    }
}
