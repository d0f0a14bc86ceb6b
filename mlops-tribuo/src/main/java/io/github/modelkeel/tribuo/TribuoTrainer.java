package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;

/**
 * Any trainer of Tribuo. Thread-safe where the trainer is; a setter returns a changed copy.
 *
 * <p>Decision trees, their weighted ensembles (random forests, extra trees, bagging, AdaBoost) and boosters of XGBoost
 * become the library's own form when they are trained: they are served compiled, without Tribuo and native code, and where
 * a missing cell was never trained on it goes where Tribuo sends an absent feature. Every other model is kept as Tribuo's
 * protobuf and served by {@link Tribuo#format()}, which needs Tribuo where predictions are made; its bytes hold the time of
 * the training and so differ from run to run.
 *
 * <p>Features are rounded to 32-bit floats and every cell is given to Tribuo, zeros included. Tribuo has no missing value,
 * only absent features, which its trees, linear models and neural networks read as zero; so a missing cell is an error
 * unless {@link #missingAsAbsent()} says otherwise.
 *
 * <p>Tribuo's trainers change their seed with every training. A trainer that was passed as an object is set back to its
 * first state each time; one that holds other trainers is not set back completely, pass those as a {@link Supplier}.
 */
public final class TribuoTrainer implements Trainer {
    private final String algorithm;
    private final Supplier<? extends org.tribuo.Trainer<?>> trainers;
    private final ForestTargets.Kind kind;
    private final boolean absent;

    private TribuoTrainer(
            String algorithm,
            Supplier<? extends org.tribuo.Trainer<?>> trainers,
            ForestTargets.Kind kind,
            boolean absent) {
        this.algorithm = algorithm;
        this.trainers = trainers;
        this.kind = kind;
        this.absent = absent;
    }

    static TribuoTrainer of(Supplier<? extends org.tribuo.Trainer<?>> trainers, ForestTargets.Kind kind) {
        String name = trainers.get().getClass().getSimpleName();
        return new TribuoTrainer("tribuo:" + (name.isEmpty() ? "trainer" : name), trainers, kind, false);
    }

    /** Gives missing cells to Tribuo as absent features: XGBoost's trainers then treat them as missing, others as zero. */
    public TribuoTrainer missingAsAbsent() {
        return new TribuoTrainer(algorithm, trainers, kind, true);
    }

    @Override
    public String algorithm() {
        return algorithm;
    }

    @Override
    public Set<Task> tasks() {
        return kind == ForestTargets.Kind.CLASSES ? Set.of(Task.BINARY, Task.MULTICLASS) : Set.of(Task.REGRESSION);
    }

    /** Returns Tribuo's own description of the trainer under {@code trainer}, and what is done with missing cells. */
    @Override
    public Map<String, Object> hyperparameters() {
        Map<String, Object> recorded = new LinkedHashMap<>();
        recorded.put("trainer", String.valueOf(trainers.get()));
        recorded.put("missing", absent ? "absent" : "refused");
        return recorded;
    }

    /** Returns empty: the seed of a Tribuo trainer is part of its description. */
    @Override
    public OptionalLong seed() {
        return OptionalLong.empty();
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        Inputs.check(this, data, absent ? Inputs.Missing.KEPT : Inputs.Missing.REFUSED);
        context.checkCancelled();
        org.tribuo.Trainer<?> trainer = trainers.get();
        return kind == ForestTargets.Kind.CLASSES
                ? train(cast(trainer), data, new ForestTargets.Shares(data.labels()))
                : train(cast(trainer), data, new ForestTargets.Means(data.labels()));
    }

    @SuppressWarnings("unchecked") // the factories of Tribuo take trainers of these two types only
    private static <T extends Output<T>> org.tribuo.Trainer<T> cast(org.tribuo.Trainer<?> trainer) {
        return (org.tribuo.Trainer<T>) trainer;
    }

    private <T extends Output<T>> TrainedModel train(
            org.tribuo.Trainer<T> trainer, TrainingData data, ForestTargets<T> targets) {
        int width = data.features().width();
        Labels labels = data.labels();
        MutableDataset<T> rows = Examples.dataset(targets.factory());
        String[] names = Examples.names(width);
        for (int row = 0; row < labels.rows(); row++) {
            ArrayExample<T> example = new ArrayExample<>(targets.output(labels.values()[row]), 1f, width);
            Examples.fill(example, names, data.features().values(), row * width);
            if (example.size() > 0) { // Tribuo takes no example without features, and learns nothing from it
                rows.add(example);
            }
        }
        if (rows.size() == 0) {
            throw new InvalidInputException(
                    algorithm + " cannot train: every cell of every row is missing; impute the features");
        }
        Model<T> model;
        try {
            model = trainer.train(rows, Map.of(), 0);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InvalidInputException(algorithm + " refuses to train: " + e.getMessage(), e);
        }
        Optional<TrainedModel> neutral = neutral(model, data, targets);
        if (neutral.isPresent()) {
            return neutral.get();
        }
        model.setName(new TribuoFormat.Header(width, absent).text());
        return new TribuoTrained<>(model, new TribuoScores<>(model, width, labels.classes()), absent);
    }

    private <T extends Output<T>> Optional<TrainedModel> neutral(
            Model<T> model, TrainingData data, ForestTargets<T> targets) {
        Labels labels = data.labels();
        int width = data.features().width();
        if (TribuoBoosters.holds(model)) {
            return TribuoBoosters.read(model, data.features(), labels.classes());
        }
        return new TribuoForests<>(width, Math.max(1, labels.classes().size()), targets)
                .read(model)
                .map(trees -> new ForestTrained<>(
                        algorithm,
                        absent ? Inputs.Missing.KEPT : Inputs.Missing.REFUSED,
                        trees,
                        model,
                        labels.classes()));
    }
}
