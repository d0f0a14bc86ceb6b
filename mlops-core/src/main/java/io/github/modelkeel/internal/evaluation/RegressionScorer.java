package io.github.modelkeel.internal.evaluation;

import io.github.modelkeel.model.Metric;
import java.util.Arrays;

/** Metrics of predicted against true numbers. */
final class RegressionScorer implements Scorer {
    /** The smallest divisor of a relative error, as in scikit-learn. */
    static final double SMALLEST_DIVISOR = 0x1p-52;

    private final double[] truth;
    private final double[] errors;
    private final double[] absolute;
    private final double[] squared;
    private final double[] relative;
    private final Ranks absoluteRanks;

    RegressionScorer(double[] truth, double[] predicted) {
        this.truth = truth;
        int rows = truth.length;
        errors = new double[rows];
        absolute = new double[rows];
        squared = new double[rows];
        relative = new double[rows];
        for (int row = 0; row < rows; row++) {
            errors[row] = truth[row] - predicted[row];
            absolute[row] = Math.abs(errors[row]);
            squared[row] = errors[row] * errors[row];
            relative[row] = absolute[row] / Math.max(Math.abs(truth[row]), SMALLEST_DIVISOR);
        }
        absoluteRanks = Ranks.of(absolute);
    }

    @Override
    public int rows() {
        return truth.length;
    }

    @Override
    public double value(Metric metric, int[] counts) {
        if (Arrays.stream(counts).allMatch(times -> times == 0)) {
            return Double.NaN;
        }
        return switch (metric) {
            case MAE -> Means.mean(absolute, counts);
            case MSE -> Means.mean(squared, counts);
            case RMSE -> Math.sqrt(Means.mean(squared, counts));
            case MAPE -> Means.mean(relative, counts);
            case MEDIAN_AE -> Means.median(absoluteRanks, counts);
            case R2 ->
                Arrays.stream(counts).asLongStream().sum() < 2
                        ? Double.NaN // as in scikit-learn: one row has no variance to explain
                        : explained(Means.mean(squared, counts), counts);
            case EXPLAINED_VARIANCE -> explained(variance(errors, counts), counts);
            case MAX_ERROR -> largest(counts);
            case ACCURACY,
                    BALANCED_ACCURACY,
                    PRECISION,
                    RECALL,
                    F1,
                    PRECISION_MACRO,
                    RECALL_MACRO,
                    F1_MACRO,
                    PRECISION_MICRO,
                    RECALL_MICRO,
                    F1_MICRO,
                    PRECISION_WEIGHTED,
                    RECALL_WEIGHTED,
                    F1_WEIGHTED,
                    ROC_AUC,
                    ROC_AUC_OVO,
                    PR_AUC,
                    LOG_LOSS,
                    BRIER,
                    ECE,
                    MCC,
                    COHEN_KAPPA -> throw new IllegalArgumentException(metric + " is no metric of a regression");
        };
    }

    /** 1 - unexplained / variance; of a constant target 1 if nothing is unexplained, else 0, as in scikit-learn. */
    private double explained(double unexplained, int[] counts) {
        double variance = variance(truth, counts);
        if (variance == 0) {
            return unexplained == 0 ? 1 : 0;
        }
        return 1 - unexplained / variance;
    }

    private static double variance(double[] values, int[] counts) {
        double mean = Means.mean(values, counts);
        double[] squares = new double[values.length];
        for (int row = 0; row < values.length; row++) {
            squares[row] = (values[row] - mean) * (values[row] - mean);
        }
        return Means.mean(squares, counts);
    }

    private double largest(int[] counts) {
        double largest = 0;
        for (int row = 0; row < counts.length; row++) {
            if (counts[row] > 0) {
                largest = Math.max(largest, absolute[row]);
            }
        }
        return largest;
    }
}
