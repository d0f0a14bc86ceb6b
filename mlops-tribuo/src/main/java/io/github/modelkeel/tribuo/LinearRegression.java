package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;

/**
 * Linear least squares with an optional L2 penalty, in closed form through Tribuo's Cholesky factorisation: a baseline
 * without chance. Immutable and thread-safe: a setter returns a changed copy. Plain Java.
 *
 * <p>{@code random_state} is accepted, because configuration files give it to every algorithm, and has no effect. Columns
 * are standardised for training and the weights turned back. A billionth of the number of rows is always added
 * to the penalty, so that columns which say the same share their weight instead of failing. A missing cell is an error:
 * impute it in the features. Memory is quadratic and time cubic in the number of features; at most 4,096 are taken.
 */
public final class LinearRegression implements Trainer {
    private static final int MAX_WIDTH = 4_096;
    private static final double RIDGE = 1e-9;
    private static final Settings STANDARD =
            Settings.of("linear_regression", Setting.atLeast("l2", 0, 0), Setting.seed());

    private final Settings settings;

    private LinearRegression(Settings settings) {
        this.settings = settings;
    }

    static LinearRegression standard() {
        return new LinearRegression(STANDARD);
    }

    LinearRegression with(Map<String, Object> given) {
        return new LinearRegression(settings.withAll(given));
    }

    /** Sets the penalty of the squared weights of standardised columns, {@code l2}. 0 unless set; at least 0. */
    public LinearRegression l2(double penalty) {
        return new LinearRegression(settings.with("l2", penalty));
    }

    @Override
    public String algorithm() {
        return settings.algorithm();
    }

    @Override
    public Set<Task> tasks() {
        return Set.of(Task.REGRESSION);
    }

    @Override
    public Map<String, Object> hyperparameters() {
        return settings.values();
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.empty();
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        Inputs.check(this, data, Inputs.Missing.REFUSED);
        int width = data.features().width();
        if (width > MAX_WIDTH) {
            throw new InvalidInputException("linear_regression takes at most " + MAX_WIDTH + " features, was given "
                    + width + "; use fewer, or xgboost");
        }
        context.checkCancelled();
        Labels labels = data.labels();
        float[] ones = new float[labels.rows()];
        Arrays.fill(ones, 1f);
        Standardized scale = new Standardized(data.features(), ones);
        double mean = Arrays.stream(labels.values()).average().orElse(0);
        double[][] gram = new double[width][width];
        double[] moment = new double[width];
        for (int row = 0; row < scale.rows; row++) {
            for (int i = 0; i < width; i++) {
                double cell = scale.cells[row * width + i];
                moment[i] += cell * (labels.values()[row] - mean);
                for (int j = 0; j <= i; j++) {
                    gram[i][j] += cell * scale.cells[row * width + j];
                }
            }
        }
        for (int i = 0; i < width; i++) {
            gram[i][i] += settings.real("l2") + RIDGE * scale.rows;
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        double[] slopes = DenseMatrix.createDenseMatrix(gram)
                .choleskyFactorization()
                .orElseThrow(() -> new InvalidInputException(
                        "linear_regression cannot tell the features apart; set l2 to 1 or more, or drop duplicates"))
                .solve(DenseVector.createDenseVector(moment))
                .toArray();
        context.checkCancelled();
        double size = Arrays.stream(labels.values()).map(Math::abs).max().orElse(1);
        return LinearTrained.of(algorithm(), ModelBody.Link.IDENTITY, scale, slopes, new double[] {mean}, size);
    }
}
