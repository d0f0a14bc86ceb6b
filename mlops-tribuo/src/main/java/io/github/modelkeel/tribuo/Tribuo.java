package io.github.modelkeel.tribuo;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.model.Task;
import io.github.modelkeel.spi.ModelFormat;
import io.github.modelkeel.spi.TrainerProvider;
import java.util.function.Supplier;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * The trainers of this module: XGBoost, random forests and linear baselines, whose models are served without Tribuo, and
 * any other trainer of Tribuo. Each is an immutable {@link io.github.modelkeel.model.Trainer} whose setters return a
 * changed copy:
 *
 * <pre>{@code
 * Tribuo.randomForest().trees(100).maxDepth(10).seed(42)
 * }</pre>
 */
public final class Tribuo {
    private Tribuo() {}

    /** Returns XGBoost for whatever the labels are: two classes, more classes, or numbers. */
    public static XGBoost xgboost() {
        return XGBoost.standard(Task.values());
    }

    /** Returns XGBoost for classes; it refuses labels that are numbers. */
    public static XGBoost xgboostClassifier() {
        return XGBoost.standard(Task.BINARY, Task.MULTICLASS);
    }

    /** Returns XGBoost for numbers; it refuses labels that are classes. */
    public static XGBoost xgboostRegressor() {
        return XGBoost.standard(Task.REGRESSION);
    }

    /** Returns a random forest for whatever the labels are: two classes, more classes, or numbers. */
    public static RandomForest randomForest() {
        return RandomForest.standard(Task.values());
    }

    /** Returns a random forest for classes; it refuses labels that are numbers. */
    public static RandomForest randomForestClassifier() {
        return RandomForest.standard(Task.BINARY, Task.MULTICLASS);
    }

    /** Returns a random forest for numbers; it refuses labels that are classes. */
    public static RandomForest randomForestRegressor() {
        return RandomForest.standard(Task.REGRESSION);
    }

    /** Returns logistic regression, for two or more classes. */
    public static LogisticRegression logisticRegression() {
        return LogisticRegression.standard();
    }

    /** Returns linear least squares. */
    public static LinearRegression linearRegression() {
        return LinearRegression.standard();
    }

    /** Returns any classifier of Tribuo. It is set back to its first state for each training. */
    public static TribuoTrainer of(org.tribuo.Trainer<Label> trainer) {
        requireNonNull(trainer, "trainer");
        return of(() -> trainer);
    }

    /** Returns any classifier of Tribuo; {@code trainers} makes a new one for each training. */
    public static TribuoTrainer of(Supplier<? extends org.tribuo.Trainer<Label>> trainers) {
        return TribuoTrainer.of(requireNonNull(trainers, "trainers"), ForestTargets.Kind.CLASSES);
    }

    /** Returns any regressor of Tribuo. It is set back to its first state for each training. */
    public static TribuoTrainer ofRegressor(org.tribuo.Trainer<Regressor> trainer) {
        requireNonNull(trainer, "trainer");
        return ofRegressor(() -> trainer);
    }

    /** Returns any regressor of Tribuo; {@code trainers} makes a new one for each training. */
    public static TribuoTrainer ofRegressor(Supplier<? extends org.tribuo.Trainer<Regressor>> trainers) {
        return TribuoTrainer.of(requireNonNull(trainers, "trainers"), ForestTargets.Kind.NUMBERS);
    }

    /**
     * Returns the format of models trained by {@link #of}. Models of the other trainers need only {@code
     * TreeModels.format()} of {@code mlops-serving-embedded}.
     */
    public static ModelFormat format() {
        return new TribuoFormat();
    }

    /**
     * Returns the trainers that configuration files may name: {@code xgboost}, {@code random_forest}, {@code
     * logistic_regression} and {@code linear_regression}.
     */
    public static TrainerProvider trainers() {
        return new TribuoTrainers();
    }
}
