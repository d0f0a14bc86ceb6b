package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Tree;

/** Shapley values of a tree's path-dependent expectation by their definition: every set of known features in turn. */
final class Shapley {
    private Shapley() {}

    static double[] values(TreeEnsemble body, double[] cells) {
        int width = body.width();
        double[] all = new double[body.groups() * (width + 1)];
        for (int group = 0; group < body.groups(); group++) {
            double[] game = new double[1 << width];
            for (int known = 0; known < game.length; known++) {
                game[known] = expectation(body, cells, known, group);
            }
            for (int feature = 0; feature < width; feature++) {
                for (int known = 0; known < game.length; known++) {
                    if ((known >> feature & 1) == 0) {
                        double weight = factorial(Integer.bitCount(known))
                                * factorial(width - 1 - Integer.bitCount(known))
                                / factorial(width);
                        all[group * (width + 1) + feature] += weight * (game[known | 1 << feature] - game[known]);
                    }
                }
            }
            all[group * (width + 1) + width] = game[0];
        }
        return all;
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    private static double expectation(TreeEnsemble body, double[] cells, int known, int group) {
        double sum = 0;
        int count = 0;
        for (Tree tree : body.trees()) {
            if (tree.margin() < 0 || tree.margin() == group) {
                sum += expectation(body, tree, 0, cells, known, group);
                count++;
            }
        }
        double factor = body.aggregation() == Aggregation.AVERAGE ? 1.0 / count : body.scale();
        return sum * factor + body.base()[group];
    }

    private static double expectation(TreeEnsemble body, Tree tree, int node, double[] cells, int known, int group) {
        int feature = tree.feature()[node];
        if (feature < 0) {
            return tree.margin() < 0 ? tree.leaf()[node * body.groups() + group] : tree.leaf()[node];
        }
        int left = tree.left()[node];
        int right = tree.right()[node];
        if ((known >> feature & 1) != 0) {
            return expectation(
                    body, tree, Definition.goesLeft(body, tree, node, cells) ? left : right, cells, known, group);
        }
        float[] cover = tree.cover();
        if (cover == null) {
            throw new AssertionError("no cover");
        }
        double whole = cover[node];
        return (whole == 0 ? 0.5 : cover[left] / whole) * expectation(body, tree, left, cells, known, group)
                + (whole == 0 ? 0.5 : cover[right] / whole) * expectation(body, tree, right, cells, known, group);
    }
}
