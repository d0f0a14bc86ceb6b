package io.github.modelkeel.internal.evaluation;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Task;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns labels and scores into an {@link Evaluation}: metrics with scikit-learn's definitions, percentile bootstrap
 * intervals, and the same for slices of the rows. A metric that is undefined on the rows (a ranking metric where one
 * class does not occur) is left out. Immutable and thread-safe; the same input and seed give the same bits.
 */
public final class Evaluator {
    private final Set<Metric> metrics;
    private final int resamples;
    private final double level;
    private final long seed;
    private final List<String> sliceColumns;

    private Evaluator(Set<Metric> metrics, int resamples, double level, long seed, List<String> sliceColumns) {
        this.metrics = metrics;
        this.resamples = resamples;
        this.level = level;
        this.seed = seed;
        this.sliceColumns = sliceColumns;
    }

    /** Returns an evaluator of these metrics without intervals; of none means every metric of the task. */
    public static Evaluator of(Set<Metric> metrics) {
        return new Evaluator(
                metrics.isEmpty() ? EnumSet.noneOf(Metric.class) : EnumSet.copyOf(metrics), 0, 0.95, 0, List.of());
    }

    /**
     * Returns this evaluator with percentile bootstrap intervals.
     *
     * @param count number of resamples of the rows, 2 to 100,000; 1,000 is usual
     * @param confidence for instance 0.95, in (0, 1)
     * @param resamplingSeed start of the generator
     * @throws IllegalArgumentException if an argument is outside
     * @see <a href="https://doi.org/10.1201/9780429246593">B. Efron and R. Tibshirani, An Introduction to the Bootstrap
     *     (1993), chapter 13</a>
     */
    public Evaluator bootstrap(int count, double confidence, long resamplingSeed) {
        if (count < 2 || count > 100_000) {
            throw new IllegalArgumentException("resamples must be 2 to 100000, was " + count);
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence must lie between 0 and 1, was " + confidence);
        }
        return new Evaluator(metrics, count, confidence, resamplingSeed, sliceColumns);
    }

    /** Returns this evaluator with one slice for each value of each of these columns. */
    public Evaluator slices(List<String> columns) {
        return new Evaluator(metrics, resamples, level, seed, List.copyOf(columns));
    }

    /**
     * Evaluates without slices.
     *
     * @param labels what is true
     * @param scores row-major: the probability of each class, or one value for each row
     * @throws InvalidInputException if a score is missing or no probability, if there is no row, or if a metric asked for
     *     does not go with the task
     * @throws IllegalArgumentException if the number of scores does not fit the labels
     */
    public Evaluation evaluate(Labels labels, double[] scores) {
        return evaluate(labels, scores, Map.of());
    }

    /**
     * Evaluates with a slice for each value of the slice columns.
     *
     * @param rows the raw rows the labels belong to, in the same order
     * @throws io.github.modelkeel.error.NotFoundException if a slice column is not in {@code rows}
     * @throws InvalidInputException as {@link #evaluate(Labels, double[])}, or if a column has too many values
     */
    public Evaluation evaluate(Labels labels, double[] scores, Dataset rows) {
        if (rows.rowCount() != labels.rows()) {
            throw new IllegalArgumentException(
                    labels.rows() + " labels do not go with " + rows.rowCount() + " rows of data");
        }
        return evaluate(labels, scores, Slices.of(rows, sliceColumns));
    }

    private Evaluation evaluate(Labels labels, double[] scores, Map<String, int[]> slices) {
        requireNonNull(labels, "labels");
        if (labels.rows() == 0) {
            throw new InvalidInputException("nothing to evaluate: there are no labelled rows; check the split");
        }
        Set<Metric> wanted = wanted(labels.task());
        check(labels, scores);
        Scorer scorer = scorer(labels, scores);
        int[] all = new int[labels.rows()];
        Arrays.setAll(all, row -> row);
        Map<String, Evaluation> parts = new LinkedHashMap<>();
        slices.forEach((name, rows) -> parts.put(name, evaluate(labels, scorer, rows, wanted, Map.of())));
        return evaluate(labels, scorer, all, wanted, parts);
    }

    private Set<Metric> wanted(Task task) {
        if (metrics.isEmpty()) {
            return Metric.forTask(task);
        }
        for (Metric metric : metrics) {
            if (!metric.appliesTo(task)) {
                throw new InvalidInputException("metric '" + metric.key() + "' does not go with the task " + task
                        + "; choose from "
                        + Metric.forTask(task).stream().map(Metric::key).toList());
            }
        }
        return metrics;
    }

    private static void check(Labels labels, double[] scores) {
        boolean regression = labels.task() == Task.REGRESSION;
        int outputs = regression ? 1 : labels.classes().size();
        if (scores.length != (long) labels.rows() * outputs) {
            throw new IllegalArgumentException(
                    scores.length + " scores do not make " + outputs + " for each of " + labels.rows() + " rows");
        }
        for (int i = 0; i < scores.length; i++) {
            double score = scores[i];
            if (regression ? !Double.isFinite(score) : !(score >= 0 && score <= 1 + 1e-6)) {
                throw new InvalidInputException("score " + (i % outputs) + " of row " + (i / outputs) + " is " + score
                        + "; a " + (regression ? "regression needs a finite number" : "probability lies in [0, 1]")
                        + ": the model is broken, or its scores are margins");
            }
        }
    }

    private static Scorer scorer(Labels labels, double[] scores) {
        if (labels.task() == Task.REGRESSION) {
            return new RegressionScorer(labels.values(), scores);
        }
        int[] truth = new int[labels.rows()];
        Arrays.setAll(truth, labels::code);
        return new ClassificationScorer(labels.classes().size(), truth, scores);
    }

    private Evaluation evaluate(
            Labels labels, Scorer scorer, int[] rows, Set<Metric> wanted, Map<String, Evaluation> slices) {
        int[] once = new int[scorer.rows()];
        for (int row : rows) {
            once[row] = 1;
        }
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : wanted) {
            double value = scorer.value(metric, once);
            if (!Double.isNaN(value)) {
                values.put(metric, value);
            }
        }
        List<List<Integer>> confusion =
                scorer instanceof ClassificationScorer c ? c.confusion(once).rows() : List.of();
        return new Evaluation(
                labels.task(),
                rows.length,
                values,
                intervals(scorer, rows, values.keySet()),
                labels.classes(),
                confusion,
                slices);
    }

    private Map<Metric, Evaluation.Interval> intervals(Scorer scorer, int[] rows, Set<Metric> defined) {
        if (resamples == 0) {
            return Map.of();
        }
        Resampler resampler = new Resampler(seed);
        Map<Metric, double[]> samples = new EnumMap<>(Metric.class);
        defined.forEach(metric -> samples.put(metric, new double[resamples]));
        for (int b = 0; b < resamples; b++) {
            int[] counts = resampler.counts(rows, scorer.rows());
            for (Map.Entry<Metric, double[]> sample : samples.entrySet()) {
                sample.getValue()[b] = scorer.value(sample.getKey(), counts);
            }
        }
        Map<Metric, Evaluation.Interval> intervals = new EnumMap<>(Metric.class);
        samples.forEach((metric, values) -> {
            double[] sorted =
                    Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
            if (2 * sorted.length > resamples) { // undefined in most resamples: no interval rather than a biased one
                intervals.put(
                        metric,
                        new Evaluation.Interval(
                                quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2), level));
            }
        });
        return intervals;
    }

    /** Linear interpolation between order statistics, as NumPy's default. */
    private static double quantile(double[] sorted, double q) {
        double position = q * (sorted.length - 1);
        int low = (int) position;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
    }
}
