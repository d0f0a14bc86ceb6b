package io.github.modelkeel.tribuo;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Gradient-boosted trees by XGBoost, histogram method. Immutable and thread-safe: a setter returns a changed copy.
 *
 * <p>Two classes are trained with {@code binary:logistic} (one tree for each round), more with {@code multi:softprob}
 * (one tree for each class and round), numbers with {@code reg:squarederror}. Features are rounded to 32-bit floats. A
 * missing cell stays missing: every split learns where missing cells go; zero is a value like any other. The same data,
 * settings and seed give the same bytes, whatever the number of threads; the order of the rows matters.
 *
 * <p>The library is native: training needs Linux, macOS or Windows on x86-64, or Linux or macOS on ARM64. What comes out
 * is a neutral forest that needs no native code.
 *
 * @see <a href="https://doi.org/10.1145/2939672.2939785">T. Chen, C. Guestrin, XGBoost: A Scalable Tree Boosting System,
 *     KDD 2016</a>
 */
public final class XGBoost implements Trainer {
    private static final Settings STANDARD = Settings.of(
            "xgboost",
            Setting.whole("n_estimators", 100, 1, 100_000),
            Setting.whole("max_depth", 6, 1, 30),
            Setting.share("learning_rate", 0.3),
            Setting.atLeast("min_child_weight", 1, 0),
            Setting.atLeast("gamma", 0, 0),
            Setting.atLeast("reg_lambda", 1, 0),
            Setting.atLeast("reg_alpha", 0, 0),
            Setting.share("subsample", 1),
            Setting.share("colsample_bytree", 1),
            Setting.share("colsample_bynode", 1),
            Setting.whole("max_bin", 256, 2, 65_535),
            Setting.above("scale_pos_weight", 1, 0),
            Setting.word("class_weight", "none", "balanced"),
            Setting.above(RowWeights.FAMILY, 1, 0),
            Setting.whole("early_stopping_rounds", 0, 0, 100_000),
            Setting.whole("n_jobs", 0, 0, 1_024),
            Setting.seed());

    private final Settings settings;
    private final Set<Task> tasks;

    private XGBoost(Settings settings, Set<Task> tasks) {
        this.settings = settings;
        this.tasks = tasks;
    }

    static XGBoost standard(Task... tasks) {
        return new XGBoost(STANDARD, Set.of(tasks));
    }

    XGBoost with(Map<String, Object> given) {
        return new XGBoost(settings.withAll(given), tasks);
    }

    private XGBoost with(String name, Object value) {
        return new XGBoost(settings.with(name, value), tasks);
    }

    /** Sets the number of boosting rounds, {@code n_estimators}. 100 unless set; from 1 to 100,000. */
    public XGBoost trees(int rounds) {
        return with("n_estimators", rounds);
    }

    /** Sets the largest depth of a tree, {@code max_depth}. 6 unless set; from 1 to 30. */
    public XGBoost maxDepth(int depth) {
        return with("max_depth", depth);
    }

    /** Sets the share of each tree's answer that is used, {@code learning_rate}. 0.3 unless set; above 0, at most 1. */
    public XGBoost learningRate(double rate) {
        return with("learning_rate", rate);
    }

    /** Sets the least sum of second derivatives in a leaf, {@code min_child_weight}. 1 unless set; at least 0. */
    public XGBoost minChildWeight(double weight) {
        return with("min_child_weight", weight);
    }

    /** Sets the least gain of a split, {@code gamma}. 0 unless set; at least 0. */
    public XGBoost minGain(double gain) {
        return with("gamma", gain);
    }

    /** Sets the L2 penalty of leaf values, {@code reg_lambda}. 1 unless set; at least 0. */
    public XGBoost l2(double penalty) {
        return with("reg_lambda", penalty);
    }

    /** Sets the L1 penalty of leaf values, {@code reg_alpha}. 0 unless set; at least 0. */
    public XGBoost l1(double penalty) {
        return with("reg_alpha", penalty);
    }

    /** Sets the share of rows drawn for each round, {@code subsample}. 1 unless set; above 0, at most 1. */
    public XGBoost subsample(double share) {
        return with("subsample", share);
    }

    /** Sets the share of features drawn for each tree, {@code colsample_bytree}. 1 unless set; above 0, at most 1. */
    public XGBoost featuresPerTree(double share) {
        return with("colsample_bytree", share);
    }

    /** Sets the share of features drawn for each split, {@code colsample_bynode}. 1 unless set; above 0, at most 1. */
    public XGBoost featuresPerSplit(double share) {
        return with("colsample_bynode", share);
    }

    /** Sets the number of bins of a feature, {@code max_bin}. 256 unless set; from 2 to 65,535. */
    public XGBoost maxBins(int bins) {
        return with("max_bin", bins);
    }

    /** Sets the weight of the rows of the positive class, {@code scale_pos_weight}, for two classes only. 1 unless set. */
    public XGBoost positiveWeight(double weight) {
        return with("scale_pos_weight", weight);
    }

    /** Sets the weight of the rows of a class, {@code class_weight.<class>}. 1 for a class that is not set; above 0. */
    public XGBoost classWeight(String label, double weight) {
        return with(RowWeights.FAMILY + requireNonNull(label, "label"), weight);
    }

    /** Weights rows so that every class counts the same, {@code class_weight: balanced}. */
    public XGBoost balancedClasses() {
        return with("class_weight", "balanced");
    }

    /**
     * Stops when the validation metric (log loss, or root mean squared error) has not improved for this many rounds, and
     * keeps the rounds up to the best, {@code early_stopping_rounds}. 0, never, unless set. Training then needs
     * validation rows.
     */
    public XGBoost earlyStopping(int rounds) {
        return with("early_stopping_rounds", rounds);
    }

    /**
     * Sets the number of threads, {@code n_jobs}. 0 unless set: one fewer than the JVM has processors, at least 1. They
     * live for one training only.
     */
    public XGBoost threads(int threads) {
        return with("n_jobs", threads);
    }

    /** Sets the seed of row and feature sampling, {@code random_state}. 42 unless set. */
    public XGBoost seed(long seed) {
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
        Inputs.check(this, data, Inputs.Missing.KEPT);
        return new BoosterTraining(settings, data, context).run();
    }
}
