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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs that are searched together, in every order that was asked for. Not thread-safe. */
final class RunShelf {
    /** Orders that are kept; the one that was not asked for longest is dropped for a further one. */
    static final int ORDERS = 32;

    private final int few;
    private final Map<String, Candidate> runs = new HashMap<>();
    private final Map<List<RunQuery.Order>, Sorted> sorted = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates an empty shelf.
     *
     * @param few runs of a range that are looked at one by one rather than by the order that is asked for; a shelf of no more
     *     than a sixteenth of them has no orders
     */
    RunShelf(int few) {
        this.few = few;
    }

    /** A run and where it stands. */
    record Entry(Candidate candidate, RunOrder.Key key) {}

    /**
     * What is asked for.
     *
     * @param after begins behind this, or with the first
     * @param filter what runs must meet
     * @param ranges what they must be in for that
     */
    record Question(
            List<RunQuery.Order> orders,
            RunOrder order,
            RunOrder.@Nullable Key after,
            Predicate<Candidate> filter,
            List<RunRange> ranges) {}

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

    boolean isEmpty() {
        return runs.isEmpty();
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

    /** Returns the runs that a question asks for, in its order, which are found as they are read. */
    Iterator<Entry> matching(Question asked) {
        Collection<Candidate> some = runs.size() <= few / 16 ? runs.values() : narrow(asked.ranges());
        return some == null ? inOrder(asked) : sort(some, asked);
    }

    private static Iterator<Entry> sort(Collection<Candidate> some, Question asked) {
        RunOrder.Key after = asked.after();
        return some.stream()
                .filter(asked.filter())
                .map(candidate -> new Entry(candidate, asked.order().key(candidate.run())))
                .filter(entry -> after == null || asked.order().compare(entry.key(), after) > 0)
                .sorted(Comparator.comparing(Entry::key, asked.order()))
                .iterator();
    }

    private Iterator<Entry> inOrder(Question asked) {
        TreeSet<Entry> entries = sorted(asked.orders()).entries();
        RunOrder.Key after = asked.after();
        Stream<Entry> rest = after == null
                ? entries.stream()
                : entries.tailSet(new Entry(entries.first().candidate(), after), false).stream();
        return rest.filter(entry -> asked.filter().test(entry.candidate())).iterator();
    }

    /** Returns the runs of a range that has few of them; {@code null} when none has. */
    private @Nullable Collection<Candidate> narrow(List<RunRange> ranges) {
        int most = Math.min(few, runs.size() / 4);
        for (RunRange range : ranges) {
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
