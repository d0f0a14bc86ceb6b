package io.github.modelkeel.serving.embedded;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Decides which slots an ensemble needs, then says for each of its nodes the slot and what to compare it with. */
final class SlotPlan {
    /**
     * Words of all sets; beyond, the plain walk serves the ensemble. Each set is as long as the longest for its feature, so a
     * small file could ask for much memory: at most four times what its own sets take, and some.
     */
    private static final long MAX_WORDS = 1L << 24;

    private static final long FREE_WORDS = 1L << 16;

    private static final double[] NO_NUMBERS = {};

    /** Slots of the first features are found in an array, of others in a map: a small model may have a wide row. */
    private static final int NEAR = 4_096;

    private final TreeEnsemble body;
    private final boolean ranks;
    private final boolean less;
    private final List<NumberNeeds> numbers = new ArrayList<>();
    private final int[] near; // slot + 1
    private final Map<Integer, Integer> far = new HashMap<>();
    private final Map<Integer, SetNeeds> sets = new LinkedHashMap<>();
    private final Map<LongBuffer, Integer> places = new LinkedHashMap<>();
    private final TreeSlots slots;
    private final int[] plainSlots;
    private boolean plain;
    private final double[][] tables;
    private final TreeSlots.SetSlot[] setTables;
    private long setWords;
    private long ownWords;
    private long[] words = new long[1];
    private int used = 1; // word 0 is read and masked away by nodes that have no set

    /** A feature whose cells are compared with thresholds. */
    private static final class NumberNeeds {
        final int feature;
        final boolean zeroMissing;
        final TreeSet<Double> thresholds = new TreeSet<>();

        NumberNeeds(Tree tree, int node) {
            this.feature = tree.feature()[node];
            this.zeroMissing = zeroMissing(tree, node);
        }
    }

    /** A feature whose cells are looked up in sets. */
    private static final class SetNeeds {
        final int slot;
        final int feature;
        final Split rule;
        final boolean zeroMissing;
        final boolean missingLeft;
        final TreeSet<Double> values = new TreeSet<>();
        int words;
        int nodes;

        SetNeeds(int slot, Tree tree, int node, Split rule) {
            this.slot = slot;
            this.feature = tree.feature()[node];
            this.rule = rule;
            this.zeroMissing = zeroMissing(tree, node);
            this.missingLeft = tree.missingLeft()[node];
        }

        TreeSlots.SetSlot table() {
            int bits = Math.max(words * Long.SIZE, values.size());
            int size = (bits + Long.SIZE - 1) / Long.SIZE;
            return new TreeSlots.SetSlot(feature, rule, zeroMissing, missingLeft, size, sorted(values));
        }
    }

    SlotPlan(TreeEnsemble body) {
        this.body = body;
        this.ranks = body.precision() == Precision.DOUBLE;
        this.less = body.comparison() == Comparison.LESS;
        this.near = new int[Math.min(NEAR, 2 * body.width())];
        this.plain = body.precision() == Precision.FLOAT && 2 * body.width() <= NEAR;
        for (Tree tree : body.trees()) {
            note(tree);
        }
        tables = new double[numbers.size()][];
        int[] features = new int[tables.length];
        boolean[] zeros = new boolean[tables.length];
        for (int slot = 0; slot < tables.length; slot++) {
            NumberNeeds needs = numbers.get(slot);
            features[slot] = needs.feature;
            zeros[slot] = needs.zeroMissing;
            tables[slot] = sorted(needs.thresholds);
        }
        setTables = new TreeSlots.SetSlot[sets.size()];
        for (SetNeeds needs : sets.values()) {
            setTables[needs.slot] = needs.table();
            setWords += (setTables[needs.slot].words() + 1L) * needs.nodes;
        }
        slots = new TreeSlots(body.precision(), features, zeros, tables, setTables);
        plainSlots = plain ? plainSlotsOf() : new int[0];
    }

    private int[] plainSlotsOf() {
        int[] plainSlots = new int[near.length];
        for (int view = 0; view < near.length; view += 2) {
            plainSlots[view] = near[view] - 1;
            plainSlots[view + 1] = near[view] - 1 + tables.length;
        }
        return plainSlots;
    }

    private void note(Tree tree) {
        int[] features = tree.feature();
        boolean numeric = !ranks && tree.splits() == null && tree.zeroMissing() == null;
        plain &= numeric;
        for (int node = 0; node < features.length; node++) {
            int feature = features[node];
            boolean noted = numeric && feature >= 0 && 2 * feature < near.length && near[2 * feature] > 0; // mostly
            if (feature >= 0 && !noted) {
                note(tree, node);
            }
        }
    }

    private void note(Tree tree, int node) {
        Split rule = body.split(tree, node);
        if (rule == Split.EQUAL || rule.isMember()) {
            Integer view = setView(tree, node, rule);
            SetNeeds needs = sets.get(view);
            if (needs == null) {
                needs = new SetNeeds(sets.size(), tree, node, rule);
                sets.put(view, needs);
            }
            needs.nodes++;
            ownWords += 1 + members(tree, node).length;
            if (rule == Split.EQUAL) {
                needs.values.add(tree.threshold()[node] + 0.0);
            } else {
                needs.words = Math.max(needs.words, members(tree, node).length);
            }
        } else {
            int slot = slotOf(tree, node);
            if (slot < 0) {
                slot = numbers.size();
                numbers.add(new NumberNeeds(tree, node));
                int view = numberView(tree, node);
                if (view < near.length) {
                    near[view] = slot + 1;
                } else {
                    far.put(view, slot);
                }
            }
            if (ranks) {
                numbers.get(slot).thresholds.add(above(tree.threshold()[node], rule));
            }
        }
    }

