package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a classifier says that was trained to tell the rows of a window from those of the reference. Where it can, on rows it
 * was not trained on, the rows differ: also when every column by itself looks as before. Immutable; no number in it is
 * {@code NaN}.
 *
 * @param algorithm name of the trainer
 * @param method how the p-value was found
 * @param auc area under the receiver operating characteristic on rows not trained on, averaged over the folds: 0.5 where
 *     the sides cannot be told apart, 1 where they can without error
 * @param pValue an upper bound of the probability of an area at least this large if both sides are draws from one law, in
 *     [0, 1]
 * @param minimumDetectableEffect an {@link #effect()} that is found with a probability of 0.9 at least, if the classifier
 *     separates the sides so well
 * @param foldAucs the area of each fold
 * @param referenceRows rows of the reference that took part
 * @param windowRows rows of the window that took part
 * @param columns the columns that the classifier needs most, largest first; empty where the sides cannot be told apart
 * @param streak in how many windows in a row, this one included, the change was significant and large
 * @param verdict what follows
 * @param reason why, in one sentence
 */
public record DomainDrift(
        String algorithm,
        String method,
        double auc,
        double pValue,
        double minimumDetectableEffect,
        List<Double> foldAucs,
        long referenceRows,
        long windowRows,
        List<Contribution> columns,
        int streak,
        Verdict verdict,
        String reason) {
    /** Checks the ranges and copies the lists. */
    public DomainDrift {
        requireNonNull(algorithm, "algorithm");
        requireNonNull(method, "method");
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
        foldAucs = List.copyOf(foldAucs);
        columns = List.copyOf(columns);
        if (!(auc >= 0 && auc <= 1) || !(pValue >= 0 && pValue <= 1)) {
            throw new IllegalArgumentException("area and p-value must lie in [0, 1], were " + auc + " and " + pValue);
        } else if (!(minimumDetectableEffect >= 0) || streak < 0) {
            throw new IllegalArgumentException(
                    "minimum detectable effect " + minimumDetectableEffect + ", streak " + streak);
        }
    }

    /** Returns the rank-biserial correlation 2 AUC - 1, 0 where it is negative: 0 is no change, 1 complete separation. */
    public double effect() {
        return Math.max(0.0, 2.0 * auc - 1.0);
    }

    /**
     * How much the classifier needs a column.
     *
     * @param column its name
     * @param aucLoss how much lower the area is when the cells of the column are shuffled
     */
    public record Contribution(String column, double aucLoss) {
        /** Checks that the loss is a number. */
        public Contribution {
            requireNonNull(column, "column");
            if (!Double.isFinite(aucLoss)) {
                throw new IllegalArgumentException("loss of area of '" + column + "' was " + aucLoss);
            }
        }
    }
}
