package io.github.modelkeel.model;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Learns a model. Immutable and thread-safe; every setting is a hyperparameter that gets recorded. The same data, settings
 * and seed give the same bytes.
 */
public interface Trainer {
    /** Returns the name of the algorithm, for instance {@code xgboost} or {@code random_forest}. */
    String algorithm();

    /** Returns what this trainer can predict. */
    Set<Task> tasks();

    /** Returns every setting by name, in a fixed order: numbers, texts and booleans. */
    Map<String, Object> hyperparameters();

    /** Returns the seed, or empty for a trainer without chance. */
    OptionalLong seed();

    /**
     * Learns.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if the data do not suit the algorithm
     * @throws io.github.modelkeel.error.CancelledException if the context asks to stop
     */
    TrainedModel train(TrainingData data, TrainingContext context);
}
