package io.github.modelkeel.model;

import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;

/** What makes a {@link ModelBody} valid. Throws {@link IllegalArgumentException}; decoders turn it into their own. */
final class ModelBodyChecks {
    private static final float[] NO_COUNTS = {};

    private ModelBodyChecks() {}

    static void shape(int width, int groups, Link link) {
        if (width < 0 || width > ModelBody.MAX_WIDTH) {
            throw new IllegalArgumentException("width must be 0 to " + ModelBody.MAX_WIDTH + ", was " + width);
        }
        if (groups < 1 || groups > ModelBody.MAX_GROUPS) {
            throw new IllegalArgumentException("groups must be 1 to " + ModelBody.MAX_GROUPS + ", was " + groups);
        }
        if ((link == Link.SIGMOID || link == Link.COMPLEMENT) && groups != 1) {
            throw new IllegalArgumentException("link " + link + " takes 1 margin, was given " + groups);
        }
        if (link == Link.SOFTMAX && groups < 2) {
            throw new IllegalArgumentException("link SOFTMAX takes at least 2 margins, was given " + groups);
        }
    }

    static void factors(Link link, double slope, Precision precision, Aggregation aggregation, double scale) {
        boolean sloped = link == Link.SIGMOID || link == Link.LOGISTIC;
        if (!(slope > 0 && slope <= Double.MAX_VALUE) || (!sloped && slope != 1)) {
            throw new IllegalArgumentException(
                    "slope must be above 0 and finite with link SIGMOID or LOGISTIC and 1 otherwise, was " + slope
                            + " with link " + link);
        }
        boolean scaled = aggregation == Aggregation.SUM_THEN_BASE;
        if (!Double.isFinite(scale) || (!scaled && scale != 1)) {
            throw new IllegalArgumentException(
                    "scale must be finite with aggregation SUM_THEN_BASE and 1 otherwise, was " + scale
                            + " with aggregation " + aggregation);
        }
        if (precision == Precision.FLOAT) {
            requireFloat("slope", slope);
            requireFloat("scale", scale);
        }
    }

