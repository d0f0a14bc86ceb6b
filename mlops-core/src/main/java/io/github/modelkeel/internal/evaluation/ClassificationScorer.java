package io.github.modelkeel.internal.evaluation;

import io.github.modelkeel.model.Metric;
import java.util.Arrays;
import java.util.List;

/** Metrics of probabilities against true classes. The predicted class is the first of the most probable ones. */
final class ClassificationScorer implements Scorer {
    /** Probabilities are kept this far from 0 and 1 before their logarithm is taken, as scikit-learn does. */
    static final double CLIP = 0x1p-52;

    /** Number of equally wide bins of the expected calibration error. */
    static final int CALIBRATION_BINS = 10;

    private final int classes;
    private final int[] truth;
    private final int[] predicted;
    private final double[] losses;
    private final double[] squares;
    private final double[] confidence;
    private final Ranks[] ranks;

    /**
     * Prepares the metrics.
     *
     * @param classes number of classes, at least 2
     * @param truth true class of each row
     * @param scores row-major probabilities, {@code classes} for each row
     */
    ClassificationScorer(int classes, int[] truth, double[] scores) {
        this.classes = classes;
        this.truth = truth;
        int rows = truth.length;
        predicted = new int[rows];
        losses = new double[rows];
        squares = new double[rows];
        confidence = new double[rows];
        for (int row = 0; row < rows; row++) {
            prepare(row, Arrays.copyOfRange(scores, row * classes, (row + 1) * classes));
        }
        ranks = new Ranks[classes];
        for (int c = 0; c < classes; c++) {
            double[] column = new double[rows];
            for (int row = 0; row < rows; row++) {
                column[row] = scores[row * classes + c];
            }
            ranks[c] = Ranks.of(column);
        }
    }

    private void prepare(int row, double[] p) {
        int best = 0;
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            if (p[c] > p[best]) {
                best = c;
            }
            sum += clip(p[c]);
        }
        predicted[row] = best;
        confidence[row] = p[best];
        losses[row] = -StrictMath.log(clip(p[truth[row]]) / sum);
        double positive = p[1] - (truth[row] == 1 ? 1 : 0);
        squares[row] = positive * positive;
    }

    private static double clip(double p) {
        return Math.min(Math.max(p, CLIP), 1 - CLIP);
    }

    @Override
    public int rows() {
        return truth.length;
    }

    ConfusionMatrix confusion(int[] counts) {
        return new ConfusionMatrix(classes, truth, predicted, counts);
    }

    @Override
    public double value(Metric metric, int[] counts) {
        if (Arrays.stream(counts).allMatch(times -> times == 0)) {
            return Double.NaN;
        }
        ConfusionMatrix m = confusion(counts);
        return switch (metric) {
            case ACCURACY, PRECISION_MICRO, RECALL_MICRO, F1_MICRO -> m.accuracy(); // one class per row: all the same
            case BALANCED_ACCURACY -> m.balancedAccuracy();
            case PRECISION -> m.precision(1);
            case RECALL -> m.recall(1);
            case F1 -> m.f1(1);
            case PRECISION_MACRO -> m.macro(m::precision);
            case RECALL_MACRO -> m.macro(m::recall);
            case F1_MACRO -> m.macro(m::f1);
            case PRECISION_WEIGHTED -> m.weighted(m::precision);
            case RECALL_WEIGHTED -> m.weighted(m::recall);
            case F1_WEIGHTED -> m.weighted(m::f1);
            case ROC_AUC -> rocAuc(counts);
            case ROC_AUC_OVO -> rocAucOneVersusOne(counts);
            case PR_AUC -> prAuc(counts);
            case LOG_LOSS -> Means.mean(losses, counts);
            case BRIER -> Means.mean(squares, counts);
            case ECE -> calibrationError(counts);
            case MCC -> m.matthews();
            case COHEN_KAPPA -> m.cohenKappa();
            case MAE, MSE, RMSE, R2, EXPLAINED_VARIANCE, MAPE, MEDIAN_AE, MAX_ERROR ->
                throw new IllegalArgumentException(metric + " is no metric of a classification");
        };
    }

    private Curves oneVersusRest(int c, int[] counts) {
        return Curves.count(ranks[c], counts, row -> truth[row] == c, row -> true);
    }

    private double rocAuc(int[] counts) {
        if (classes == 2) {
            return oneVersusRest(1, counts).rocAuc();
        }
        Sum sum = new Sum();
        for (int c = 0; c < classes; c++) {
            sum.add(oneVersusRest(c, counts).rocAuc());
        }
        return sum.value() / classes;
    }

    private double prAuc(int[] counts) {
        if (classes == 2) {
            return oneVersusRest(1, counts).averagePrecision();
        }
        Sum sum = new Sum();
        for (int c = 0; c < classes; c++) {
            sum.add(oneVersusRest(c, counts).averagePrecision());
        }
        return sum.value() / classes;
    }

    /**
     * Returns the mean over all pairs of classes of the area that tells the two apart, by the score of either.
     *
     * @see <a href="https://doi.org/10.1023/A:1010920819831">D. Hand and R. Till, A Simple Generalisation of the Area
     *     Under the ROC Curve for Multiple Class Classification Problems (2001)</a>
     */
    private double rocAucOneVersusOne(int[] counts) {
        Sum sum = new Sum();
        for (int a = 0; a < classes; a++) {
            for (int b = 0; b < classes; b++) {
                if (a != b) {
                    int yes = a;
                    int no = b;
                    sum.add(Curves.count(ranks[a], counts, row -> truth[row] == yes, row -> truth[row] == no)
                            .rocAuc());
                }
            }
        }
        return sum.value() / (classes * (classes - 1));
    }

    /**
     * Returns the expected calibration error: rows are put into bins {@code (i/10, (i+1)/10]} by the probability of their
     * predicted class; the gaps between mean probability and accuracy are averaged, weighted by rows.
     *
     * @see <a href="https://proceedings.mlr.press/v70/guo17a.html">C. Guo et al., On Calibration of Modern Neural
     *     Networks (2017)</a>
     */
    private double calibrationError(int[] counts) {
        Sum[] gaps = new Sum[CALIBRATION_BINS];
        Arrays.setAll(gaps, bin -> new Sum());
        long total = 0;
        for (int row = 0; row < counts.length; row++) {
            if (counts[row] > 0) {
                int bin = (int) Math.ceil(confidence[row] * CALIBRATION_BINS) - 1;
                double right = predicted[row] == truth[row] ? 1 : 0;
                gaps[Math.max(0, Math.min(bin, CALIBRATION_BINS - 1))].add(counts[row] * (confidence[row] - right));
                total += counts[row];
            }
        }
        Sum sum = new Sum();
        List.of(gaps).forEach(gap -> sum.add(Math.abs(gap.value())));
        return sum.value() / total;
    }
}
