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

    /** Creates an empty shelf on which {@code few} runs are looked at one by one. */
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

    /** The runs in one order. */
    private record Sorted(RunOrder order, TreeSet<Entry> entries) {
        Entry entry(Candidate candidate) {
            return new Entry(candidate, order.key(candidate.run()));
        }
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    void add(Candidate candidate) {
        runs.put(candidate.run().id(), candidate);
        sorted.values().forEach(each -> each.entries().add(each.entry(candidate)));
    }

    /** Removes a run, given as it was when it was added. */
    void remove(Candidate candidate) {
        runs.remove(candidate.run().id());
        sorted.values().forEach(each -> each.entries().remove(each.entry(candidate)));
    }

    /** Returns the runs that a question asks for, in its order, which are found as they are read. */
    Iterator<Entry> matching(Question asked) {
        Collection<Candidate> some = runs.size() <= few ? runs.values() : narrow(asked.ranges());
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

    /** Returns the runs of a range that has few; {@code null} when none has. */
    private @Nullable Collection<Candidate> narrow(List<RunRange> ranges) {
        for (RunRange range : ranges) {
            List<Candidate> some = some(range);
            if (some.size() < few) {
                return some;
            }
        }
        return null;
    }

    /** Returns the first runs of a range, up to {@link #few}. */
    private List<Candidate> some(RunRange range) {
        TreeSet<Entry> entries = sorted(List.of(range.order())).entries();
        Object from = range.from();
        Collection<Entry> walk = from == null
                ? entries
                : entries.tailSet(new Entry(entries.first().candidate(), RunOrder.before(from)), true);
        List<Candidate> some = new ArrayList<>();
        for (Entry entry : walk) {
            if (some.size() >= few || range.isBehind(entry.key().value(0))) {
                break;
            }
            some.add(entry.candidate());
        }
        return some;
    }

    private Sorted sorted(List<RunQuery.Order> orders) {
        Sorted present = sorted.get(orders);
        if (present != null) {
            return present;
        }
        if (sorted.size() >= ORDERS) {
            sorted.remove(sorted.keySet().iterator().next());
        }
        RunOrder order = RunOrder.of(orders);
        Sorted made = new Sorted(order, new TreeSet<>(Comparator.comparing(Entry::key, order)));
        runs.values().forEach(candidate -> made.entries().add(made.entry(candidate)));
        sorted.put(List.copyOf(orders), made);
        return made;
    }
}
