package io.github.modelkeel.spi;

import io.github.modelkeel.spi.RunIndex.Candidate;
import io.github.modelkeel.spi.RunShelf.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The living runs of a store, or the deleted ones. Each stands twice: on the shelf of its experiment, and on one of all.
 *
 * <p>A question about a few experiments is asked of the shelf of each, and what they answer is merged. One about all of many is
 * asked of the shelf of all: its cost does not depend on how many there are. One about many, but not all, is asked of the
 * shelf of all when their share of the runs lets expect that they stand near enough to each other there; if that proves wrong,
 * of the shelf of each from there on. So it never costs more than about twice the lesser.
 *
 * <p>Not thread-safe.
 */
final class RunHall {
    private final RunLimits limits;
    private final RunShelf all;
    private final Map<String, RunShelf> shelves = new HashMap<>();

    RunHall(RunLimits limits) {
        this.limits = limits;
        this.all = new RunShelf(limits);
    }

    void add(Candidate candidate) {
        all.add(candidate);
        shelves.computeIfAbsent(candidate.run().experimentId(), id -> new RunShelf(limits))
                .add(candidate);
    }

    /** Removes a run, given as it was when it was added. */
    void remove(Candidate candidate) {
        all.remove(candidate);
        shelves.computeIfPresent(candidate.run().experimentId(), (id, shelf) -> {
            shelf.remove(candidate);
            return shelf.size() == 0 ? null : shelf;
        });
    }

    /** Returns the part of some experiments, or the whole when none is named. */
    Part part(Set<String> experiments) {
        List<RunShelf> some = new ArrayList<>();
        for (String id : experiments) {
            RunShelf shelf = shelves.get(id);
            if (shelf != null) {
                some.add(shelf);
            }
        }
        if (!experiments.isEmpty() && some.size() < shelves.size()) {
            return new Part(some, experiments);
        }
        return new Part(shelves.size() > limits.merged() ? List.of(all) : List.copyOf(shelves.values()), Set.of());
    }

    /** The runs of some experiments. */
    final class Part {
        private final Collection<RunShelf> shelves;
        private final Set<String> experiments;
        private final int size;

        /**
         * Creates a part.
         *
         * @param shelves which have its runs
         * @param experiments empty for all that there are
         */
        private Part(Collection<RunShelf> shelves, Set<String> experiments) {
            this.shelves = shelves;
            this.experiments = experiments;
            this.size = shelves.stream().mapToInt(RunShelf::size).sum();
        }

        int size() {
            return size;
        }

        /** Adds every run of this to others. */
        void copyTo(Collection<Candidate> runs) {
            shelves.forEach(shelf -> runs.addAll(shelf.runs()));
        }

        /** Returns the first runs that a question asks for; fewer when the looks were spent. */
        List<Entry> first(RunQuestion asked, RunLooks looks) {
            long most = asked.count() + (long) limits.looks() * shelves.size();
            boolean isNear = (long) asked.count() * all.size() <= most * size;
            return !experiments.isEmpty() && shelves.size() > limits.merged() && isNear
                    ? amongAll(asked, looks, most)
                    : merged(asked, looks);
        }

        private List<Entry> merged(RunQuestion asked, RunLooks looks) {
            List<RunWalk> walks = new ArrayList<>(shelves.size());
            int few = limits.few() / Math.max(1, shelves.size());
            for (RunShelf shelf : shelves) {
                if (looks.areSpent()) {
                    break;
                }
                walks.add(shelf.matching(asked, few, looks));
            }
            return RunWalk.first(walks, asked);
        }

        /** Looks at no more than so many runs of all before each shelf is asked. */
        private List<Entry> amongAll(RunQuestion asked, RunLooks looks, long most) {
            RunQuestion inside = asked.in(experiments);
            Collection<Candidate> some = all.narrow(inside, limits.few());
            if (some != null) {
                return inside.firstOf(some);
            }
            List<Entry> found = new ArrayList<>();
            Iterator<Entry> entries = all.inOrder(asked);
            @Nullable Entry last = null;
            for (long n = 0; n < most && entries.hasNext() && looks.take(1); n++) {
                last = entries.next();
                if (inside.filter().test(last.candidate())) {
                    found.add(last);
                    if (found.size() >= asked.count()) {
                        return found;
                    }
                }
            }
            if (entries.hasNext()) {
                found.addAll(merged(last == null ? asked : asked.goingOn(last.key(), found.size()), looks));
            }
            return found;
        }
    }
}
