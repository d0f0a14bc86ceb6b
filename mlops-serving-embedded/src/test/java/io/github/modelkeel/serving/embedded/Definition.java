package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.BitSet;

/** The margins written from the words of {@link TreeEnsemble}, without regard to speed. */
final class Definition {
    private Definition() {}

    static double[] margins(TreeEnsemble body, double[] cells) {
        boolean floats = body.precision() == Precision.FLOAT;
        double[] sums = new double[body.groups()];
        for (int group = 0; group < sums.length; group++) {
            int count = 0;
            double sum = body.aggregation() == Aggregation.SUM ? body.base()[group] : 0;
            for (Tree tree : body.trees()) {
                if (tree.margin() == -1 || tree.margin() == group) {
                    int leaf = leaf(body, tree, 0, cells);
                    double value = tree.leaf()[tree.margin() == -1 ? leaf * body.groups() + group : leaf];
                    sum = floats ? (float) sum + (float) value : sum + value;
                    count++;
                }
            }
            if (body.aggregation() == Aggregation.AVERAGE) {
                sum = floats ? (float) sum / count : sum / count;
            }
            if (body.aggregation() == Aggregation.SUM_THEN_BASE) {
                sum = floats ? (float) sum * (float) body.scale() : sum * body.scale();
            }
            if (body.aggregation() != Aggregation.SUM) {
                sum = floats ? (float) sum + (float) body.base()[group] : sum + body.base()[group];
            }
            sums[group] = sum;
        }
        return sums;
    }

    private static int leaf(TreeEnsemble body, Tree tree, int node, double[] cells) {
        if (tree.feature()[node] == -1) {
            return node;
        }
        boolean left = goesLeft(body, tree, node, cells);
        return leaf(body, tree, left ? tree.left()[node] : tree.right()[node], cells);
    }

    static boolean goesLeft(TreeEnsemble body, Tree tree, int node, double[] cells) {
        double cell = cells[tree.feature()[node]];
        if (body.precision() != Precision.DOUBLE) {
            cell = (float) cell;
        }
        boolean[] zeroMissing = tree.zeroMissing();
        boolean missing =
                Double.isNaN(cell) || (zeroMissing != null && zeroMissing[node] && Math.abs(cell) <= (double) 1e-35f);
        return missing ? tree.missingLeft()[node] : left(body, tree, node, cell);
    }

    private static boolean left(TreeEnsemble body, Tree tree, int node, double cell) {
        double threshold = tree.threshold()[node];
        Split[] splits = tree.splits();
        if (splits == null) {
            return body.comparison() == Comparison.LESS ? cell < threshold : cell <= threshold;
        }
        return switch (splits[node]) {
            case LESS -> cell < threshold;
            case LESS_OR_EQUAL -> cell <= threshold;
            case EQUAL -> cell == threshold;
            case MEMBER -> member(tree, node, cell, RoundingMode.UNNECESSARY);
            case MEMBER_TRUNCATED -> member(tree, node, cell, RoundingMode.DOWN);
            case MEMBER_FLOORED -> member(tree, node, cell, RoundingMode.FLOOR);
        };
    }

    private static boolean member(Tree tree, int node, double cell, RoundingMode rounding) {
        long[][] members = tree.members();
        if (Double.isInfinite(cell) || Math.abs(cell) > 1e9 || members == null) {
            return false;
        }
        if (rounding == RoundingMode.UNNECESSARY && cell % 1 != 0) {
            return false;
        }
        int category = new BigDecimal(cell).setScale(0, rounding).intValueExact();
        return category >= 0 && BitSet.valueOf(members[node]).get(category);
    }
}
