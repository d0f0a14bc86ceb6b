package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import java.util.Arrays;
import java.util.Map;

/** Turns class weights into a weight for each row. */
final class RowWeights {
    /** Names of the settings that weight one class. */
    static final String FAMILY = "class_weight.";

    private RowWeights() {}

    /**
     * Returns the weight of each row. Balanced weights are {@code rows / (classes * rows of the class)}, so that they sum
     * to the number of rows.
     *
     * @throws InvalidInputException for weights in a regression, or of a class that does not exist
     */
    static float[] of(Settings settings, Labels labels) {
        float[] weights = new float[labels.rows()];
        double[] ofClass = ofClasses(settings, labels);
        for (int row = 0; row < weights.length; row++) {
            weights[row] = ofClass.length == 0 ? 1f : (float) ofClass[labels.code(row)];
        }
        return weights;
    }

    private static double[] ofClasses(Settings settings, Labels labels) {
        Map<String, Double> own = settings.family(FAMILY);
        boolean balanced = settings.word("class_weight").equals("balanced");
        Object positive = settings.values().getOrDefault("scale_pos_weight", 1.0);
        if (labels.task() == Task.REGRESSION) {
            if (balanced || !own.isEmpty() || !positive.equals(1.0)) {
                throw new InvalidInputException(
                        settings.algorithm() + " has class weights but the labels are numbers; remove the weights");
            }
            return new double[0];
        }
        if (!positive.equals(1.0) && labels.task() != Task.BINARY) {
            throw new InvalidInputException("scale_pos_weight needs two classes, the labels have " + labels.classes()
                    + "; set class_weight.<class> instead");
        }
        int classes = labels.classes().size();
        double[] weights = new double[classes];
        Arrays.fill(weights, 1.0);
        if (balanced) {
            int[] rows = new int[classes];
            for (int row = 0; row < labels.rows(); row++) {
                rows[labels.code(row)]++;
            }
            for (int c = 0; c < classes; c++) {
                weights[c] = rows[c] == 0 ? 1.0 : (double) labels.rows() / ((double) classes * rows[c]);
            }
        }
        own.forEach((label, weight) -> {
            int index = labels.classes().indexOf(label);
            if (index < 0) {
                throw new InvalidInputException("class_weight names class '" + label + "' but the labels have "
                        + labels.classes() + "; name one of them");
            }
            weights[index] *= weight;
        });
        weights[classes - 1] *= labels.task() == Task.BINARY ? (Double) positive : 1.0;
        return weights;
    }
}
