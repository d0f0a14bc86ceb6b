package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.serving.embedded.imports.OnnxColumn.Indicator;
import io.github.modelkeel.serving.embedded.imports.OnnxColumn.Levels;
import io.github.modelkeel.serving.embedded.imports.OnnxColumn.Numeric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule of a node: which rows go to its "true" child. Put on a column of the graph, it becomes a rule on the raw input with the same answer for
 * every 32-bit float: a threshold behind a scaler is searched among the floats.
 *
 * @param mode position in {@link #MODES}
 * @param threshold what the cell is compared with
 * @param members the set of a node that asks for membership, or {@code null}
 * @param missingTrue whether a missing cell goes to the "true" child
 */
record OnnxRule(int mode, double threshold, float @Nullable [] members, boolean missingTrue) {
    /** Modes of nodes, in the numbering of {@code TreeEnsemble}; then the leaf of older operators. */
    static final List<String> MODES = List.of(
            "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER", "LEAF");

    static final int MEMBER = 6;
    static final int LEAF = 7;

    private boolean isTrue(float cell) {
        if (missingTrue && Float.isNaN(cell)) {
            return true;
        }
        float at = (float) threshold;
        return switch (mode) {
            case 0 -> cell <= at;
            case 1 -> cell < at;
            case 2 -> cell >= at;
            case 3 -> cell > at;
            case 4 -> cell == at;
            case 5 -> cell != at;
            default -> isMember(cell);
        };
    }

    private boolean isMember(float cell) {
        if (members != null) {
            for (float member : members) {
                if (member == cell) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Makes a node of a tree a split by a rule. */
    static void put(
            int mode,
            double threshold,
            float @Nullable [] members,
            boolean missingTrue,
            TreeArrays tree,
            int at,
            OnnxColumn column,
            int yes,
            int no,
            MemberBudget budget,
            Source source) {
        if (mode < MEMBER && column instanceof Numeric number && number.steps().isEmpty()) { // mostly; makes no object
            compared(mode, threshold, missingTrue, tree, at, number.raw(), yes, no);
        } else {
            new OnnxRule(mode, threshold, members, missingTrue).put(tree, at, column, yes, no, budget, source);
        }
    }

    private void put(TreeArrays tree, int at, OnnxColumn column, int yes, int no, MemberBudget budget, Source source) {
        if (column instanceof Numeric number) {
            if (number.steps().isEmpty()) {
                tree.members(at, Split.MEMBER, column.raw(), set(budget, source), yes, no, missingTrue);
            } else {
                searched(tree, at, number, yes, no, source);
            }
        } else if (column instanceof Indicator one) {
            boolean inside = isTrue(one.inside());
            boolean outside = isTrue(one.outside());
            if (inside == outside) { // the rule does not look at the column
                always(tree, at, column.raw(), inside, yes, no);
                return;
            }
            long[] set = budget.words(one.category());
            set[one.category() >> 6] |= 1L << one.category();
            Split split = one.truncated() ? Split.MEMBER_TRUNCATED : Split.MEMBER;
            tree.members(at, split, column.raw(), set, inside ? yes : no, inside ? no : yes, false);
        } else {
            levels(tree, at, (Levels) column, yes, no, budget);
        }
    }

    /** Members are the levels whose answer differs from that of unknown ones, which are not members of anything. */
    private void levels(TreeArrays tree, int at, Levels column, int yes, int no, MemberBudget budget) {
        boolean otherwise = isTrue(column.otherwise());
        float[] values = column.values();
        int last = values.length - 1;
        while (last >= 0 && isTrue(values[last]) == otherwise) {
            last--;
        }
        if (last < 0) {
            always(tree, at, column.raw(), otherwise, yes, no);
            return;
        }
        long[] set = budget.words(last);
        for (int level = 0; level <= last; level++) {
            if (isTrue(values[level]) != otherwise) {
                set[level >> 6] |= 1L << level;
            }
        }
        tree.members(at, Split.MEMBER, column.raw(), set, otherwise ? no : yes, otherwise ? yes : no, false);
    }

    private static void always(TreeArrays tree, int at, int raw, boolean answer, int yes, int no) {
        tree.split(at, Split.LESS_OR_EQUAL, raw, Double.POSITIVE_INFINITY, answer ? yes : no, answer ? no : yes, true);
    }

    private static void compared(
            int mode, double threshold, boolean missingTrue, TreeArrays tree, int at, int raw, int yes, int no) {
        switch (mode) {
            case 0 -> tree.split(at, Split.LESS_OR_EQUAL, raw, threshold, yes, no, missingTrue);
            case 1 -> tree.split(at, Split.LESS, raw, threshold, yes, no, missingTrue);
            case 2 -> tree.split(at, Split.LESS, raw, threshold, no, yes, !missingTrue);
            case 3 -> tree.split(at, Split.LESS_OR_EQUAL, raw, threshold, no, yes, !missingTrue);
            case 4 -> tree.split(at, Split.EQUAL, raw, threshold, yes, no, missingTrue);
            default -> tree.split(at, Split.EQUAL, raw, threshold, no, yes, false); // NaN equals nothing
        }
    }

    private long[] set(MemberBudget budget, Source source) {
        float largest = 0;
        float[] values = members == null ? new float[0] : members;
        for (float member : values) {
            if (!(member >= 0 && member < TreeEnsemble.MAX_CATEGORIES && member == Math.rint(member))) {
                throw source.unsupported("has the set member " + member, "number categories from 0");
            }
            largest = Math.max(largest, member);
        }
        long[] set = budget.words((long) largest);
        for (float member : values) {
            set[(int) member >> 6] |= 1L << (int) member;
        }
        return set;
    }

    /** The answer changes once along the numbers: finds where. */
    private void searched(TreeArrays tree, int at, Numeric column, int yes, int no, Source source) {
        if (mode > 3) {
            throw source.unsupported("compares a computed column for equality", "train on the column itself");
        }
        boolean missing = isTrue(column.of(Float.NaN));
        boolean low = isTrue(column.of(-Float.MAX_VALUE));
        boolean high = isTrue(column.of(Float.MAX_VALUE));
        if (low == high) {
            boolean left = low;
            tree.split(
                    at,
                    Split.LESS_OR_EQUAL,
                    column.raw(),
                    Double.POSITIVE_INFINITY,
                    left ? yes : no,
                    left ? no : yes,
                    missing == left);
            return;
        }
        int from = key(-Float.MAX_VALUE); // answers as low
        int to = key(Float.MAX_VALUE); // answers as high
        while (from + 1L < to) {
            int middle = (int) ((from + (long) to) >> 1);
            if (isTrue(column.of(number(middle))) == low) {
                from = middle;
            } else {
                to = middle;
            }
        }
        tree.split(at, Split.LESS_OR_EQUAL, column.raw(), number(from), low ? yes : no, low ? no : yes, missing == low);
    }

    /** Floats in their order as whole numbers. */
    private static int key(float number) {
        int bits = Float.floatToIntBits(number);
        return bits < 0 ? Integer.MIN_VALUE - bits : bits;
    }

    private static float number(int key) {
        return Float.intBitsToFloat(key < 0 ? Integer.MIN_VALUE - key : key);
    }
}
