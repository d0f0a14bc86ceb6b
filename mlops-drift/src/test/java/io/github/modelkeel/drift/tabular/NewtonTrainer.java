package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Logistic regression without a penalty by Newton's method, for tests: small, and exact to the last digits. */
public final class NewtonTrainer implements Trainer {
    private static final int MAX_STEPS = 50;

    @Override
    public String algorithm() {
        return "newton";
    }

    @Override
    public Set<Task> tasks() {
        return Set.of(Task.BINARY);
    }

    @Override
    public Map<String, Object> hyperparameters() {
        return Map.of();
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.empty();
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        FeatureMatrix x = data.features();
        int width = x.width() + 1;
        double[] w = new double[width];
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] gradient = new double[width];
            double[][] hessian = new double[width][width];
            for (int i = 0; i < width; i++) {
                hessian[i][i] = 1e-12; // a column that never changes has no say
            }
            for (int row = 0; row < x.rows(); row++) {
                double p = probability(w, x, row);
                for (int i = 0; i < width; i++) {
                    double a = cell(x, row, i);
                    gradient[i] += (data.labels().code(row) - p) * a;
                    for (int j = 0; j < width; j++) {
                        hessian[i][j] += p * (1 - p) * a * cell(x, row, j);
                    }
                }
            }
            double[] move = solve(hessian, gradient);
            double size = 0.0;
            for (int i = 0; i < width; i++) {
                w[i] += move[i];
                size = Math.max(size, Math.abs(move[i]));
            }
            if (size < 1e-13) {
                break;
            }
        }
        return new Logistic(w);
    }

    private static double cell(FeatureMatrix x, int row, int i) {
        return i == x.width() ? 1.0 : x.at(row, i);
    }

    private static double probability(double[] w, FeatureMatrix x, int row) {
        double margin = 0.0;
        for (int i = 0; i < w.length; i++) {
            margin += w[i] * cell(x, row, i);
        }
        return 1.0 / (1.0 + Math.exp(-margin));
    }

    /** Gaussian elimination with pivots. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[k];
            a[k] = a[pivot];
            a[pivot] = row;
            double value = b[k];
            b[k] = b[pivot];
            b[pivot] = value;
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                b[i] -= factor * b[k];
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int j = i + 1; j < n; j++) {
                sum -= a[i][j] * x[j];
            }
            x[i] = sum / a[i][i];
        }
        return x;
    }

    private record Logistic(double[] w) implements TrainedModel {
        @Override
        public String format() {
            return "test";
        }

        @Override
        public byte[] bytes() {
            return new byte[0];
        }

        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public double[] nativeScores(FeatureMatrix features) {
            double[] scores = new double[2 * features.rows()];
            for (int row = 0; row < features.rows(); row++) {
                double p = probability(w, features, row);
                scores[2 * row] = 1.0 - p;
                scores[2 * row + 1] = p;
            }
            return scores;
        }

        @Override
        public double tolerance() {
            return 0.0;
        }
    }
}
