package io.github.modelkeel.serving;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Why a model answered as it did: its margin, what it adds up before its link, split among its features, as exact Shapley
 * values. Immutable by convention: arrays are not copied and must not be changed.
 *
 * @param prediction the prediction
 * @param features names of the model's features, in order
 * @param expected for each margin its expected value over the training rows
 * @param contributions for each margin, one after the other, what each feature added to the expected value
 * @see io.github.modelkeel.model.Explainer
 */
public record Explanation(Prediction prediction, List<String> features, double[] expected, double[] contributions) {
    /** Checks that the sizes agree. */
    public Explanation {
        requireNonNull(prediction, "prediction");
        features = List.copyOf(features);
        if (contributions.length != (long) features.size() * expected.length) {
            throw new IllegalArgumentException(features.size() + " features and " + expected.length
                    + " margins need a contribution each, were given " + contributions.length);
        }
    }

    /** Takes apart what an explainer gives for a row. */
    static Explanation of(Prediction prediction, List<String> features, double[] row) {
        int width = features.size();
        double[] expected = new double[row.length / (width + 1)];
        double[] contributions = new double[expected.length * width];
        for (int margin = 0; margin < expected.length; margin++) {
            expected[margin] = row[margin * (width + 1) + width];
            System.arraycopy(row, margin * (width + 1), contributions, margin * width, width);
        }
        return new Explanation(prediction, features, expected, contributions);
    }

    /** Returns the number of margins: one for a binary classifier or a regression, otherwise one for each class. */
    public int margins() {
        return expected.length;
    }

    /** Returns what a feature added to a margin. */
    public double contribution(int margin, String feature) {
        int position = features.indexOf(feature);
        if (position < 0) {
            throw new IllegalArgumentException("no feature '" + feature + "'; the model has " + features);
        }
        return contributions[margin * features.size() + position];
    }

    /** Returns a margin: the expected value and all contributions. */
    public double margin(int margin) {
        double sum = expected[margin];
        for (int i = 0; i < features.size(); i++) {
            sum += contributions[margin * features.size() + i];
        }
        return sum;
    }
}
