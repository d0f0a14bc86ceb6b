package io.github.modelkeel.model;

import io.github.modelkeel.error.NotFoundException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A measure of quality on labelled rows, with scikit-learn's definitions. {@link #key()} is the name it is tracked under.
 */
public enum Metric {
    /** Share of rows whose class is right. */
    ACCURACY("accuracy", true, Kind.CLASSIFICATION),
    /** Mean recall over the classes. */
    BALANCED_ACCURACY("balanced_accuracy", true, Kind.CLASSIFICATION),
    /** Share of rows called positive that are. Binary only. */
    PRECISION("precision", true, Kind.BINARY),
    /** Share of positive rows that are called so. Binary only. */
    RECALL("recall", true, Kind.BINARY),
    /** Harmonic mean of precision and recall. Binary only. */
    F1("f1", true, Kind.BINARY),
    /** Mean precision over the classes. */
    PRECISION_MACRO("precision_macro", true, Kind.CLASSIFICATION),
    /** Mean recall over the classes. */
    RECALL_MACRO("recall_macro", true, Kind.CLASSIFICATION),
    /** Mean F1 over the classes. */
    F1_MACRO("f1_macro", true, Kind.CLASSIFICATION),
    /** Precision over all decisions; equals accuracy where each row has one class. */
    PRECISION_MICRO("precision_micro", true, Kind.CLASSIFICATION),
    /** Recall over all decisions. */
    RECALL_MICRO("recall_micro", true, Kind.CLASSIFICATION),
    /** F1 over all decisions. */
    F1_MICRO("f1_micro", true, Kind.CLASSIFICATION),
    /** Precision of the classes weighted by their rows. */
    PRECISION_WEIGHTED("precision_weighted", true, Kind.CLASSIFICATION),
    /** Recall of the classes weighted by their rows. */
    RECALL_WEIGHTED("recall_weighted", true, Kind.CLASSIFICATION),
    /** F1 of the classes weighted by their rows. */
    F1_WEIGHTED("f1_weighted", true, Kind.CLASSIFICATION),
    /** Area under the ROC curve; for several classes the mean of one against the rest. */
    ROC_AUC("roc_auc", true, Kind.CLASSIFICATION),
    /** Mean area under the ROC curve over all pairs of classes (Hand and Till). */
    ROC_AUC_OVO("roc_auc_ovo", true, Kind.CLASSIFICATION),
    /** Average precision, the area under the precision-recall curve by steps; for several classes the mean of one against the rest. */
    PR_AUC("pr_auc", true, Kind.CLASSIFICATION),
    /** Mean negative log-likelihood, natural logarithm. */
    LOG_LOSS("log_loss", false, Kind.CLASSIFICATION),
    /** Mean squared error of the probability of the positive class. Binary only. */
    BRIER("brier", false, Kind.BINARY),
    /** Expected calibration error of the top class over ten equally wide bins. */
    ECE("ece", false, Kind.CLASSIFICATION),
    /** Matthews correlation coefficient, in [-1, 1]. */
    MCC("mcc", true, Kind.CLASSIFICATION),
    /** Cohen's kappa, in [-1, 1]. */
    COHEN_KAPPA("cohen_kappa", true, Kind.CLASSIFICATION),
    /** Mean absolute error, in the unit of the target. */
    MAE("mae", false, Kind.REGRESSION),
    /** Mean squared error, in the squared unit of the target. */
    MSE("mse", false, Kind.REGRESSION),
    /** Root of the mean squared error, in the unit of the target. */
    RMSE("rmse", false, Kind.REGRESSION),
    /** Coefficient of determination, at most 1. */
    R2("r2", true, Kind.REGRESSION),
    /** Share of the target's variance that the prediction explains, at most 1; unlike R2 blind to a constant offset. */
    EXPLAINED_VARIANCE("explained_variance", true, Kind.REGRESSION),
    /** Mean absolute percentage error, as a fraction; rows with target 0 weigh 1/eps as in scikit-learn. */
    MAPE("mape", false, Kind.REGRESSION),
    /** Median absolute error, in the unit of the target. */
    MEDIAN_AE("median_ae", false, Kind.REGRESSION),
    /** Largest absolute error, in the unit of the target. */
    MAX_ERROR("max_error", false, Kind.REGRESSION);

    private enum Kind {
        CLASSIFICATION,
        BINARY,
        REGRESSION
    }

    private final String key;
    private final boolean higherIsBetter;
    private final Kind kind;

    Metric(String key, boolean higherIsBetter, Kind kind) {
        this.key = key;
        this.higherIsBetter = higherIsBetter;
        this.kind = kind;
    }

    /** Returns the name the metric is tracked under, lower case. */
    public String key() {
        return key;
    }

    /** Returns whether a larger value is a better one. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Returns whether the metric is defined for this task. */
    public boolean appliesTo(Task task) {
        return switch (kind) {
            case CLASSIFICATION -> task != Task.REGRESSION;
            case BINARY -> task == Task.BINARY;
            case REGRESSION -> task == Task.REGRESSION;
        };
    }

    /** Returns the metrics that are defined for this task, in declaration order. */
    public static Set<Metric> forTask(Task task) {
        EnumSet<Metric> metrics = EnumSet.noneOf(Metric.class);
        Arrays.stream(values()).filter(metric -> metric.appliesTo(task)).forEach(metrics::add);
        return metrics;
    }

    /**
     * Returns the metric of this key; {@code f1_score} is understood as {@code f1}.
     *
     * @throws NotFoundException if there is none; the message lists the keys
     */
    public static Metric ofKey(String key) {
        String asked = key.equals("f1_score") ? "f1" : key;
        List<String> keys = Arrays.stream(values()).map(Metric::key).toList();
        return Arrays.stream(values())
                .filter(metric -> metric.key.equals(asked))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("no metric '" + key + "'; the metrics are " + keys));
    }
}