    private static long[] members(Tree tree, int node) {
        long[][] members = tree.members();
        return members == null || members[node] == null ? new long[0] : members[node];
    }

    private static double[] sorted(SortedSet<Double> numbers) {
        double[] sorted = numbers.isEmpty() ? NO_NUMBERS : new double[numbers.size()];
        int size = 0;
        for (double number : numbers) {
            sorted[size++] = number;
        }
        return sorted;
    }

    private static boolean zeroMissing(Tree tree, int node) {
        return tree.zeroMissing() != null && tree.zeroMissing()[node];
    }

    /** Returns a number for what a key of the feature depends on; there are less than 2^20 features. */
    private static int numberView(Tree tree, int node) {
        return 2 * tree.feature()[node] + (zeroMissing(tree, node) ? 1 : 0);
    }

    private static int setView(Tree tree, int node, Split rule) {
        int kind = switch (rule) {
            case EQUAL -> 0;
            case MEMBER -> 1;
            case MEMBER_TRUNCATED -> 2;
            default -> 3;
        };
        return numberView(tree, node) << 3 | kind << 1 | (tree.missingLeft()[node] ? 1 : 0);
    }

    /** Returns t so that a cell goes left when it is below t. */
    private static double above(double threshold, Split rule) {
        return rule == Split.LESS ? threshold + 0.0 : Math.nextUp(threshold);
    }

    TreeSlots slots() {
        return slots;
    }

    /**
     * Returns, if every node compares a float by the rule of the ensemble, the slots of its inner nodes: that of feature f at
     * 2 f where a missing cell goes left and at 2 f + 1 where it goes right. Otherwise empty.
     */
    int[] plainSlots() {
        return plainSlots;
    }

    /** Returns what is added to the key of a plain node's threshold: 1 if a cell equal to it goes left. */
    int orEqual() {
        return less ? 0 : 1;
    }

    boolean fits() {
        return setWords <= Math.min(MAX_WORDS, FREE_WORDS + 4 * ownWords);
    }

    boolean hasSets() {
        return setTables.length > 0;
    }

    /** Returns the sets of the nodes that were encoded. */
    long[] words() {
        return Arrays.copyOf(words, used);
    }

    /** Returns the slot of an inner node. */
    int slot(Tree tree, int node) {
        Split rule = tree.splits() == null ? null : body.split(tree, node);
        if (rule != null && (rule == Split.EQUAL || rule.isMember())) {
            return slots.firstSet + requireNonNull(sets.get(setView(tree, node, rule))).slot;
        }
        return slotOf(tree, node) + (tree.missingLeft()[node] ? 0 : tables.length);
    }

    /** Returns what the key of an inner node's slot is compared with: a threshold, or the place of a set. */
    int operand(Tree tree, int node) {
        if (tree.splits() == null && !ranks) {
            return operand(less, tree.threshold()[node]);
        }
        Split rule = body.split(tree, node);
        double threshold = tree.threshold()[node];
        if (rule == Split.EQUAL || rule.isMember()) {
            return place(tree, node, rule);
        }
        if (ranks) {
            return rule == Split.LESS_OR_EQUAL && threshold == Double.POSITIVE_INFINITY
                    ? Integer.MAX_VALUE
                    : TreeSlots.rank(tables[slotOf(tree, node)], above(threshold, rule));
        }
        return operand(rule == Split.LESS, threshold);
    }

    private static int operand(boolean below, double threshold) {
        return below ? TreeSlots.key(floatAtLeast(threshold)) : TreeSlots.key(floatAtMost(threshold)) + 1;
    }

    /** Returns the first slot of the feature of an inner node, or -1 if it has none yet. */
    private int slotOf(Tree tree, int node) {
        int view = numberView(tree, node);
        if (view < near.length) {
            return near[view] - 1;
        }
        Integer slot = far.get(view);
        return slot == null ? -1 : slot;
    }

    private int place(Tree tree, int node, Split rule) {
        TreeSlots.SetSlot slot = setTables[slot(tree, node) - slots.firstSet];
        long[] set = Arrays.copyOf(members(tree, node), slot.words() + 1);
        if (rule == Split.EQUAL) {
            int value = TreeSlots.rank(slot.values(), tree.threshold()[node]) - 1;
            set[value >> 6] |= 1L << value;
        }
        set[slot.words()] = 2; // not "none" but "all"
        return places.computeIfAbsent(LongBuffer.wrap(set), unknown -> {
            int place = used;
            used += set.length;
            words = used <= words.length ? words : Arrays.copyOf(words, Math.max(2 * words.length, used));
            System.arraycopy(set, 0, words, place, set.length);
            return place;
        });
    }

    private static float floatAtLeast(double number) {
        float near = (float) number;
        return near >= number ? near : Math.nextUp(near);
    }

    private static float floatAtMost(double number) {
        float near = (float) number;
        return near <= number ? near : Math.nextDown(near);
    }
}