    static void length(String what, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(what + " must be " + expected + " in number, were " + actual);
        }
    }

    static void finite(String what, double[] values) {
        finite(what, values, false);
    }

    private static void finite(String what, double[] values, boolean floats) {
        for (int i = 0; i < values.length; i++) {
            finite(what, i, values[i], floats);
        }
    }

    private static void finite(String what, int index, double value, boolean floats) {
        if (!(value >= -Double.MAX_VALUE && value <= Double.MAX_VALUE)) { // NaN too
            throw new IllegalArgumentException(what + " " + index + " must be finite, was " + value);
        }
        if (floats) {
            requireFloat(what, value);
        }
    }

    static void trees(
            int width, int groups, Precision precision, Aggregation aggregation, double[] base, List<Tree> trees) {
        boolean averaged = aggregation == Aggregation.AVERAGE;
        boolean floats = precision == Precision.FLOAT;
        finite("base", base, floats);
        int[] perGroup = new int[groups];
        int vectors = 0;
        int largest = 0;
        for (Tree tree : trees) {
            largest = Math.max(largest, tree.feature().length);
        }
        boolean[] seen = new boolean[largest];
        int[] queue = new int[largest];
        for (int t = 0; t < trees.size(); t++) {
            Tree tree = trees.get(t);
            try {
                tree(tree, width, groups, floats, seen, queue);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tree " + t + ": " + e.getMessage(), e);
            }
            if (tree.margin() < 0) {
                vectors++;
            } else {
                perGroup[tree.margin()]++;
            }
        }
        for (int group = 0; averaged && group < perGroup.length; group++) {
            if (perGroup[group] + vectors == 0) {
                throw new IllegalArgumentException("margin " + group + " is the average of no tree");
            }
        }
    }

    private static void tree(Tree tree, int width, int groups, boolean floats, boolean[] seen, int[] queue) {
        int nodes = tree.feature().length;
        if (nodes == 0) {
            throw new IllegalArgumentException("a tree has at least one node");
        }
        if (tree.margin() < -1 || tree.margin() >= groups) {
            throw new IllegalArgumentException("margin must be -1 to " + (groups - 1) + ", was " + tree.margin());
        }
        length("thresholds", tree.threshold().length, nodes);
        length("left children", tree.left().length, nodes);
        length("right children", tree.right().length, nodes);
        length("missing directions", tree.missingLeft().length, nodes);
        length("leaf values", tree.leaf().length, (long) nodes * tree.leafSize(groups));
        TreeRuleChecks.lengths(tree, nodes);
        Arrays.fill(seen, 0, nodes, false);
        nodes(tree, width, tree.leafSize(groups), floats, seen, queue);
    }

    /**
     * Checks the nodes level by level as the root reaches them. Every node is the child of at most one: what the root does
     * not reach is a cycle or left over. A fresh JVM interprets this, so it makes no call for a node that is sound.
     *
     * @param seen room for a mark of each node, none set
     * @param queue room for the nodes: the root, its children, theirs
     */
    private static void nodes(Tree tree, int width, int leafSize, boolean floats, boolean[] seen, int[] queue) {
        int[] features = tree.feature();
        double[] thresholds = tree.threshold();
        double[] values = tree.leaf();
        int[] left = tree.left();
        int[] right = tree.right();
        boolean ruled = tree.splits() != null || tree.members() != null;
        float[] gains = tree.gain() == null ? NO_COUNTS : tree.gain();
        float[] covers = tree.cover() == null ? NO_COUNTS : tree.cover();
        int nodes = features.length;
        queue[0] = 0;
        int reached = 1;
        int levelEnd = 1;
        int depth = 0;
        for (int i = 0; i < reached; i++) {
            if (i == levelEnd) {
                levelEnd = reached;
                if (++depth > TreeEnsemble.MAX_DEPTH) {
                    throw new IllegalArgumentException("is deeper than " + TreeEnsemble.MAX_DEPTH + " levels");
                }
            }
            int node = queue[i];
            int feature = features[node];
            int one = left[node];
            int other = right[node];
            if (feature >= 0) {
                double threshold = thresholds[node];
                if (feature >= width
                        || !(threshold <= Double.POSITIVE_INFINITY)
                        || (floats && (float) threshold != threshold)) {
                    throw brokenTest(node, feature, threshold, width);
                }
                if (ruled) {
                    TreeRuleChecks.rule(tree, node);
                }
                if (one < 1 || one >= nodes || seen[one]) {
                    throw brokenChild(one, node, nodes);
                }
                seen[one] = true;
                queue[reached++] = one;
                if (other < 1 || other >= nodes || seen[other]) {
                    throw brokenChild(other, node, nodes);
                }
                seen[other] = true;
                queue[reached++] = other;
            } else {
                if (feature != -1) {
                    throw brokenTest(node, feature, 0, width);
                }
                if (one != -1 || other != -1) {
                    throw new IllegalArgumentException("leaf " + node + " has children");
                }
                for (int j = node * leafSize; j < (node + 1) * leafSize; j++) {
                    double value = values[j];
                    if (!(value >= -Double.MAX_VALUE && value <= Double.MAX_VALUE)
                            || (floats && (float) value != value)) {
                        finite("leaf value", j, value, floats);
                    }
                }
            }
            if (node < gains.length
                    && !(gains[node] >= -Float.MAX_VALUE && gains[node] <= Float.MAX_VALUE)) { // NaN too
                throw new IllegalArgumentException("gain of node " + node + " must be finite, was " + gains[node]);
            }
            if (node < covers.length && !(covers[node] >= 0 && covers[node] <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "cover of node " + node + " must be at least 0 and finite, was " + covers[node]);
            }
        }
        if (reached != nodes) {
            throw new IllegalArgumentException(
                    (nodes - reached) + " of " + nodes + " nodes cannot be reached from the root; leave them out");
        }
    }

    private static IllegalArgumentException brokenTest(int node, int feature, double threshold, int width) {
        if (feature < -1 || feature >= width) {
            return new IllegalArgumentException(
                    "node " + node + " tests feature " + feature + " but rows have " + width + " features");
        }
        if (Double.isNaN(threshold)) {
            return new IllegalArgumentException("node " + node + " has the threshold NaN");
        }
        return noFloat("threshold", threshold);
    }

    private static IllegalArgumentException brokenChild(int child, int parent, int nodes) {
        return new IllegalArgumentException(
                child < 1 || child >= nodes
                        ? "node " + parent + " has the child " + child + " but children are 1 to " + (nodes - 1)
                                + ", node 0 being the root"
                        : "node " + child + " is the child of two nodes");
    }

    private static void requireFloat(String what, double value) {
        if ((float) value != value) {
            throw noFloat(what, value);
        }
    }

    private static IllegalArgumentException noFloat(String what, double value) {
        return new IllegalArgumentException(what + " " + value + " is not a 32-bit float as precision FLOAT asks");
    }
}
