package io.github.modelkeel.tribuo;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Random forests on Tribuo's trees: CART on bootstrap samples, Gini impurity with averaged class shares for classes,
 * squared error with averaged means for numbers. Immutable and thread-safe: a setter returns a changed copy. Plain Java.
 *
 * <p>Features are rounded to 32-bit floats. A feature with at most {@code max_bins} distinct values is split exactly;
 * one with more is cut at quantiles of the training rows first. Zero is a value like any other; a missing cell is an
 * error, because CART has no place for it: impute it in the features. The same data, settings and seed give the same
 * bytes.
 *
 * @see <a href="https://doi.org/10.1023/A:1010933404324">L. Breiman, Random Forests, Machine Learning 45 (2001), 5-32</a>
 */
public final class RandomForest implements Trainer {
    private static final Settings STANDARD = Settings.of(
            "random_forest",
            Setting.whole("n_estimators", 100, 1, 10_000),
            Setting.whole("max_depth", 10, 1, 30),
            Setting.wordOrShare("max_features", "auto", "sqrt", "log2", "all"),
            Setting.above("min_samples_leaf", 1, 0),
            Setting.atLeast("min_impurity_decrease", 0, 0),
            Setting.whole("max_bins", BinnedFeatures.MAX_BINS, 2, BinnedFeatures.MAX_BINS),
            Setting.word("class_weight", "none", "balanced"),
            Setting.above(RowWeights.FAMILY, 1, 0),
            Setting.seed());

    private final Settings settings;
    private final Set<Task> tasks;

    private RandomForest(Settings settings, Set<Task> tasks) {
        this.settings = settings;
        this.tasks = tasks;
    }

    static RandomForest standard(Task... tasks) {
        return new RandomForest(STANDARD, Set.of(tasks));
    }

    RandomForest with(Map<String, Object> given) {
        return new RandomForest(settings.withAll(given), tasks);
    }

    private RandomForest with(String name, Object value) {
        return new RandomForest(settings.with(name, value), tasks);
    }

    /** Sets the number of trees, {@code n_estimators}. 100 unless set; from 1 to 10,000. */
    public RandomForest trees(int trees) {
        return with("n_estimators", trees);
    }

    /** Sets the largest depth of a tree, {@code max_depth}. 10 unless set; from 1 to 30. */
    public RandomForest maxDepth(int depth) {
        return with("max_depth", depth);
    }

    /** Sets the share of features drawn for each split, {@code max_features}; above 0, at most 1. */
    public RandomForest featuresPerSplit(double share) {
        return with("max_features", share);
    }

    /**
     * Sets how many features are drawn for each split, {@code max_features}: {@code sqrt}, {@code log2}, {@code all}, or
     * {@code auto}, which is {@code sqrt} for classes and {@code all} for numbers and holds unless set.
     */
    public RandomForest featuresPerSplit(String rule) {
        return with("max_features", requireNonNull(rule, "rule"));
    }

    /** Sets the least sum of row weights in a leaf, {@code min_samples_leaf}. 1 unless set; above 0. */
    public RandomForest minLeafWeight(double weight) {
        return with("min_samples_leaf", weight);
    }

    /** Sets the least decrease of impurity by a split, {@code min_impurity_decrease}. 0 unless set; at least 0. */
    public RandomForest minImpurityDecrease(double decrease) {
        return with("min_impurity_decrease", decrease);
    }

    /** Sets the number of distinct values of a feature that are kept apart, {@code max_bins}. 256 unless set; from 2. */
    public RandomForest maxBins(int bins) {
        return with("max_bins", bins);
    }

    /** Sets the weight of the rows of a class, {@code class_weight.<class>}. 1 for a class that is not set; above 0. */
    public RandomForest classWeight(String label, double weight) {
        return with(RowWeights.FAMILY + requireNonNull(label, "label"), weight);
    }

    /** Weights rows so that every class counts the same, {@code class_weight: balanced}. */
    public RandomForest balancedClasses() {
        return with("class_weight", "balanced");
    }

    /** Sets the seed of bootstrap and feature sampling, {@code random_state}. 42 unless set. */
    public RandomForest seed(long seed) {
        return with("random_state", seed);
    }

    @Override
    public String algorithm() {
        return settings.algorithm();
    }

    @Override
    public Set<Task> tasks() {
        return tasks;
    }

    @Override
    public Map<String, Object> hyperparameters() {
        return settings.values();
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(settings.big("random_state"));
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        Inputs.check(this, data, Inputs.Missing.REFUSED);
        Labels labels = data.labels();
        return labels.task() == Task.REGRESSION
                ? new ForestTraining<>(settings, data, context, new ForestTargets.Means(labels)).run()
                : new ForestTraining<>(settings, data, context, new ForestTargets.Shares(labels)).run();
    }
}
