package io.github.modelkeel.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.protos.core.WeightedEnsembleModelProto;
import org.tribuo.regression.ensemble.AveragingCombiner;

/**
 * Reads what Tribuo's own trainers of trees made, decision trees and weighted ensembles of them (random forests, extra
 * trees, bagging, AdaBoost), into the neutral form: cells are floats, thresholds and sums doubles, as in Tribuo.
 *
 * @param <T> Tribuo's type of output
 */
final class TribuoForests<T extends Output<T>> {
    /** Deeper trees stay in Tribuo's form: reading them would need a stack as deep as they are. */
    private static final int DEEPEST = 1_000;

    /** How far the shares of a leaf may add up to something other than one. */
    private static final double SLACK = 1e-9;

    private static final Set<String> COMBINERS = Set.of(
            FullyWeightedVotingCombiner.class.getName(),
            VotingCombiner.class.getName(),
            AveragingCombiner.class.getName());

    private final int width;
    private final int groups;
    private final ForestTargets<T> targets;

    TribuoForests(int width, int groups, ForestTargets<T> targets) {
        this.width = width;
        this.groups = groups;
        this.targets = targets;
    }

    /** Returns the neutral form, or empty for a model that is not made of trees or adds them up in a way of its own. */
    Optional<TreeEnsemble> read(Model<T> model) {
        List<TreeEnsemble.Tree> trees = new ArrayList<>();
        if (!(model instanceof WeightedEnsembleModel<T> ensemble)) {
            return add(trees, model, targets::answer) ? Optional.of(sum(trees)) : Optional.empty();
        }
        WeightedEnsembleModelProto said = said(ensemble);
        String combiner = said.getCombiner().getClassName();
        if (!COMBINERS.contains(combiner)) {
            return Optional.empty();
        }
        boolean votes = combiner.equals(VotingCombiner.class.getName());
        List<Float> weights = said.getWeightsList();
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        for (int i = 0; i < weights.size(); i++) {
            double share = weights.get(i) / total;
            if (!add(
                    trees,
                    ensemble.getModels().get(i),
                    leaf -> scaled(votes ? vote(leaf) : targets.answer(leaf), share))) {
                return Optional.empty();
            }
        }
        return Optional.of(sum(trees));
    }

    /** Tribuo tells weights and combiner only in the form that it stores. */
    private static WeightedEnsembleModelProto said(WeightedEnsembleModel<?> ensemble) {
        try {
            return ensemble.serialize().getSerializedData().unpack(WeightedEnsembleModelProto.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Tribuo cannot read what it has just written", e);
        }
    }

    private TreeEnsemble sum(List<TreeEnsemble.Tree> trees) {
        return new TreeEnsemble(
                width,
                groups,
                TreeEnsemble.Link.IDENTITY,
                TreeEnsemble.Precision.FLOAT_CELLS,
                TreeEnsemble.Comparison.LESS_OR_EQUAL,
                false,
                new double[groups],
                trees);
    }

    private boolean add(List<TreeEnsemble.Tree> trees, Model<T> member, Function<LeafNode<T>, double[]> answers) {
        if (!(member instanceof TreeModel<T> tree) || tree.getDepth() > DEEPEST) {
            return false;
        }
        Node<T> root = root(tree);
        if (root == null || !sharesAreWhole(root)) {
            return false;
        }
        trees.add(TribuoTrees.doubles(root, groups, columns(tree.getFeatureIDMap()), answers));
        return true;
    }

    /** Regression trees of Tribuo have one root for each dimension, in a class of a module that a host may not have. */
    private static <T extends Output<T>> @Nullable Node<T> root(TreeModel<T> tree) {
        return tree.getClass().getName().equals("org.tribuo.regression.rtree.IndependentRegressionTreeModel")
                ? RegressionRoots.of(tree)
                : tree.getRoot();
    }

    /** An ensemble divides by the sum of all shares, which is that of the weights only when each leaf's add up to one. */
    private boolean sharesAreWhole(Node<T> node) {
        if (node instanceof LeafNode<T> leaf) {
            return groups == 1 || Math.abs(Arrays.stream(targets.answer(leaf)).sum() - 1) <= SLACK;
        }
        SplitNode<T> split = (SplitNode<T>) node;
        return sharesAreWhole(split.getLessThanOrEqual()) && sharesAreWhole(split.getGreaterThan());
    }

    private double[] vote(LeafNode<T> leaf) {
        double[] vote = new double[groups];
        vote[targets.code(leaf.getOutput())] = 1;
        return vote;
    }

    private static double[] scaled(double[] answer, double share) {
        double[] scaled = new double[answer.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = answer[i] * share;
        }
        return scaled;
    }

    /** Returns the column of each of Tribuo's features: those it has seen a value of, by their names. */
    static int[] columns(ImmutableFeatureMap features) {
        int[] columns = new int[features.size()];
        for (int id = 0; id < columns.length; id++) {
            columns[id] = Examples.column(features.get(id).getName());
        }
        return columns;
    }
}
