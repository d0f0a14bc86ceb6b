package io.github.modelkeel.model;

import io.github.modelkeel.error.CancelledException;
import java.util.Map;
import java.util.Optional;

/** What a trainer is given beside the data: rows to stop early on, somebody who listens, and whether to stop. */
public interface TrainingContext {
    /** Returns rows that are not trained on, for early stopping, or empty. */
    default Optional<TrainingData> validation() {
        return Optional.empty();
    }

    /**
     * Is told after each round of an iterative trainer.
     *
     * @param round 1-based number of the round
     * @param metrics values after this round, by name, for instance {@code train-logloss}
     */
    default void progress(int round, Map<String, Double> metrics) {}

    /** Returns whether the caller wants the training to stop; asked between rounds. */
    default boolean cancelled() {
        return false;
    }

    /**
     * Stops a training that was cancelled.
     *
     * @throws CancelledException if {@link #cancelled()}
     */
    default void checkCancelled() {
        if (cancelled()) {
            throw new CancelledException("the training was cancelled by its caller; no model was made");
        }
    }

    /** Returns a context without validation rows, listener and cancellation. */
    static TrainingContext plain() {
        return new TrainingContext() {};
    }
}
