package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.Labels;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.ensemble.EnsembleCombiner;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;

/**
 * What differs between forests of classes and of numbers. A set of rows is summed up by {@link #slots()} numbers that add
 * when sets are joined. Immutable.
 *
 * @param <T> Tribuo's type of output
 */
abstract class ForestTargets<T extends Output<T>> {
    /** The two types of output. */
    enum Kind {
        /** Tribuo's {@link Label}. */
        CLASSES,
        /** Tribuo's {@link Regressor} with one dimension. */
        NUMBERS
    }

    /** Returns how many numbers sum up a set of rows. */
    abstract int slots();

    /** Adds a row to the numbers that start at {@code at}. */
    abstract void add(double[] sums, int at, double label, double weight);

    /** Returns the total weight of the rows summed up at {@code at}. */
    abstract double weight(double[] sums, int at);

    /**
     * Returns the part of the impurity that splits decide, times the weight, with the sign turned: the larger, the purer.
     */
    abstract double purity(double[] sums, int at, double weight);

    /** Returns the impurity of all rows summed up at {@code at}: the Gini index, or the variance. */
    abstract double impurity(double[] sums, int at, double weight);

    /** Returns the numbers that a leaf of these rows answers with. */
    abstract double[] answer(double[] sums);

    abstract LeafNode<T> leaf(double impurity, double[] sums);

    abstract T output(double label);

    /** Returns the number of the class of an output; 0 for numbers. */
    abstract int code(T output);

    abstract OutputFactory<T> factory();

    abstract EnsembleCombiner<T> combiner();

    /** Reads the answer back out of Tribuo's leaf. */
    abstract double[] answer(LeafNode<T> leaf);

    /** Class shares, Gini impurity, averaged over the trees. */
    static final class Shares extends ForestTargets<Label> {
        private final List<String> classes;
        private final boolean[] trained; // Tribuo knows only the classes that have a row

        Shares(Labels labels) {
            this.classes = labels.classes();
            this.trained = new boolean[classes.size()];
            for (int row = 0; row < labels.rows(); row++) {
                trained[labels.code(row)] = true;
            }
        }

        @Override
        int slots() {
            return classes.size();
        }

        @Override
        void add(double[] sums, int at, double label, double weight) {
            sums[at + (int) label] += weight;
        }

        @Override
        double weight(double[] sums, int at) {
            double weight = 0;
            for (int c = 0; c < classes.size(); c++) {
                weight += sums[at + c];
            }
            return weight;
        }

        @Override
        double purity(double[] sums, int at, double weight) {
            double squares = 0;
            for (int c = 0; c < classes.size(); c++) {
                squares += sums[at + c] * sums[at + c];
            }
            return squares / weight;
        }

        @Override
        double impurity(double[] sums, int at, double weight) {
            return 1 - purity(sums, at, weight) / weight;
        }

        @Override
        double[] answer(double[] sums) {
            double weight = weight(sums, 0);
            double[] shares = new double[sums.length];
            for (int c = 0; c < shares.length; c++) {
                shares[c] = (float) (sums[c] / weight);
            }
            return shares;
        }

        @Override
        LeafNode<Label> leaf(double impurity, double[] sums) {
            double[] shares = answer(sums);
            Map<String, Label> scores = new LinkedHashMap<>();
            int best = 0;
            for (int c = 0; c < shares.length; c++) {
                best = shares[c] > shares[best] ? c : best;
                if (trained[c]) {
                    scores.put(classes.get(c), new Label(classes.get(c), shares[c]));
                }
            }
            return new LeafNode<>(impurity, new Label(classes.get(best), shares[best]), scores, true);
        }

        @Override
        Label output(double label) {
            return new Label(classes.get((int) label));
        }

        @Override
        int code(Label output) {
            return classes.indexOf(output.getLabel());
        }

        @Override
        OutputFactory<Label> factory() {
            return new LabelFactory();
        }

        @Override
        EnsembleCombiner<Label> combiner() {
            return new FullyWeightedVotingCombiner();
        }

        @Override
        double[] answer(LeafNode<Label> leaf) {
            double[] shares = new double[classes.size()];
            for (int c = 0; c < shares.length; c++) {
                Label share = leaf.getDistribution().get(classes.get(c));
                shares[c] = share == null ? 0 : share.getScore();
            }
            return shares;
        }
    }

    /**
     * Means, squared error, averaged over the trees. The three numbers are weight, sum and sum of squares, of labels from
     * which their mean was subtracted so that squares keep their digits.
     */
    static final class Means extends ForestTargets<Regressor> {
        static final String DIMENSION = "value";

        private final double center;

        Means(Labels labels) {
            this.center = Arrays.stream(labels.values()).average().orElse(0);
        }

        @Override
        int slots() {
            return 3;
        }

        @Override
        void add(double[] sums, int at, double label, double weight) {
            sums[at] += weight;
            double off = label - center;
            sums[at + 1] += weight * off;
            sums[at + 2] += weight * off * off;
        }

        @Override
        double weight(double[] sums, int at) {
            return sums[at];
        }

        @Override
        double purity(double[] sums, int at, double weight) {
            return sums[at + 1] * sums[at + 1] / weight;
        }

        @Override
        double impurity(double[] sums, int at, double weight) {
            double mean = sums[at + 1] / weight;
            return Math.max(0, sums[at + 2] / weight - mean * mean);
        }

        @Override
        double[] answer(double[] sums) {
            return new double[] {(float) (center + sums[1] / sums[0])};
        }

        @Override
        LeafNode<Regressor> leaf(double impurity, double[] sums) {
            return new LeafNode<>(impurity, output(answer(sums)[0]), Collections.emptyMap(), false);
        }

        @Override
        Regressor output(double label) {
            return new Regressor(DIMENSION, label);
        }

        @Override
        int code(Regressor output) {
            return 0;
        }

        @Override
        OutputFactory<Regressor> factory() {
            return new RegressionFactory();
        }

        @Override
        EnsembleCombiner<Regressor> combiner() {
            return new AveragingCombiner();
        }

        @Override
        double[] answer(LeafNode<Regressor> leaf) {
            return new double[] {leaf.getOutput().getValues()[0]};
        }
    }
}
