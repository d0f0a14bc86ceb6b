package io.github.modelkeel.model;

import java.util.Map;

/** What a {@link Trainer} made. Thread-safe. */
public interface TrainedModel {
    /** Returns the name of the {@code ModelFormat} that reads {@link #bytes()}. */
    String format();

    /** Returns the model in its format: the content of {@code model.bin}. A new array. */
    byte[] bytes();

    /** Returns what made it and matters for making it again: library names and versions. Keys in a fixed order. */
    Map<String, String> environment();

    /**
     * Returns what the training library itself predicts, row-major: for each row the probability of each class, or one
     * value. The golden rows of a package come from here, so that the serving code is held to someone else's numbers.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if the width differs from the one trained on
     */
    double[] nativeScores(FeatureMatrix features);

    /** Returns how far the serving code may lie from {@link #nativeScores}, as an absolute difference. */
    double tolerance();
}
