package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DomainDrift.Contribution;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A classifier for each fold, trained on the others, and what it says of its fold. */
final class CrossFit {
    private static final List<String> SIDES = List.of("reference", "window");

    private final List<Fold> folds;

    private CrossFit(List<Fold> folds) {
        this.folds = folds;
    }

    /** One fold: its rows, which of them are of the window, and the model that has not seen them. */
    private record Fold(
            Dataset rows, boolean[] window, FittedFeatures features, TrainedModel model, double auc, double pValue) {}

    static CrossFit of(DomainRows rows, DomainClassifier.Builder settings) {
        boolean[] window = new boolean[rows.all().rowCount()];
        for (int row = rows.referenceRows(); row < window.length; row++) {
            window[row] = true;
        }
        Random random = new Random(settings.seed);
        return of(rows, window, assign(window, settings.folds, random), settings.trainer);
    }

    /** Returns the fold of each row: the rows of either side are dealt out in a random order, so each fold has its share. */
    private static int[] assign(boolean[] window, int folds, Random random) {
        int[] fold = new int[window.length];
        int[] dealt = new int[2];
        for (int row : DomainRows.shuffled(window.length, random)) {
            fold[row] = dealt[window[row] ? 1 : 0]++ % folds;
        }
        return fold;
    }

    /**
     * Trains and scores.
     *
     * @param window for each row whether it counts as one of the window
     * @param fold for each row the 0-based number of its fold
     */
    static CrossFit of(DomainRows rows, boolean[] window, int[] fold, Trainer trainer) {
        int folds = IntStream.of(fold).max().orElse(0) + 1;
        List<Fold> fitted = new ArrayList<>();
        for (int k = 0; k < folds; k++) {
            int held = k;
            int[] others = IntStream.range(0, fold.length)
                    .filter(row -> fold[row] != held)
                    .toArray();
            int[] own = IntStream.range(0, fold.length)
                    .filter(row -> fold[row] == held)
                    .toArray();
            Dataset training = rows.all().rows(others);
            FittedFeatures features = rows.features().fit(training);
            double[] labels = IntStream.of(others)
                    .mapToDouble(row -> window[row] ? 1.0 : 0.0)
                    .toArray();
            TrainedModel model = trainer.train(
                    new TrainingData(features.transform(training), new Labels(Task.BINARY, SIDES, labels)),
                    TrainingContext.plain());
            boolean[] side = new boolean[own.length];
            for (int i = 0; i < own.length; i++) {
                side[i] = window[own[i]];
            }
            Dataset test = rows.all().rows(own);
            Pooled pooled = scores(model, features.transform(test), side);
            fitted.add(new Fold(test, side, features, model, auc(pooled), MannWhitney.windowLarger(pooled)));
        }
        return new CrossFit(fitted);
    }

    private static Pooled scores(TrainedModel model, FeatureMatrix matrix, boolean[] window) {
        double[] scores = model.nativeScores(matrix);
        int width = scores.length / Math.max(1, matrix.rows());
        double[] left = new double[count(window, false)];
        double[] right = new double[window.length - left.length];
        int n = 0;
        int m = 0;
        for (int row = 0; row < window.length; row++) {
            double score = scores[row * width + width - 1]; // of the second class, the window
            if (Double.isNaN(score)) {
                throw new DriftInputException(
                        Kind.VALUE_OUT_OF_RANGE,
                        "the classifier gave NaN for a row; use a trainer that takes these columns as they are, or set"
                                + " features that fill missing cells");
            }
            if (window[row]) {
                right[m++] = score;
            } else {
                left[n++] = score;
            }
        }
        return Pooled.of(NumericProfile.of(left), NumericProfile.of(right));
    }

    private static int count(boolean[] window, boolean side) {
        int count = 0;
        for (boolean w : window) {
            count += w == side ? 1 : 0;
        }
        return count;
    }

    private static double auc(Pooled pooled) {
        double pairs = (double) pooled.n() * pooled.m();
        return 1.0 - pooled.twiceU() / 2.0 / pairs;
    }

    List<Double> aucs() {
        return folds.stream().map(Fold::auc).toList();
    }

    double auc() {
        return folds.stream().mapToDouble(Fold::auc).average().orElse(0.5);
    }

    /** Twice the mean of the p-values of the folds: a p-value whatever their dependence. */
    double combinedPValue() {
        return Math.min(
                1.0, 2.0 * folds.stream().mapToDouble(Fold::pValue).average().orElse(1.0));
    }

    /** The share of random assignments to the sides, the true one included, that are told apart at least as well. */
    double permutationPValue(DomainRows rows, DomainClassifier.Builder settings) {
        Random random = new Random(settings.seed ^ 0x9E3779B97F4A7C15L);
        int total = rows.all().rowCount();
        int atLeast = 1;
        for (int i = 0; i < settings.permutations; i++) {
            boolean[] window = new boolean[total];
            int[] order = DomainRows.shuffled(total, random);
            for (int j = 0; j < rows.windowRows(); j++) {
                window[order[j]] = true;
            }
            CrossFit shuffled = of(rows, window, assign(window, settings.folds, random), settings.trainer);
            atLeast += shuffled.auc() >= auc() ? 1 : 0;
        }
        return (double) atLeast / (settings.permutations + 1);
    }

    /** By how much the mean area falls when the cells of a column are shuffled within each fold. */
    List<Contribution> contributions(DomainRows rows, DomainClassifier.Builder settings) {
        List<Contribution> all = new ArrayList<>();
        for (String name : rows.all().schema().names()) {
            Random random = new Random(settings.seed + 1);
            double loss = 0.0;
            for (Fold fold : folds) {
                int[] order = DomainRows.shuffled(fold.window().length, random);
                Dataset shuffled = fold.rows()
                        .with(fold.rows().select(List.of(name)).rows(order).column(name));
                loss += fold.auc() - auc(scores(fold.model(), fold.features().transform(shuffled), fold.window()));
            }
            if (loss > 0.0) {
                all.add(new Contribution(name, loss / folds.size()));
            }
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(Contribution::aucLoss).reversed())
                .limit(settings.top)
                .toList();
    }
}
