package io.github.modelkeel.model;

import io.github.modelkeel.error.NotFoundException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How good a model was on labelled rows. Immutable.
 *
 * @param task what was predicted
 * @param rows number of rows
 * @param metrics value of each metric
 * @param intervals bootstrap confidence interval of each metric it was asked for
 * @param classes the classes, the positive one second when binary; empty for regression
 * @param confusion counts, a row for each true class and a column for each predicted one; empty for regression
 * @param slices evaluations of parts of the rows, by a name such as {@code contract=Two year}
 */
public record Evaluation(
        Task task,
        int rows,
        Map<Metric, Double> metrics,
        Map<Metric, Interval> intervals,
        List<String> classes,
        List<List<Integer>> confusion,
        Map<String, Evaluation> slices) {
    /** Copies the collections. */
    public Evaluation {
        metrics = ordered(metrics);
        intervals = ordered(intervals);
        classes = List.copyOf(classes);
        confusion = confusion.stream().map(List::copyOf).toList();
        slices = Collections.unmodifiableMap(new LinkedHashMap<>(slices));
    }

    /**
     * A confidence interval.
     *
     * @param low lower end
     * @param high upper end
     * @param level confidence, in (0, 1), for instance 0.95
     */
    public record Interval(double low, double high, double level) {}

    /**
     * Returns the value of a metric.
     *
     * @throws NotFoundException if it was not computed; the message lists those that were
     */
    public double get(Metric metric) {
        Double value = metrics.get(metric);
        if (value == null) {
            throw new NotFoundException("metric '" + metric.key() + "' was not evaluated; there are "
                    + metrics.keySet().stream().map(Metric::key).toList() + ": add it to evaluate(...)");
        }
        return value;
    }

    /**
     * How one class was told from the others.
     *
     * @param precision share of the rows called so that are, in [0, 1]; 0 if none is called so
     * @param recall share of the rows that are called so, in [0, 1]; 0 if none is
     * @param f1 harmonic mean of the two; 0 if both are
     * @param support number of rows of the class
     */
    public record ClassScore(double precision, double recall, double f1, int support) {}

    /**
     * Returns precision, recall and F1 of one class against the rest, from the confusion counts.
     *
     * @throws NotFoundException if there is no such class; the message lists them
     */
    public ClassScore classScore(String name) {
        int of = classes.indexOf(name);
        if (of < 0) {
            throw new NotFoundException("no class '" + name + "'; the classes are " + classes);
        }
        int hits = confusion.get(of).get(of);
        int support = confusion.get(of).stream().mapToInt(Integer::intValue).sum();
        int called = confusion.stream().mapToInt(row -> row.get(of)).sum();
        return new ClassScore(
                ratio(hits, called), ratio(hits, support), ratio(2.0 * hits, (double) support + called), support);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    private static <V> Map<Metric, V> ordered(Map<Metric, V> map) {
        Map<Metric, V> copy = new EnumMap<>(Metric.class);
        copy.putAll(map);
        return Collections.unmodifiableMap(copy);
    }
}
