package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.RunShelf.Entry;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers searches of a store that has its runs in memory. {@link RunScan} says what is found; this finds it.
 *
 * <p>Runs stand in order for each order that was asked for, by experiment and all together, living ones apart from deleted
 * ones. A page is read from there, beginning where the page before ended, so its cost depends on how many runs are asked for
 * and not on how many there are, nor on how many experiments. A comparison that few runs meet is looked up in the order of its
 * field first. What cannot be looked up ({@code like}, {@code !=}, {@code or}, {@code not}, a parameter as a number) and hardly
 * any run meets is looked for in all of them, while the store goes on.
 *
 * <p>An order is made when it is first asked for, in a time of n log n, and takes over what {@linkplain #changed changed}
 * when it is asked for again: some 150 bytes for each run and order, for at most {@value RunShelf#ORDERS} orders of an
 * experiment and as many of all together, which serve questions about more than eight experiments.
 *
 * <p>Not thread-safe: for use under the lock of a store.
 */
public final class RunIndex {
    private final Function<String, @Nullable Candidate> reader;
    private final RunLimits limits;
    private final Map<String, Candidate> known = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private RunHall living;
    private RunHall deleted;

    /**
     * A run and its place among the runs of its store in the order they were made.
     *
     * @param run the run, with all its parts
     * @param sequence grows from run to run
     */
    public record Candidate(RunRecord run, long sequence) {
        /** Checks that there is a run. */
        public Candidate {
            requireNonNull(run, "run");
        }
    }

    /**
     * Creates an index of no runs.
     *
     * @param reader returns the run that the store has by a key, as it is now, or {@code null} when there is none; called
     *     during searches, once for each key that changed
     */
    public RunIndex(Function<String, @Nullable Candidate> reader) {
        this(reader, RunLimits.MEASURED);
    }

    RunIndex(Function<String, @Nullable Candidate> reader, RunLimits limits) {
        this.reader = requireNonNull(reader, "reader");
        this.limits = limits;
        this.living = new RunHall(limits);
        this.deleted = new RunHall(limits);
    }

    /** Notes that a run was made, changed or removed, by the key that the store knows it by. */
    public void changed(String key) {
        changed.add(requireNonNull(key, "key"));
    }

    /** Forgets every run and every order. */
    public void clear() {
        changed.clear();
        known.clear();
        living = new RunHall(limits);
        deleted = new RunHall(limits);
    }

    /**
     * Finds a page of the runs that a query asks for, as they are now.
     *
     * @param lastSequence greatest sequence of a run that was made by now
     * @return reads the page; thread-safe, to be called when the lock is no longer held: what no order serves is looked for then
     * @throws InvalidInputException if the filter or an order makes no sense, or the token is not of this query
     */
    public Supplier<Page<RunRecord>> search(RunQuery query, long lastSequence) {
        Predicate<RunRecord> filter = RunScan.predicate(query.filter());
        RunOrder order = RunOrder.of(query.orders());
        String question = PageToken.question(query);
        String token = query.pageToken();
        PageToken from = token == null ? null : PageToken.decode(token, question);
        RunOrder.Key after = from == null ? null : order.after(from);
        long snapshot = from == null ? lastSequence : from.snapshot();
        RunQuestion asked = new RunQuestion(
                query.orders(),
                order,
                after,
                candidate -> candidate.sequence() <= snapshot && filter.test(candidate.run()),
                ranges(query),
                query.limit() + 1); // one more than the page has, when there is one
        takeOver();
        Supplier<List<Entry>> found = find(asked, query);
        return () ->
                page(found.get(), query, last -> order.token(last, snapshot).encode(question));
    }

    private Supplier<List<Entry>> find(RunQuestion asked, RunQuery query) {
        Set<String> experiments = Set.copyOf(query.experimentIds());
        List<RunHall.Part> parts = new ArrayList<>();
        if (query.view() != View.DELETED) {
            parts.add(living.part(experiments));
        }
        if (query.view() != View.ACTIVE) {
            parts.add(deleted.part(experiments));
        }
        int runs = parts.stream().mapToInt(RunHall.Part::size).sum();
        RunLooks looks = limits.looksAt(runs, asked.count());
        List<Entry> found = new ArrayList<>();
        parts.forEach(part -> found.addAll(part.first(asked, looks)));
        if (parts.size() > 1) {
            found.sort((a, b) -> asked.order().compare(a.key(), b.key()));
        }
        if (!looks.areSpent()) {
            return () -> found.subList(0, Math.min(found.size(), asked.count()));
        }
        List<Candidate> all = new ArrayList<>(runs);
        parts.forEach(part -> part.copyTo(all));
        return () -> asked.firstOf(all);
    }

    private static Page<RunRecord> page(List<Entry> found, RunQuery query, Function<RunOrder.Key, String> tokenAfter) {
        boolean more = found.size() > query.limit();
        List<RunRecord> shown = new ArrayList<>();
        for (Entry entry : more ? found.subList(0, query.limit()) : found) {
            shown.add(RunScan.reading(entry.candidate().run(), query.parts()));
        }
        return new Page<>(
                shown, more ? tokenAfter.apply(found.get(query.limit() - 1).key()) : null);
    }

    private static List<RunRange> ranges(RunQuery query) {
        List<RunRange> ranges = new ArrayList<>();
        RunRange.collect(query.filter(), ranges);
        return ranges;
    }

    private void takeOver() {
        for (String key : changed) {
            Candidate next = reader.apply(key);
            Candidate before = next == null ? known.remove(key) : known.put(key, next);
            if (before != null) {
                hallOf(before).remove(before);
            }
            if (next != null) {
                hallOf(next).add(next);
            }
        }
        changed.clear();
    }

    private RunHall hallOf(Candidate candidate) {
        return candidate.run().deletedAt() == null ? living : deleted;
    }
}
