package io.github.modelkeel.spi;

import io.github.modelkeel.spi.RunIndex.Candidate;
import io.github.modelkeel.spi.RunShelf.Entry;
import io.github.modelkeel.tracking.RunQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of shelves. Immutable.
 *
 * @param order what {@code orders} make
 * @param after begins behind this, or with the first
 * @param filter what runs must meet
 * @param ranges what they must be in for that
 * @param count runs that are asked for, at most
 */
record RunQuestion(
        List<RunQuery.Order> orders,
        RunOrder order,
        RunOrder.@Nullable Key after,
        Predicate<Candidate> filter,
        List<RunRange> ranges,
        int count) {
    /** Asks for what is left when so many were found up to a place. */
    RunQuestion goingOn(RunOrder.Key last, int found) {
        return new RunQuestion(orders, order, last, filter, ranges, count - found);
    }

    /** Asks the same of those that are in some experiments. */
    RunQuestion in(Set<String> experiments) {
        Predicate<Candidate> inside =
                candidate -> experiments.contains(candidate.run().experimentId()) && filter.test(candidate);
        return new RunQuestion(orders, order, after, inside, ranges, count);
    }

    /** Returns the first of some runs, by looking at each. */
    List<Entry> firstOf(Collection<Candidate> runs) {
        Comparator<Entry> first = (a, b) -> order.compare(a.key(), b.key());
        PriorityQueue<Entry> best = new PriorityQueue<>(first.reversed()); // the last of them on top
        for (Candidate candidate : runs) {
            if (!filter.test(candidate)) {
                continue;
            }
            Entry entry = new Entry(candidate, order.key(candidate.run()));
            if (after != null && order.compare(entry.key(), after) <= 0) {
                continue;
            }
            if (best.size() < count) {
                best.add(entry);
            } else if (first.compare(entry, best.element()) < 0) {
                best.remove();
                best.add(entry);
            }
        }
        List<Entry> found = new ArrayList<>(best);
        found.sort(first);
        return found;
    }
}
