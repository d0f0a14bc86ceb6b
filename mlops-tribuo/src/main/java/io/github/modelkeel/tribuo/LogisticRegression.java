package io.github.modelkeel.tribuo;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Logistic regression with an L2 penalty, solved to its optimum by L-BFGS: a baseline without chance. Immutable and
 * thread-safe: a setter returns a changed copy. Plain Java.
 *
 * <p>{@code random_state} is accepted, because configuration files give it to every algorithm, and has no effect. Columns
 * are standardised for training and the weights turned back, so neither caller nor serving scales anything. A
 * missing cell is an error: impute it in the features.
 */
public final class LogisticRegression implements Trainer {
    private static final Settings STANDARD = Settings.of(
            "logistic_regression",
            Setting.atLeast("l2", 1, 0),
            Setting.whole("max_iter", 200, 1, 100_000),
            Setting.above("tolerance", 1e-6, 0),
            Setting.word("class_weight", "none", "balanced"),
            Setting.above(RowWeights.FAMILY, 1, 0),
            Setting.seed());

    private final Settings settings;

    private LogisticRegression(Settings settings) {
        this.settings = settings;
    }

    static LogisticRegression standard() {
        return new LogisticRegression(STANDARD);
    }

    LogisticRegression with(Map<String, Object> given) {
        return new LogisticRegression(settings.withAll(given));
    }

    private LogisticRegression with(String name, Object value) {
        return new LogisticRegression(settings.with(name, value));
    }

    /** Sets the penalty of half the squared weights of standardised columns, {@code l2}. 1 unless set; at least 0. */
    public LogisticRegression l2(double penalty) {
        return with("l2", penalty);
    }

    /** Sets the largest number of rounds, {@code max_iter}. 200 unless set; from 1 to 100,000. */
    public LogisticRegression maxRounds(int rounds) {
        return with("max_iter", rounds);
    }

    /** Sets the component of the mean gradient at which training stops, {@code tolerance}. 1e-6 unless set; above 0. */
    public LogisticRegression tolerance(double gradient) {
        return with("tolerance", gradient);
    }

    /** Sets the weight of the rows of a class, {@code class_weight.<class>}. 1 for a class that is not set; above 0. */
    public LogisticRegression classWeight(String label, double weight) {
        return with(RowWeights.FAMILY + requireNonNull(label, "label"), weight);
    }

    /** Weights rows so that every class counts the same, {@code class_weight: balanced}. */
    public LogisticRegression balancedClasses() {
        return with("class_weight", "balanced");
    }

    @Override
    public String algorithm() {
        return settings.algorithm();
    }

    @Override
    public Set<Task> tasks() {
        return Set.of(Task.BINARY, Task.MULTICLASS);
    }

    @Override
    public Map<String, Object> hyperparameters() {
        return settings.values();
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.empty();
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        Inputs.check(this, data, Inputs.Missing.REFUSED);
        context.checkCancelled();
        Labels labels = data.labels();
        float[] weights = RowWeights.of(settings, labels);
        Standardized scale = new Standardized(data.features(), weights);
        SoftmaxLoss loss = new SoftmaxLoss(scale, labels, weights, settings.real("l2"));
        double[] found = LimitedMemoryBfgs.minimise(
                loss::of, loss.parameters(), settings.real("tolerance"), settings.whole("max_iter"), (round, value) -> {
                    context.progress(round, Map.of("train-loss", value));
                    context.checkCancelled();
                });
        double[] slopes = new double[loss.margins() * scale.width];
        double[] intercepts = new double[loss.margins()];
        for (int g = 0; g < intercepts.length; g++) {
            System.arraycopy(found, g * (scale.width + 1), slopes, g * scale.width, scale.width);
            intercepts[g] = found[g * (scale.width + 1) + scale.width];
        }
        ModelBody.Link link = labels.task() == Task.BINARY ? ModelBody.Link.SIGMOID : ModelBody.Link.SOFTMAX;
        return LinearTrained.of(algorithm(), link, scale, slopes, intercepts, 1);
    }
}
