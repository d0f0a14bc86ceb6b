package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingData;
import java.util.Locale;

/** Checks of what a trainer is given, and conversions of it. */
final class Inputs {
    /** What a trainer does with missing cells. */
    enum Missing {
        /** Missing cells stay missing. */
        KEPT,
        /** Missing cells are an error. */
        REFUSED
    }

    private Inputs() {}

    /**
     * Checks that the data suit the trainer.
     *
     * @throws InvalidInputException for a task the trainer does not do, no feature, an infinite cell or one that does not
     *     fit a 32-bit float, or a missing cell where they are refused
     */
    static void check(Trainer trainer, TrainingData data, Missing missing) {
        Task task = data.labels().task();
        if (!trainer.tasks().contains(task)) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "%s trains for %s but the labels are for %s; choose another trainer or label",
                    trainer.algorithm(),
                    new java.util.TreeSet<>(trainer.tasks()),
                    task));
        }
        check(trainer.algorithm(), data.features(), missing);
    }

    static void check(String algorithm, FeatureMatrix features, Missing missing) {
        if (features.width() == 0) {
            throw new InvalidInputException(algorithm + " needs at least one feature, was given none");
        }
        double[] values = features.values();
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) <= Float.MAX_VALUE) {
                continue;
            }
            boolean absent = Double.isNaN(values[i]);
            if (absent && missing == Missing.KEPT) {
                continue;
            }
            String column = features.names().get(i % features.width());
            throw new InvalidInputException(
                    absent
                            ? String.format(
                                    Locale.ROOT,
                                    "%s cannot take missing values but feature '%s' has one in row %d; impute it in the"
                                            + " features, or train xgboost, which keeps missing values",
                                    algorithm,
                                    column,
                                    i / features.width())
                            : String.format(
                                    Locale.ROOT,
                                    "feature '%s' has %s in row %d, which is no 32-bit float; make it missing or rescale it",
                                    column,
                                    values[i],
                                    i / features.width()));
        }
    }

    /** Checks that rows to score have the width of the model. */
    static void checkWidth(FeatureMatrix features, int width) {
        if (features.width() != width) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "the model was trained on %d features but the rows have %d: %s; give the features it was trained on",
                    width,
                    features.width(),
                    features.names()));
        }
    }

    /** Returns the cells as 32-bit floats, row-major; {@code -0.0} becomes {@code 0.0}. */
    static float[] floats(FeatureMatrix features) {
        double[] values = features.values();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i] + 0.0f;
        }
        return floats;
    }
}
