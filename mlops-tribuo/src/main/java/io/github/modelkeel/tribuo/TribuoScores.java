package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import java.util.List;
import java.util.Map;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * Asks a Tribuo model for scores in our form: the probability of each class in our order, or one value. Immutable; safe
 * for several threads where the model is, which Tribuo promises for prediction.
 *
 * @param <T> Tribuo's type of output
 */
final class TribuoScores<T extends Output<T>> {
    private final Model<T> model;
    private final List<String> classes;
    private final String[] names;

    TribuoScores(Model<T> model, int width, List<String> classes) {
        this.model = model;
        this.names = Examples.names(width);
        this.classes = List.copyOf(classes);
    }

    int width() {
        return names.length;
    }

    int outputs() {
        return classes.isEmpty() ? 1 : classes.size();
    }

    double[] of(FeatureMatrix features) {
        double[] scores = new double[features.rows() * outputs()];
        for (int row = 0; row < features.rows(); row++) {
            score(features.values(), row * names.length, scores, row * outputs());
        }
        return scores;
    }

    /** Scores one row. Cells are rounded to floats, as in training; a missing cell is absent from the example. */
    void score(double[] cells, int offset, double[] scores, int scoresOffset) {
        @SuppressWarnings("unchecked") // the unknown output of the model's own factory
        T unknown = (T) (classes.isEmpty() ? RegressionFactory.UNKNOWN_REGRESSOR : LabelFactory.UNKNOWN_LABEL);
        ArrayExample<T> example = new ArrayExample<>(unknown, 1f, names.length);
        Examples.fill(example, names, cells, offset);
        if (example.size() == 0) {
            java.util.Arrays.fill(scores, scoresOffset, scoresOffset + outputs(), Double.NaN); // Tribuo would throw
            return;
        }
        read(model.predict((Example<T>) example), scores, scoresOffset);
    }

    private void read(Prediction<T> prediction, double[] scores, int offset) {
        if (classes.isEmpty()) {
            scores[offset] = ((Regressor) prediction.getOutput()).getValues()[0];
            return;
        }
        Map<String, T> byName = prediction.getOutputScores();
        for (int c = 0; c < classes.size(); c++) {
            Label label = (Label) byName.get(classes.get(c));
            scores[offset + c] = label == null ? 0 : label.getScore(); // a class without training rows
        }
    }
}
