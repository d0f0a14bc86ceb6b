package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.spi.RunIndex.Candidate;
import io.github.modelkeel.spi.RunShelf.Entry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Goes along runs in their order and stands at one that meets a filter. Not thread-safe. */
final class RunWalk {
    private final Iterator<Entry> entries;
    private final Predicate<Candidate> filter;
    private final RunLooks looks;
    private @Nullable Entry at;

    /** Begins before the first. */
    RunWalk(Iterator<Entry> entries, Predicate<Candidate> filter, RunLooks looks) {
        this.entries = entries;
        this.filter = filter;
        this.looks = looks;
    }

    /** Returns where this stands. */
    Entry at() {
        return requireNonNull(at, "at");
    }

    /** Goes on to the next, and returns whether there is one; when the looks are spent there may be others. */
    boolean goOn() {
        while (entries.hasNext() && looks.take(1)) {
            Entry entry = entries.next();
            if (filter.test(entry.candidate())) {
                at = entry;
                return true;
            }
        }
        return false;
    }

    /** Returns the first runs of walks that did not begin yet. */
    static List<Entry> first(Iterable<RunWalk> walks, RunQuestion asked) {
        PriorityQueue<RunWalk> ahead =
                new PriorityQueue<>((a, b) -> asked.order().compare(a.at().key(), b.at().key()));
        for (RunWalk walk : walks) {
            if (walk.goOn()) {
                ahead.add(walk);
            }
        }
        List<Entry> found = new ArrayList<>();
        for (RunWalk walk = ahead.poll(); walk != null; walk = ahead.poll()) {
            found.add(walk.at());
            if (found.size() >= asked.count()) {
                break;
            }
            if (walk.goOn()) {
                ahead.add(walk);
            }
        }
        return found;
    }
}
