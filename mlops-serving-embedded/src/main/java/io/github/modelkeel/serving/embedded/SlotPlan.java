package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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

    private final TreeEnsemble body;
    private final boolean ranks;
    private final Map<NumberView, TreeSet<Double>> numbers = new LinkedHashMap<>();
    private final Map<SetView, SetNeeds> sets = new LinkedHashMap<>();
    private final Map<NumberView, Integer> numberSlots = new LinkedHashMap<>();
    private final Map<SetView, Integer> setSlots = new LinkedHashMap<>();
    private final Map<LongBuffer, Integer> places = new LinkedHashMap<>();
    private final TreeSlots slots;
    private final List<double[]> tables = new ArrayList<>();
    private final List<TreeSlots.SetSlot> setTables = new ArrayList<>();
    private long setWords;
    private long ownWords;
    private long[] words = new long[1];
    private int used = 1; // word 0 is read and masked away by nodes that have no set

    private record NumberView(int feature, boolean zeroMissing) {}

    private record SetView(int feature, Split rule, boolean zeroMissing, boolean missingLeft) {}

    private static final class SetNeeds {
        int words;
        int nodes;
        final TreeSet<Double> values = new TreeSet<>();
    }

    SlotPlan(TreeEnsemble body) {
        this.body = body;
        this.ranks = body.precision() == Precision.DOUBLE;
        for (Tree tree : body.trees()) {
            for (int node = 0; node < tree.feature().length; node++) {
                if (tree.feature()[node] >= 0) {
                    note(tree, node);
                }
            }
        }
        int[] features = new int[numbers.size()];
        boolean[] zeros = new boolean[numbers.size()];
        numbers.forEach((view, thresholds) -> {
            int slot = tables.size();
            features[slot] = view.feature();
            zeros[slot] = view.zeroMissing();
            numberSlots.put(view, slot);
            tables.add(sorted(thresholds));
        });
        sets.forEach((view, needs) -> {
            int bits = Math.max(needs.words * Long.SIZE, needs.values.size());
            int size = (bits + Long.SIZE - 1) / Long.SIZE;
            setSlots.put(view, setTables.size());
            setTables.add(new TreeSlots.SetSlot(
                    view.feature(), view.rule(), view.zeroMissing(), view.missingLeft(), size, sorted(needs.values)));
            setWords += (size + 1L) * needs.nodes;
        });
        slots = new TreeSlots(
                body.precision(),
                features,
                zeros,
                tables.toArray(double[][]::new),
                setTables.toArray(TreeSlots.SetSlot[]::new));
    }

    private void note(Tree tree, int node) {
        Split rule = body.split(tree, node);
        if (rule == Split.EQUAL || rule.isMember()) {
            SetNeeds needs = sets.computeIfAbsent(setView(tree, node, rule), view -> new SetNeeds());
            needs.nodes++;
            ownWords += 1 + members(tree, node).length;
            if (rule == Split.EQUAL) {
                needs.values.add(tree.threshold()[node] + 0.0);
            } else {
                needs.words = Math.max(needs.words, members(tree, node).length);
            }
        } else {
            TreeSet<Double> thresholds = numbers.computeIfAbsent(numberView(tree, node), view -> new TreeSet<>());
            if (ranks) {
                thresholds.add(above(tree.threshold()[node], rule));
            }
        }
    }

    private static long[] members(Tree tree, int node) {
        long[][] members = tree.members();
        return members == null || members[node] == null ? new long[0] : members[node];
    }

    private static double[] sorted(SortedSet<Double> numbers) {
        return numbers.isEmpty()
                ? NO_NUMBERS
                : numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static boolean zeroMissing(Tree tree, int node) {
        return tree.zeroMissing() != null && tree.zeroMissing()[node];
    }

    private static NumberView numberView(Tree tree, int node) {
        return new NumberView(tree.feature()[node], zeroMissing(tree, node));
    }

    private static SetView setView(Tree tree, int node, Split rule) {
        return new SetView(tree.feature()[node], rule, zeroMissing(tree, node), tree.missingLeft()[node]);
    }

    /** Returns t so that a cell goes left when it is below t. */
    private static double above(double threshold, Split rule) {
        return rule == Split.LESS ? threshold + 0.0 : Math.nextUp(threshold);
    }

    TreeSlots slots() {
        return slots;
    }

    boolean fits() {
        return setWords <= Math.min(MAX_WORDS, FREE_WORDS + 4 * ownWords);
    }

    boolean hasSets() {
        return !setTables.isEmpty();
    }

    /** Returns the sets of the nodes that were encoded. */
    long[] words() {
        return Arrays.copyOf(words, used);
    }

    /** Returns the slot of an inner node. */
    int slot(Tree tree, int node) {
        Split rule = body.split(tree, node);
        if (rule == Split.EQUAL || rule.isMember()) {
            Integer slot = setSlots.get(setView(tree, node, rule));
            return slots.firstSet + (slot == null ? 0 : slot);
        }
        Integer slot = numberSlots.get(numberView(tree, node));
        return (slot == null ? 0 : slot) + (tree.missingLeft()[node] ? 0 : tables.size());
    }

    /** Returns what the key of an inner node's slot is compared with: a threshold, or the place of a set. */
    int operand(Tree tree, int node) {
        Split rule = body.split(tree, node);
        double threshold = tree.threshold()[node];
        if (rule == Split.EQUAL || rule.isMember()) {
            return place(tree, node, rule);
        }
        if (ranks) {
            return rule == Split.LESS_OR_EQUAL && threshold == Double.POSITIVE_INFINITY
                    ? Integer.MAX_VALUE
                    : TreeSlots.rank(tables.get(slotOf(tree, node)), above(threshold, rule));
        }
        return rule == Split.LESS ? TreeSlots.key(floatAtLeast(threshold)) : TreeSlots.key(floatAtMost(threshold)) + 1;
    }

    private int slotOf(Tree tree, int node) {
        Integer slot = numberSlots.get(numberView(tree, node));
        return slot == null ? 0 : slot;
    }

    private int place(Tree tree, int node, Split rule) {
        TreeSlots.SetSlot slot = setTables.get(slot(tree, node) - slots.firstSet);
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
