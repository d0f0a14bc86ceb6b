package io.github.modelkeel.model;

/**
 * What a trainer learns from. Immutable.
 *
 * @param features one row of inputs for each example
 * @param labels what should be said for each row
 */
public record TrainingData(FeatureMatrix features, Labels labels) {
    /** Checks that there is at least one row, and one label for each. */
    public TrainingData {
        if (features.rows() == 0 || features.rows() != labels.rows()) {
            throw new IllegalArgumentException(features.rows() + " rows of features and " + labels.rows()
                    + " labels; need one label for each row");
        }
    }
}
