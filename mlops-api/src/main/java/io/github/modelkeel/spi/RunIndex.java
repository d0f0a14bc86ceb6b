package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers searches of a store that has its runs in memory. {@link RunScan} says what is found; this finds it.
 *
 * <p>Runs stand in order for each order that was asked for, by experiment, living ones apart from deleted ones. A page is read
 * from there, beginning where the page before ended, so its cost depends on how many runs are asked for and not on how many
 * there are. A comparison that few runs meet is looked up in the order of its field first. What cannot be looked up ({@code
 * like}, {@code !=}, {@code or}, {@code not}, a parameter as a number) and hardly any run meets is looked for in all of them.
 *
 * <p>An order is made when it is first asked for, in a time of n log n, and takes over what {@linkplain #changed changed}
 * when it is asked for again: some 150 bytes for each run and
 * order, for at most {@value RunShelf#ORDERS} orders of an experiment.
 *
 * <p>Not thread-safe: for use under the lock of a store.
 */
public final class RunIndex {
    /** Runs of a range that are looked at one by one rather than by an order. */
    private static final int FEW = 1_000;

    private final Function<String, @Nullable Candidate> reader;
    private final int few;
    private final Map<String, Candidate> known = new HashMap<>();
    private final Map<Place, RunShelf> shelves = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

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

    /** Where a run stands: with the living or the deleted ones of an experiment. */
    private record Place(String experimentId, boolean isDeleted) {
        static Place of(RunRecord run) {
            return new Place(run.experimentId(), run.deletedAt() != null);
        }

        boolean isIn(Set<String> experiments, View view) {
            return (view == View.ALL || isDeleted == (view == View.DELETED))
                    && (experiments.isEmpty() || experiments.contains(experimentId));
        }
    }

    /** What is left of one shelf, by its next run. */
    private record Rest(RunShelf.Entry next, Iterator<RunShelf.Entry> further) {}

    /**
     * Creates an index of no runs.
     *
     * @param reader returns the run that the store has by a key, as it is now, or {@code null} when there is none; called
     *     during searches, once for each key that changed
     */
    public RunIndex(Function<String, @Nullable Candidate> reader) {
        this(reader, FEW);
    }

    RunIndex(Function<String, @Nullable Candidate> reader, int few) {
        this.reader = requireNonNull(reader, "reader");
        this.few = few;
    }

    /** Notes that a run was made, changed or removed, by the key that the store knows it by. */
    public void changed(String key) {
        changed.add(requireNonNull(key, "key"));
    }

    /** Forgets every run and every order. */
    public void clear() {
        changed.clear();
        known.clear();
        shelves.clear();
    }

    /**
     * Returns a page of the runs that a query finds.
     *
     * @param lastSequence greatest sequence of a run that was made by now
     * @throws InvalidInputException if the filter or an order makes no sense, or the token is not of this query
     */
    public Page<RunRecord> search(RunQuery query, long lastSequence) {
        Predicate<RunRecord> filter = RunScan.predicate(query.filter());
        RunOrder order = RunOrder.of(query.orders());
        String question = PageToken.question(query);
        String token = query.pageToken();
        PageToken from = token == null ? null : PageToken.decode(token, question);
        RunOrder.Key after = from == null ? null : order.after(from);
        long snapshot = from == null ? lastSequence : from.snapshot();
        takeOver();
        RunShelf.Question asked = new RunShelf.Question(
                query.orders(),
                order,
                after,
                run -> run.sequence() <= snapshot && filter.test(run.run()),
                ranges(query));
        List<RunShelf.Entry> found = firstOf(query, asked);
        boolean more = found.size() > query.limit();
        List<RunShelf.Entry> shown = more ? found.subList(0, query.limit()) : found;
        return new Page<>(
                shown.stream()
                        .map(entry -> RunScan.reading(entry.candidate().run(), query.parts()))
                        .toList(),
                more ? order.token(shown.get(shown.size() - 1).key(), snapshot).encode(question) : null);
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
                takeOff(before);
            }
            if (next != null) {
                shelves.computeIfAbsent(Place.of(next.run()), place -> new RunShelf(few))
                        .add(next);
            }
        }
        changed.clear();
    }

    private void takeOff(Candidate candidate) {
        Place place = Place.of(candidate.run());
        RunShelf shelf = requireNonNull(shelves.get(place));
        shelf.remove(candidate);
        if (shelf.isEmpty()) {
            shelves.remove(place);
        }
    }

    /** Returns the first runs of all shelves, one more than the page has when there is one. */
    private List<RunShelf.Entry> firstOf(RunQuery query, RunShelf.Question asked) {
        Set<String> experiments = new HashSet<>(query.experimentIds());
        PriorityQueue<Rest> rests =
                new PriorityQueue<>(Comparator.comparing(rest -> rest.next().key(), asked.order()));
        shelves.forEach((place, shelf) -> {
            if (place.isIn(experiments, query.view())) {
                push(rests, shelf.matching(asked));
            }
        });
        List<RunShelf.Entry> found = new ArrayList<>();
        for (Rest rest = rests.poll(); rest != null; rest = rests.poll()) {
            found.add(rest.next());
            if (found.size() > query.limit()) {
                break;
            }
            push(rests, rest.further());
        }
        return found;
    }

    private static void push(PriorityQueue<Rest> rests, Iterator<RunShelf.Entry> further) {
        if (further.hasNext()) {
            rests.add(new Rest(further.next(), further));
        }
    }
}
