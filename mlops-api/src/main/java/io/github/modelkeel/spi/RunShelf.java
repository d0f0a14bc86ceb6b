package io.github.modelkeel.spi;

import io.github.modelkeel.spi.RunIndex.Candidate;
import io.github.modelkeel.tracking.RunQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Runs that are searched together, in every order that was asked for. Not thread-safe. */
final class RunShelf {
    /** Orders that are kept; the one that was not asked for longest is dropped for a further one. */
    static final int ORDERS = 32;

    private final RunLimits limits;
    private final Map<String, Candidate> runs = new HashMap<>();
    private final Map<List<RunQuery.Order>, Sorted> sorted = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates an empty shelf. */
    RunShelf(RunLimits limits) {
        this.limits = limits;
    }

    /** A run and where it stands. */
    record Entry(Candidate candidate, RunOrder.Key key) {}

    /** A run that came to the shelf or went from it. */
    private record Change(Candidate candidate, boolean isComing) {}

    /** The runs in one order, and what changed since they were last asked for in it. */
    private record Sorted(RunOrder order, TreeSet<Entry> entries, List<Change> changes) {
        void takeOver() {
            for (Change change : changes) {
                Entry entry = entry(change.candidate());
                if (change.isComing()) {
                    entries.add(entry);
                } else {
                    entries.remove(entry);
                }
            }
            changes.clear();
        }

        private Entry entry(Candidate candidate) {
            return new Entry(candidate, order.key(candidate.run()));
        }
    }

    int size() {
        return runs.size();
    }

    /** Returns the runs, in no order; changes with the shelf. */
    Collection<Candidate> runs() {
        return runs.values();
    }

    void add(Candidate candidate) {
        runs.put(candidate.run().id(), candidate);
        note(new Change(candidate, true));
    }

    /** Removes a run, given as it was when it was added. */
    void remove(Candidate candidate) {
        runs.remove(candidate.run().id());
        note(new Change(candidate, false));
    }

    /** Leaves a change to the next who asks for an order; one that most of has changed is made anew then. */
    private void note(Change change) {
        sorted.values().removeIf(each -> each.changes().size() > runs.size() / 2);
        sorted.values().forEach(each -> each.changes().add(change));
    }

    /**
     * Returns a walk along the runs that a question asks for, in its order.
     *
     * @param few runs of a range that are looked at one by one
     */
    RunWalk matching(RunQuestion asked, int few, RunLooks looks) {
        Collection<Candidate> some = narrow(asked, few);
        if (some == null) {
            return new RunWalk(inOrder(asked), asked.filter(), looks);
        }
        List<Entry> found = looks.take(some.size()) ? asked.firstOf(some) : List.of();
        return new RunWalk(found.iterator(), run -> true, looks);
    }

    /** Returns every run, from where a question begins on, in its order. */
    Iterator<Entry> inOrder(RunQuestion asked) {
        TreeSet<Entry> entries = sorted(asked.orders()).entries();
        RunOrder.Key after = asked.after();
        return after == null
                ? entries.iterator()
                : entries.tailSet(new Entry(entries.first().candidate(), after), false)
                        .iterator();
    }

    /** Returns the runs that can meet a question, when they are few: of the shelf or of a range; else {@code null}. */
    @Nullable
    Collection<Candidate> narrow(RunQuestion asked, int few) {
        if (runs.size() <= limits.unsorted()) {
            return runs.values();
        }
        int most = Math.min(Math.max(few, limits.unsorted()), runs.size() / 4);
        for (RunRange range : asked.ranges()) {
            List<Candidate> some = some(range, most);
            if (some.size() < most) {
                return some;
            }
        }
        return null;
    }

    /** Returns the first runs of a range. */
    private List<Candidate> some(RunRange range, int most) {
        TreeSet<Entry> entries = sorted(List.of(range.order())).entries();
        Object from = range.from();
        Collection<Entry> walk = from == null
                ? entries
                : entries.tailSet(new Entry(entries.first().candidate(), RunOrder.before(from)), true);
        List<Candidate> some = new ArrayList<>();
        for (Entry entry : walk) {
            if (some.size() >= most || range.isBehind(entry.key().value(0))) {
                break;
            }
            some.add(entry.candidate());
        }
        return some;
    }

    private Sorted sorted(List<RunQuery.Order> orders) {
        Sorted present = sorted.get(orders);
        if (present != null) {
            present.takeOver();
            return present;
        }
        if (sorted.size() >= ORDERS) {
            sorted.remove(sorted.keySet().iterator().next());
        }
        RunOrder order = RunOrder.of(orders);
        Sorted made = new Sorted(order, new TreeSet<>(Comparator.comparing(Entry::key, order)), new ArrayList<>());
        runs.values().forEach(candidate -> made.entries().add(made.entry(candidate)));
        sorted.put(List.copyOf(orders), made);
        return made;
    }
}
